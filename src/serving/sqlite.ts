/**
 * The output tables as one SQLite file, for tools that read nothing else.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import { type Database, parquetFile, sqlName } from "../ingest/database.ts";

/** Name of the file. */
export const SQLITE_FILE = "local_helix.sqlite";

/**
 * Copies the Parquet tables of `folder` into `folder/local_helix.sqlite`. Lists become JSON text, as
 * SQLite has none.
 */
export async function writeSqlite(
  db: Database,
  folder: string,
  tables: readonly string[],
): Promise<void> {
  const path = `${folder}/${SQLITE_FILE}`;
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const sqlite = new DatabaseSync(path);
  try {
    for (const table of tables) await copyTable(db, sqlite, folder, table);
  } finally {
    sqlite.close();
  }
}

async function copyTable(db: Database, sqlite: DatabaseSync, folder: string, table: string) {
  const source = parquetFile(`${folder}/${table}.parquet`);
  const columns = await db.rows(`describe select * from ${source}`);
  const selected = columns.map(({ column_name, column_type }) => {
    const name = sqlName(String(column_name));
    return String(column_type).endsWith("[]") ? `to_json(${name})::varchar as ${name}` : name;
  });
  const definition = columns.map(({ column_name, column_type }) =>
    `${sqlName(String(column_name))} ${sqliteType(String(column_type))}`
  );
  sqlite.exec(`create table ${sqlName(table)} (${definition.join(", ")})`);
  const insert = sqlite.prepare(
    `insert into ${sqlName(table)} values (${columns.map(() => "?").join(", ")})`,
  );
  const result = await db.connection.stream(`select ${selected.join(", ")} from ${source}`);
  sqlite.exec("begin");
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    for (const row of chunk.getRows()) insert.run(...row as (string | number | null)[]);
  }
  sqlite.exec("commit");
}

function sqliteType(type: string): string {
  if (type === "INTEGER") return "integer";
  return type === "DOUBLE" ? "real" : "text";
}
