/**
 * The feature store: customer and article features as of a day, as Parquet tables with ids.
 *
 * @module
 */
import { type AppendColumn, appendTable } from "../ingest/append.ts";
import { type Database, parquetFile, sqlName, sqlText } from "../ingest/database.ts";
import type { Snapshot } from "../ingest/shop.ts";
import type { StorePaths } from "../ingest/store.ts";
import { columnOf, type FeatureTable } from "./catalogue.ts";
import { preferredCategories } from "./preferences.ts";

/** What {@linkcode writeFeatureStore} wrote. */
export interface FeatureStoreSummary {
  readonly customers: number;
  readonly customerColumns: number;
  readonly articles: number;
  readonly articleColumns: number;
}

/**
 * Writes one row per customer and one per article; unknown values are NULL. The customers'
 * preferred category and its share and the master tables' categories stand beside the features.
 */
export async function writeFeatureStore(
  db: Database,
  snapshot: Snapshot,
  tables: { customers: FeatureTable; articles: FeatureTable },
  store: StorePaths,
  paths: { users: string; items: string },
): Promise<FeatureStoreSummary> {
  const preferred = preferredCategories(snapshot);
  await appendTable(db, "user_codes", [
    codes("customer", tables.customers.rows),
    ...numbers(tables.customers),
    { name: "preferred_label", values: preferred.code },
    { name: "preferred_category_share", values: preferred.share },
  ], tables.customers.rows);
  await db.run("create or replace temp table preferred_labels (code uinteger, label varchar)");
  await insertLabels(db, preferred.labels);
  const customerColumns = await copyJoined(db, {
    select: `i.customer_id, u.* exclude (customer, preferred_label),
      nullif(l.label, '') as preferred_category`,
    from: `user_codes u join ${parquetFile(store.customers)} i using (customer)
      left join preferred_labels l on l.code = u.preferred_label`,
    extra: { alias: "i", attributes: others(snapshot.customers.attributes, tables.customers) },
    orderBy: "u.customer",
    path: paths.users,
  });
  await appendTable(db, "item_codes", [
    codes("article", tables.articles.rows),
    ...numbers(tables.articles),
  ], tables.articles.rows);
  const articleColumns = await copyJoined(db, {
    select: "i.article_id, u.* exclude (article)",
    from: `item_codes u join ${parquetFile(store.articles)} i using (article)`,
    extra: { alias: "i", attributes: others(snapshot.articles.attributes, tables.articles) },
    orderBy: "u.article",
    path: paths.items,
  });
  return {
    customers: tables.customers.rows,
    customerColumns,
    articles: tables.articles.rows,
    articleColumns,
  };
}

/** The attributes whose names no feature has taken. */
function others(attributes: ReadonlyMap<string, unknown>, table: FeatureTable): string[] {
  const taken = new Set(table.definitions.map(({ name }) => name));
  return [...attributes.keys()].filter((name) => !taken.has(name));
}

function codes(name: string, count: number): AppendColumn {
  return { name, values: Uint32Array.from({ length: count }, (_, code) => code) };
}

function numbers(table: FeatureTable): AppendColumn[] {
  return table.definitions.map(({ name }) => ({ name, values: columnOf(table, name) }));
}

async function insertLabels(db: Database, labels: readonly string[]) {
  const values = labels.map((label, code) => `(${code}, ${sqlText(label)})`);
  for (let i = 0; i < values.length; i += 1000) {
    await db.run(`insert into preferred_labels values ${values.slice(i, i + 1000).join(", ")}`);
  }
}

interface JoinedCopy {
  readonly select: string;
  readonly from: string;
  readonly extra: { readonly alias: string; readonly attributes: readonly string[] };
  readonly orderBy: string;
  readonly path: string;
}

async function copyJoined(db: Database, copy: JoinedCopy): Promise<number> {
  const extra = copy.extra.attributes.map((name) => `, ${copy.extra.alias}.${sqlName(name)}`);
  const query = `select ${copy.select}${extra.join("")} from ${copy.from}`;
  await db.run(`copy (${query} order by ${copy.orderBy}) to ${sqlText(copy.path)}
    (format parquet, compression zstd)`);
  const described = await db.rows(`describe ${query}`);
  return described.length;
}
