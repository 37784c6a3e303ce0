/**
 * The master tables: customers and articles with their attributes, numbered in order of their ids.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import { type Database, sqlName } from "./database.ts";
import { type FileCount, setAside, type SetAsideOptions, unreadableLines } from "./rejects.ts";
import { findColumns, floatOf, type InputTable, textOf } from "./tables.ts";

/** Which master table. */
export type MasterKind = "customer" | "article";

/** What {@linkcode loadMaster} found. */
export interface MasterLoad {
  /** Rows in, kept and rejected; `null` where there is no file. */
  readonly count: FileCount | null;
  /** The file's columns but the id (and age), lower-cased, in the file's order. */
  readonly columns: readonly string[];
  /** What the reader should know. */
  readonly notes: readonly string[];
}

/**
 * Loads a master table into `customers` or `articles`: a code column (`customer` or `article`,
 * in byte order of the ids), the id as text, `known_from` (NULL: always known), `age` for customers, and
 * every other column as text with NULL for blank. Rows without id, and all but the first of rows
 * with the same id, are set aside.
 *
 * @param table `null` where the shop has no such file: the table is then empty.
 * @throws {DataError} If the file has no id column, no rows, or too many rows to set aside.
 */
export async function loadMaster(
  db: Database,
  kind: MasterKind,
  table: InputTable | null,
  options: SetAsideOptions,
): Promise<MasterLoad> {
  if (table === null) {
    await db.run(`create table ${kind}s (${kind} uinteger, ${kind}_id varchar, known_from date
      ${kind === "customer" ? ", age float" : ""})`);
    return { count: null, columns: [], notes: [] };
  }
  const columns = await readRows(db, kind, table);
  const count = await countRows(db, kind, table);
  await setAside(db, kind, `${kind}_rejects`, count, options);
  await db.run(`create table ${kind}s as
    select cast(row_number() over (order by id) - 1 as uinteger) as ${kind},
      id as ${kind}_id, null::date as known_from, * exclude ("row", id, reason)
    from ${kind}_rows where reason is null order by id`);
  return { count, columns, notes: kind === "customer" ? await checkAges(db) : [] };
}

/** Makes the views `<kind>_rows` (row, id, columns, reason) and `<kind>_rejects`. */
async function readRows(db: Database, kind: MasterKind, table: InputTable): Promise<string[]> {
  const found = findColumns(table, [`${kind}_id`], ["age"]);
  const id = textOf(table, found[`${kind}_id`]!);
  const age = kind === "customer" ? found.age : undefined;
  const others = [...table.columns.keys()]
    .filter((column) => column !== found[`${kind}_id`] && column !== age)
    .filter((column) => !/\[|STRUCT|MAP|UNION|BLOB/.test(table.columns.get(column)!));
  const names = others.map((column) => safeName(column.toLowerCase(), kind));
  const texts = others.map((column, i) => `${textOf(table, column)} as ${sqlName(names[i]!)}`);
  const ages = age === undefined ? "null::float" : floatOf(table, age);
  const own = [`${id} as id`, ...(kind === "customer" ? [`${ages} as age`] : [])];
  await db.run(`create table ${kind}_read as
    select row_number() over () as "row", ${[...own, ...texts].join(", ")}
    from ${table.relation}`).catch((error) => {
    throw table.explain(error);
  });
  await db.run(`create table ${kind}_repeats as
    select id, min("row") as first_row from ${kind}_read
    where id is not null group by id having count(*) > 1`);
  await db.run(`create temp view ${kind}_rows as
    select found.*, case
        when found.id is null or trim(found.id) = '' then 'missing_${kind}_id'
        when contains(found.id, chr(0)) then 'unreadable_${kind}_id'
        when found."row" > repeats.first_row then 'duplicate_id'
      end as reason
    from ${kind}_read as found left join ${kind}_repeats as repeats on found.id = repeats.id`);
  await db.run(`create temp view ${kind}_rejects as
    select "row", '${kind}_id' as "column", reason, id as raw from ${kind}_rows
    where reason is not null order by "row"`);
  return names;
}

/** A column of the user's that has the name of one of ours gets another. */
function safeName(name: string, kind: MasterKind): string {
  const ours = ["row", "id", "reason", "known_from", kind, `${kind}_id`, "age"];
  return ours.includes(name) ? `${name}_column` : name;
}

async function countRows(db: Database, kind: MasterKind, table: InputTable): Promise<FileCount> {
  const lines = await unreadableLines(db, kind, table);
  const reasons: Record<string, number> = lines === 0 ? {} : { unreadable_line: lines };
  let rows = lines;
  let kept = 0;
  for (
    const { reason, n } of await db.rows(
      `select reason, count(*)::integer as n from ${kind}_rows group by reason order by reason`,
    )
  ) {
    rows += Number(n);
    if (reason === null) kept = Number(n);
    else reasons[String(reason)] = Number(n);
  }
  if (rows === 0) {
    throw new DataError(`Expected at least one ${kind} but found no rows`, {
      place: { file: table.file },
      hint: `Leave the file out if there is nothing to say about ${kind}s.`,
    });
  }
  return { file: table.file, rows, kept, rejected: rows - kept, reasons };
}

/** Ages no person has become unknown. */
async function checkAges(db: Database): Promise<string[]> {
  const odd = "age is not null and not (age between 0 and 130)";
  const n = Number(await db.value(`select count(*) from customers where ${odd}`));
  await db.run(`update customers set age = null where ${odd}`);
  return n === 0 ? [] : [`${n} ages outside 0 to 130 count as unknown`];
}
