/**
 * Typed arrays as a DuckDB table, a chunk at a time and without an object per value.
 *
 * @module
 */
import {
  DOUBLE,
  DuckDBDataChunk,
  type DuckDBType,
  FLOAT,
  INTEGER,
  UINTEGER,
  UTINYINT,
} from "@duckdb/node-api";
import { type Database, sqlName } from "./database.ts";

/** A column of numbers to append; NaN in a float column becomes NULL. */
export interface AppendColumn {
  readonly name: string;
  readonly values: Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array;
}

/** Rows of a DuckDB data chunk. */
const CHUNK = 2048;

/** The part of DuckDB's fixed-width vectors that takes typed arrays. */
interface FixedVector {
  readonly items: { set(values: ArrayLike<number>): void };
  readonly validity: { setItemValid(index: number, valid: boolean): void };
  flush(): void;
}

/**
 * Makes a table of the given columns and appends `rows` rows of them.
 *
 * @throws {RangeError} If a column is shorter than `rows`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { appendTable } from "./append.ts";
 * import { openDatabase } from "./database.ts";
 *
 * using db = await openDatabase({ threads: 1 });
 * await appendTable(db, "t", [{ name: "x", values: Float32Array.of(1, NaN) }], 2);
 * assert.equal(await db.value("select count(x) from t"), 1n);
 * ```
 */
export async function appendTable(
  db: Database,
  table: string,
  columns: readonly AppendColumn[],
  rows: number,
): Promise<void> {
  const short = columns.find(({ values }) => values.length < rows);
  if (short) {
    throw new RangeError(
      `Expected ${rows} values in ${short.name} but found ${short.values.length}`,
    );
  }
  const types = columns.map(({ values }) => typeOf(values));
  const definition = columns.map(({ name }, i) => `${sqlName(name)} ${types[i]}`).join(", ");
  await db.run(`create or replace temp table ${sqlName(table)} (${definition})`);
  const appender = await db.connection.createAppender(table, null, "temp");
  for (let begin = 0; begin < rows; begin += CHUNK) {
    const size = Math.min(CHUNK, rows - begin);
    const chunk = DuckDBDataChunk.create(types);
    chunk.rowCount = size;
    columns.forEach(({ values }, i) => {
      const vector = chunk.getColumnVector(i) as unknown as FixedVector;
      const part = values.subarray(begin, begin + size);
      vector.items.set(part);
      if (part instanceof Float32Array || part instanceof Float64Array) markMissing(vector, part);
      vector.flush();
    });
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}

function markMissing(vector: FixedVector, values: Float32Array | Float64Array) {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]!)) vector.validity.setItemValid(i, false);
  }
}

function typeOf(values: AppendColumn["values"]): DuckDBType {
  if (values instanceof Float32Array) return FLOAT;
  if (values instanceof Float64Array) return DOUBLE;
  if (values instanceof Int32Array) return INTEGER;
  return values instanceof Uint32Array ? UINTEGER : UTINYINT;
}
