/**
 * A Parquet writer that streams row groups and gives the same bytes for the same values: flat,
 * required columns, uncompressed, plain or dictionary-encoded. Written out because the truth comes
 * block by block from several threads and has to be byte-identical on every run.
 *
 * Source: the Apache Parquet format specification (parquet.thrift; encodings RLE and PLAIN).
 *
 * @module
 */

/** Types of columns; dates are days since 1970-01-01, timestamps microseconds. */
export type ParquetType = "string" | "int32" | "float" | "double" | "date" | "timestamp";

/** A column's name and type. */
export interface ParquetColumn {
  name: string;
  type: ParquetType;
}

/** Values of one column in a row group. */
export interface ColumnValues {
  /** Plain-encoded values, or the dictionary's where `codes` are given; little-endian. */
  plain: Uint8Array;
  /** Index into the dictionary per row. */
  codes?: Uint32Array;
  /** Number of values in the dictionary. */
  dictionarySize?: number;
}

/** An encoded row group, to be appended to a file as it is. */
export interface RowGroup {
  rows: number;
  bytes: Uint8Array;
  /** Per column: bytes of the dictionary page (0 where there is none), and of all its pages. */
  chunks: { dictionary: number; total: number }[];
}

const PHYSICAL = { int32: 1, date: 1, timestamp: 2, float: 4, double: 5, string: 6 };
const CONVERTED: Partial<Record<ParquetType, number>> = { string: 0, date: 6, timestamp: 10 };
const PLAIN = 0;
const RLE = 3;
const RLE_DICTIONARY = 8;

/**
 * Encodes one row group.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { encodeRowGroup } from "./parquet.ts";
 *
 * const plain = new Uint8Array(new Float32Array([1, 2]).buffer);
 * assert.equal(encodeRowGroup(2, [{ plain }]).rows, 2);
 * ```
 */
export function encodeRowGroup(rows: number, columns: readonly ColumnValues[]): RowGroup {
  const parts: Uint8Array[] = [];
  const chunks = columns.map((column) => {
    const pages = encodeChunk(rows, column);
    parts.push(...pages.dictionary, ...pages.data);
    const dictionary = byteLength(pages.dictionary);
    return { dictionary, total: dictionary + byteLength(pages.data) };
  });
  return { rows, bytes: concatenate(parts), chunks };
}

/** The four bytes that a Parquet file begins and ends with. */
export const PARQUET_MAGIC: Uint8Array = new TextEncoder().encode("PAR1");

/**
 * The end of a file whose row groups follow {@linkcode PARQUET_MAGIC} without a gap.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { encodeFooter } from "./parquet.ts";
 *
 * const footer = encodeFooter([{ name: "x", type: "float" }], []);
 * assert.equal(new TextDecoder().decode(footer.slice(-4)), "PAR1");
 * ```
 */
export function encodeFooter(
  columns: readonly ParquetColumn[],
  groups: readonly Pick<RowGroup, "rows" | "chunks">[],
): Uint8Array {
  const out = thrift();
  out.field(1, 5).zigzag(1);
  out.field(2, 9).list(columns.length + 1, 12);
  out.begin().field(4, 8).text("schema").field(5, 5).zigzag(columns.length).end();
  for (const { name, type } of columns) {
    out.begin().field(1, 5).zigzag(PHYSICAL[type]).field(3, 5).zigzag(0).field(4, 8).text(name);
    if (CONVERTED[type] !== undefined) out.field(6, 5).zigzag(CONVERTED[type]);
    out.end();
  }
  out.field(3, 6).zigzag(groups.reduce((sum, group) => sum + group.rows, 0));
  out.field(4, 9).list(groups.length, 12);
  let offset = PARQUET_MAGIC.length;
  for (const group of groups) offset = writeGroup(out, columns, group, offset);
  out.field(6, 8).text("local-helix synthetic").stop();
  const metadata = out.bytes();
  const length = new Uint8Array(new Uint32Array([metadata.length]).buffer);
  return concatenate([metadata, length, PARQUET_MAGIC]);
}

function writeGroup(
  out: Thrift,
  columns: readonly ParquetColumn[],
  group: Pick<RowGroup, "rows" | "chunks">,
  start: number,
): number {
  let offset = start;
  out.begin().field(1, 9).list(columns.length, 12);
  columns.forEach(({ name, type }, i) => {
    const { dictionary, total } = group.chunks[i]!;
    const encodings = dictionary > 0 ? [PLAIN, RLE, RLE_DICTIONARY] : [PLAIN, RLE];
    out.begin().field(2, 6).zigzag(offset).field(3, 12).begin();
    out.field(1, 5).zigzag(PHYSICAL[type]).field(2, 9).list(encodings.length, 5);
    for (const encoding of encodings) out.zigzag(encoding);
    out.field(3, 9).list(1, 8).text(name).field(4, 5).zigzag(0).field(5, 6).zigzag(group.rows);
    out.field(6, 6).zigzag(total).field(7, 6).zigzag(total);
    out.field(9, 6).zigzag(offset + dictionary);
    if (dictionary > 0) out.field(11, 6).zigzag(offset);
    out.end().end();
    offset += total;
  });
  out.field(2, 6).zigzag(offset - start).field(3, 6).zigzag(group.rows).end();
  return offset;
}

function encodeChunk(
  rows: number,
  column: ColumnValues,
): { dictionary: Uint8Array[]; data: Uint8Array[] } {
  if (!column.codes) {
    return { dictionary: [], data: [dataHeader(rows, column.plain, PLAIN), column.plain] };
  }
  const size = column.dictionarySize ?? 0;
  const indices = encodeIndices(column.codes, Math.max(1, 32 - Math.clz32(size - 1)));
  const header = thrift().field(1, 5).zigzag(2);
  header.field(2, 5).zigzag(column.plain.length).field(3, 5).zigzag(column.plain.length);
  header.field(7, 12).begin().field(1, 5).zigzag(size).field(2, 5).zigzag(PLAIN).end().stop();
  return {
    dictionary: [header.bytes(), column.plain],
    data: [dataHeader(rows, indices, RLE_DICTIONARY), indices],
  };
}

function dataHeader(rows: number, page: Uint8Array, encoding: number): Uint8Array {
  const header = thrift().field(1, 5).zigzag(0).field(2, 5).zigzag(page.length);
  header.field(3, 5).zigzag(page.length).field(5, 12).begin().field(1, 5).zigzag(rows);
  header.field(2, 5).zigzag(encoding).field(3, 5).zigzag(RLE).field(4, 5).zigzag(RLE);
  return header.end().stop().bytes();
}

function encodeIndices(codes: Uint32Array, width: number): Uint8Array {
  let runs = codes.length > 0 ? 1 : 0;
  for (let i = 1; i < codes.length; i++) if (codes[i] !== codes[i - 1]) runs++;
  return runs * 16 < codes.length ? encodeRuns(codes, width, runs) : packBits(codes, width);
}

function encodeRuns(codes: Uint32Array, width: number, runs: number): Uint8Array {
  const bytesPerValue = Math.ceil(width / 8);
  const out = new Uint8Array(1 + runs * (5 + bytesPerValue));
  out[0] = width;
  let at = 1;
  for (let i = 0; i < codes.length;) {
    let end = i + 1;
    while (end < codes.length && codes[end] === codes[i]) end++;
    for (const byte of varint((end - i) * 2)) out[at++] = byte;
    for (let b = 0; b < bytesPerValue; b++) out[at++] = (codes[i]! >>> (8 * b)) & 255;
    i = end;
  }
  return out.subarray(0, at);
}

function packBits(codes: Uint32Array, width: number): Uint8Array {
  const groups = Math.ceil(codes.length / 8);
  const header = varint(groups * 2 + 1);
  const out = new Uint8Array(1 + header.length + groups * width);
  out[0] = width;
  out.set(header, 1);
  let at = 1 + header.length;
  let held = 0;
  let bits = 0;
  for (let i = 0; i < codes.length; i++) {
    held += codes[i]! * 2 ** bits;
    bits += width;
    while (bits >= 8) {
      out[at++] = held % 256;
      held = Math.floor(held / 256);
      bits -= 8;
    }
  }
  if (bits > 0) out[at] = held;
  return out;
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value;; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

/** Thrift's compact protocol, as far as Parquet's metadata needs it. */
interface Thrift {
  field(id: number, type: number): Thrift;
  zigzag(value: number): Thrift;
  text(value: string): Thrift;
  list(size: number, type: number): Thrift;
  begin(): Thrift;
  end(): Thrift;
  stop(): Thrift;
  bytes(): Uint8Array;
}

function thrift(): Thrift {
  const out: number[] = [];
  const outer: number[] = [];
  let last = 0;
  const self: Thrift = {
    field(id, type) {
      out.push((id - last) * 16 + type);
      last = id;
      return self;
    },
    zigzag(value) {
      for (const byte of varint(value * 2)) out.push(byte);
      return self;
    },
    text(value) {
      const bytes = new TextEncoder().encode(value);
      out.push(...varint(bytes.length), ...bytes);
      return self;
    },
    list(size, type) {
      out.push(...(size < 15 ? [size * 16 + type] : [240 + type, ...varint(size)]));
      return self;
    },
    begin() {
      outer.push(last);
      last = 0;
      return self;
    },
    end() {
      out.push(0);
      last = outer.pop() ?? 0;
      return self;
    },
    stop() {
      out.push(0);
      return self;
    },
    bytes: () => Uint8Array.from(out),
  };
  return self;
}

function byteLength(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(byteLength(parts));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
