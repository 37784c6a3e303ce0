/**
 * Which columns of the master tables are categories, and the codes of those that are.
 *
 * @module
 */
import { type Database, sqlName } from "./database.ts";
import type { MasterKind } from "./master.ts";

/** A column as {@linkcode isCategory} sees it. */
export interface ColumnProfile {
  readonly name: string;
  /** Rows with a value. */
  readonly known: number;
  /** Distinct values. */
  readonly distinct: number;
}

/** Free text and addresses: no categories however often a value recurs. */
const TEXTS = new Set(["prod_name", "detail_desc", "postal_code"]);

/** The product family: a category however many there are, for "same product family". */
const FAMILIES = new Set(["product_code"]);

/** Columns with up to this many values are categories in a table of any size. */
const FEW = 50;

/**
 * Whether a column is a category: at most 50 distinct values, or one for every ten rows or more,
 * and neither known to be free text nor the number of a name that stands beside it
 * (`department_no` beside `department_name`).
 *
 * @param columns Names of all columns of the table.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isCategory } from "./attributes.ts";
 *
 * const columns = ["department_no", "department_name", "slogan"];
 * const profile = { known: 1000, distinct: 60 };
 * assert.ok(isCategory({ name: "department_name", ...profile }, columns));
 * assert.ok(!isCategory({ name: "department_no", ...profile }, columns));
 * assert.ok(!isCategory({ name: "slogan", known: 1000, distinct: 900 }, columns));
 * ```
 */
export function isCategory(column: ColumnProfile, columns: readonly string[]): boolean {
  const { name, known, distinct } = column;
  if (FAMILIES.has(name)) return known > 0;
  if (TEXTS.has(name) || known === 0) return false;
  const twin = name.replace(/_(?:no|code|id)$/, "_name");
  if (twin !== name && columns.includes(twin)) return false;
  return distinct <= Math.max(FEW, known / 10);
}

/** A category with its labels in byte order; code 0 is the unknown, label `""`. */
export interface Category {
  readonly name: string;
  readonly labels: readonly string[];
}

/**
 * Makes the view `coded_<kind>s`: one row per code, in order, with the code of every category
 * (`c0`, `c1`, …; 0 where unknown).
 */
export async function codeAttributes(
  db: Database,
  kind: MasterKind,
  columns: readonly string[],
): Promise<Category[]> {
  const categories: Category[] = [];
  for (const profile of await profileColumns(db, kind, columns)) {
    if (!isCategory(profile, columns)) continue;
    const name = sqlName(profile.name);
    const labelTable = `${kind}_labels_${categories.length}`;
    await db.run(`create table ${labelTable} as
      select label, cast(row_number() over (order by label) as uinteger) as code
      from (select distinct ${name} as label from ${kind}s where ${name} is not null)`);
    const rows = await db.rows(`select label from ${labelTable} order by code`);
    categories.push({
      name: profile.name,
      labels: ["", ...rows.map(({ label }) => String(label))],
    });
  }
  const codes = categories.map((_, i) => `, coalesce(l${i}.code, 0)::uinteger as c${i}`);
  const joins = categories.map(({ name }, i) =>
    `left join ${kind}_labels_${i} as l${i} on m.${sqlName(name)} = l${i}.label`
  );
  await db.run(`create temp view coded_${kind}s as
    select m.${kind} as code, m.${kind}_id as id,
      coalesce(m.known_from - date '1970-01-01', 0)::usmallint as known_from,
      ${kind === "customer" ? "coalesce(m.age, 'nan'::float) as age" : "'nan'::float as age"}
      ${codes.join("")}
    from ${kind}s as m ${joins.join("\n")}
    order by m.${kind}`);
  return categories;
}

async function profileColumns(
  db: Database,
  kind: MasterKind,
  columns: readonly string[],
): Promise<ColumnProfile[]> {
  if (columns.length === 0) return [];
  const counts = columns.flatMap((name, i) => [
    `count(${sqlName(name)}) as known_${i}`,
    `count(distinct ${sqlName(name)}) as distinct_${i}`,
  ]);
  const [row] = await db.rows(`select ${counts.join(", ")} from ${kind}s`);
  return columns.map((name, i) => ({
    name,
    known: Number(row![`known_${i}`]),
    distinct: Number(row![`distinct_${i}`]),
  }));
}
