/**
 * What pages ask DuckDB, over the workspace's Parquet files.
 *
 * @module
 */
import { parquetFile, sqlName } from "../ingest/database.ts";
import { storePaths } from "../ingest/store.ts";
import { FEATURE_FILES } from "../stages/features.ts";
import { OUTPUT_FOLDER } from "../stages/recommend.ts";
import type { Live } from "./live.ts";

/** Tables of a workspace, as they stand after `from`. */
export interface Tables {
  readonly orders: string;
  readonly customers: string;
  readonly articles: string;
  readonly rejects: string;
  readonly plan: string;
  readonly recommendations: string;
  readonly itemFeatures: string;
}

/** The tables of a workspace. */
export function tablesOf({ workspace }: Pick<Live, "workspace">): Tables {
  const store = storePaths(workspace);
  return {
    orders: parquetFile(store.orders),
    customers: parquetFile(store.customers),
    articles: parquetFile(store.articles),
    rejects: parquetFile(store.rejects),
    plan: parquetFile(workspace.path(OUTPUT_FOLDER, "push_plan.parquet")),
    recommendations: parquetFile(workspace.path(OUTPUT_FOLDER, "recommendations.parquet")),
    itemFeatures: parquetFile(workspace.path(FEATURE_FILES.items)),
  };
}

/** A row of text: every value as people read it, `""` for NULL. */
export type TextRow = Readonly<Record<string, string>>;

/** All rows of a small result, every value as text. */
export async function textRows(
  live: Live,
  sql: string,
  parameters: Record<string, string | number> = {},
): Promise<TextRow[]> {
  const rows = await live.db.rows(sql, parameters);
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null ? "" : String(value)]),
    )
  );
}

/** Column names of a table; none where its file is missing. */
export async function columnsOf(live: Live, table: string): Promise<string[]> {
  return await live.remember(`columns of ${table}`, async () => {
    try {
      return (await live.db.rows(`describe select * from ${table}`))
        .map(({ column_name }) => String(column_name));
    } catch (error) {
      if (/No files found/.test(String(error))) return [];
      throw error;
    }
  });
}

/** A column where the table has it, else `""`, as `name`. */
export async function columnOr(
  live: Live,
  table: string,
  alias: string,
  name: string,
): Promise<string> {
  const known = (await columnsOf(live, table)).includes(name);
  return known ? `coalesce(${alias}.${sqlName(name)}, '')` : "''";
}
