/**
 * Raw columns: typed arrays on disk, byte for byte.
 *
 * @module
 */
import type { DuckDBDataChunk, DuckDBVector } from "@duckdb/node-api";

/** A typed array as raw columns hold them. */
export type Column =
  | Uint8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array;

const BUFFER_BYTES = 1 << 20;

/** Writes arrays one after another into a file; close it with `using` after {@linkcode ColumnWriter.flush}. */
export interface ColumnWriter extends Disposable {
  /** Appends the array's bytes. */
  write(values: ArrayBufferView): void;
  /** Writes what is still buffered. */
  flush(): void;
}

/**
 * Opens a column for writing, replacing what was there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openColumn, readColumn } from "./columns.ts";
 *
 * const path = Deno.makeTempFileSync();
 * {
 *   using column = openColumn(path);
 *   column.write(Uint16Array.of(1, 2));
 *   column.write(Uint16Array.of(3));
 *   column.flush();
 * }
 * assert.deepEqual([...readColumn(path, Uint16Array, 3)], [1, 2, 3]);
 * Deno.removeSync(path);
 * ```
 */
export function openColumn(path: string): ColumnWriter {
  const file = Deno.openSync(path, { create: true, write: true, truncate: true });
  const buffer = new Uint8Array(BUFFER_BYTES);
  let used = 0;
  const flush = () => {
    writeAll(file, buffer.subarray(0, used));
    used = 0;
  };
  return {
    write(values) {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      if (used + bytes.length > BUFFER_BYTES) flush();
      if (bytes.length > BUFFER_BYTES) return writeAll(file, bytes);
      buffer.set(bytes, used);
      used += bytes.length;
    },
    flush,
    [Symbol.dispose]: () => file.close(),
  };
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
}

/** Constructor of a typed array over shared memory. */
export interface ColumnType<C extends Column> {
  new (buffer: SharedArrayBuffer): C;
  readonly BYTES_PER_ELEMENT: number;
}

/**
 * Reads the first `length` elements of a column into shared memory.
 *
 * @throws {RangeError} If the file is shorter.
 */
export function readColumn<C extends Column>(path: string, type: ColumnType<C>, length: number): C {
  const buffer = new SharedArrayBuffer(length * type.BYTES_PER_ELEMENT);
  const bytes = new Uint8Array(buffer);
  using file = Deno.openSync(path);
  for (let at = 0; at < bytes.length;) {
    const read = file.readSync(bytes.subarray(at) as unknown as Uint8Array<ArrayBuffer>);
    if (read === null) {
      throw new RangeError(`Expected ${path} to have ${bytes.length} bytes but found ${at}`);
    }
    at += read;
  }
  return new type(buffer);
}

/** The values of a numeric column of a chunk, without a copy; NULLs must have been replaced. */
export function chunkColumn<C extends Column>(chunk: DuckDBDataChunk, index: number): C {
  const vector = chunk.getColumnVector(index) as DuckDBVector & { items: C };
  return vector.items.subarray(0, chunk.rowCount) as C;
}
