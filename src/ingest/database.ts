/**
 * DuckDB in this process: opened with the limits a run was given, closed by `using`.
 *
 * @module
 */
import { DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";

/** Options of {@linkcode openDatabase}. */
export interface DatabaseOptions {
  /** Database file. @default {":memory:"} */
  file?: string;
  /** Threads DuckDB may use. @default {one per core} */
  threads?: number;
  /** Memory DuckDB may use, in bytes. @default {DuckDB's own: 80 % of the machine's} */
  memory?: number;
  /** Folder for what does not fit in memory. @default {DuckDB's own: beside the file} */
  tempDirectory?: string;
}

/** Values of `$name` parameters in a statement. */
export type Parameters = Record<string, DuckDBValue>;

/** An open database; close it with `using`. */
export interface Database extends Disposable {
  /** The connection itself, for what the helpers do not cover. */
  readonly connection: DuckDBConnection;
  /** Runs one statement, or several when there are no parameters, for its effect. */
  run(sql: string, parameters?: Parameters): Promise<void>;
  /** All rows of a small result as objects by column name. */
  rows(sql: string, parameters?: Parameters): Promise<Record<string, DuckDBValue>[]>;
  /** The first column of the first row; `null` where there is none. */
  value(sql: string, parameters?: Parameters): Promise<DuckDBValue>;
}

/**
 * Opens DuckDB in this process. Extensions are never fetched from the network,
 * and the session's time zone is UTC wherever the machine is.
 *
 * @throws {RangeError} If `threads` or `memory` is not a positive integer.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openDatabase } from "./database.ts";
 *
 * using db = await openDatabase({ threads: 1 });
 * assert.equal(await db.value("select $a + 1", { a: 41 }), 42);
 * ```
 */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  const { file = ":memory:", threads, memory, tempDirectory } = options;
  const settings: Record<string, string> = {
    autoinstall_known_extensions: "false",
    ...(threads === undefined ? {} : { threads: positive(threads, "threads") }),
    ...(memory === undefined ? {} : { memory_limit: `${positive(memory, "memory")}B` }),
    ...(tempDirectory === undefined ? {} : { temp_directory: tempDirectory }),
  };
  const instance = await DuckDBInstance.create(file, settings);
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'");
  const running = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    running.add(work);
    const forget = () => running.delete(work);
    work.then(forget, forget);
    return work;
  };
  const read = (sql: string, parameters?: Parameters) =>
    track(connection.runAndReadAll(sql, parameters));
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return {
    connection,
    run: async (sql, parameters) => void await track(connection.run(sql, parameters)),
    rows: async (sql, parameters) => (await read(sql, parameters)).getRowObjects(),
    value: async (sql, parameters) => (await read(sql, parameters)).getRows()[0]?.[0] ?? null,
    // DuckDB crashes when it is closed under a running statement, so those end first.
    [Symbol.dispose]: () =>
      running.size === 0 ? close() : void Promise.allSettled(running).then(close),
  };
}

/**
 * Text as an SQL literal, for the places where SQL takes no parameter (`COPY … TO`).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sqlText } from "./database.ts";
 *
 * assert.equal(sqlText("it's"), "'it''s'");
 * ```
 */
export function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * A Parquet file as an SQL relation, by its path and nothing else: neither are `*`, `?` and `[` in
 * it patterns, nor folders like `day=2020-09-22` columns.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parquetFile } from "./database.ts";
 *
 * assert.equal(
 *   parquetFile("shop [1]/a.parquet"),
 *   "read_parquet('shop [[]1]/a.parquet', hive_partitioning = false)",
 * );
 * ```
 */
export function parquetFile(path: string): string {
  return `read_parquet(${literalPath(path)}, hive_partitioning = false)`;
}

/** A path as SQL text in which nothing is a pattern. */
export function literalPath(path: string): string {
  return sqlText(path.replaceAll(/[[*?]/g, (character) => `[${character}]`));
}

/**
 * A name as an SQL identifier.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sqlName } from "./database.ts";
 *
 * assert.equal(sqlName('a "b"'), '"a ""b"""');
 * ```
 */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function positive(value: number, name: string): string {
  if (!Number.isInteger(value) || value <= 0) {
    throw new RangeError(`Expected ${name} to be an integer greater than 0 but found ${value}`);
  }
  return String(value);
}
