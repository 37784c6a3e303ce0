/**
 * Columns of text without a string per row: all bytes in one array, and where each value begins.
 *
 * @module
 */
import { openColumn, readColumn } from "./columns.ts";

/** A column of text over shared memory. */
export interface TextColumn {
  readonly length: number;
  /** UTF-8 of all values, one after another. */
  readonly bytes: Uint8Array;
  /** Length `length + 1`: where each value begins and the last ends. */
  readonly offsets: Uint32Array;
}

/** Writes a text column; close it with `using` after `flush`. */
export interface TextColumnWriter extends Disposable {
  write(values: readonly string[]): void;
  flush(): void;
}

/**
 * Opens `<path>.utf8` and `<path>.u32` for writing.
 *
 * @throws {RangeError} When the text exceeds 4 GiB.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openTextColumn, readTextColumn, textAt } from "./text_column.ts";
 *
 * const path = Deno.makeTempDirSync() + "/ids";
 * {
 *   using column = openTextColumn(path);
 *   column.write(["0108775015", "", "é"]);
 *   column.flush();
 * }
 * const column = readTextColumn(path, 3);
 * assert.deepEqual([0, 1, 2].map((i) => textAt(column, i)), ["0108775015", "", "é"]);
 * ```
 */
export function openTextColumn(path: string): TextColumnWriter {
  const encoder = new TextEncoder();
  const bytes = openColumn(`${path}.utf8`);
  const offsets = openColumn(`${path}.u32`);
  let at = 0;
  offsets.write(Uint32Array.of(0));
  return {
    write(values) {
      const ends = new Uint32Array(values.length);
      values.forEach((value, i) => {
        const text = encoder.encode(value);
        bytes.write(text);
        at += text.length;
        ends[i] = at;
      });
      if (at > 0xffff_ffff) throw new RangeError(`Expected at most 4 GiB of text but found ${at}`);
      offsets.write(ends);
    },
    flush() {
      bytes.flush();
      offsets.flush();
    },
    [Symbol.dispose]() {
      bytes[Symbol.dispose]();
      offsets[Symbol.dispose]();
    },
  };
}

/** Reads the first `length` values of a text column. */
export function readTextColumn(path: string, length: number): TextColumn {
  const offsets = readColumn(`${path}.u32`, Uint32Array, length + 1);
  return { length, offsets, bytes: readColumn(`${path}.utf8`, Uint8Array, offsets[length]!) };
}

const decoder = new TextDecoder();

/**
 * The value at `index`.
 *
 * @throws {RangeError} If there is none.
 */
export function textAt(column: TextColumn, index: number): string {
  if (!(Number.isInteger(index) && index >= 0 && index < column.length)) {
    throw new RangeError(`Expected an index below ${column.length} but found ${index}`);
  }
  return decoder.decode(column.bytes.slice(column.offsets[index]!, column.offsets[index + 1]!));
}

/**
 * Where `value` stands in a column whose values are distinct, or -1; `order` lists the indices in
 * byte order of their values. Takes log2(length) comparisons.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findText, openTextColumn, readTextColumn } from "./text_column.ts";
 *
 * const path = Deno.makeTempDirSync() + "/ids";
 * {
 *   using column = openTextColumn(path);
 *   column.write(["b", "a"]);
 *   column.flush();
 * }
 * assert.equal(findText(readTextColumn(path, 2), Uint32Array.of(1, 0), "b"), 0);
 * ```
 */
export function findText(column: TextColumn, order: Uint32Array, value: string): number {
  const wanted = new TextEncoder().encode(value);
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const sign = compareAt(column, order[middle]!, wanted);
    if (sign === 0) return order[middle]!;
    if (sign < 0) low = middle + 1;
    else high = middle;
  }
  return -1;
}

function compareAt({ bytes, offsets }: TextColumn, index: number, wanted: Uint8Array): number {
  const begin = offsets[index]!;
  const length = offsets[index + 1]! - begin;
  const common = Math.min(length, wanted.length);
  for (let i = 0; i < common; i++) {
    const difference = bytes[begin + i]! - wanted[i]!;
    if (difference !== 0) return difference;
  }
  return length - wanted.length;
}
