/**
 * CSV files as users have them: with or without quotes, BOM, carriage returns or gzip, split by
 * commas, semicolons, tabs or bars. What is wrong with one is said with file and row.
 *
 * @module
 */
import { createGunzip } from "node:zlib";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { basename, join } from "node:path";
import { DataError } from "../errors.ts";
import { explainSystemError } from "../workspace.ts";

/** What the first line of a CSV file says. */
export interface CsvHeader {
  readonly columns: readonly string[];
  readonly delimiter: string;
  /** Line ending as DuckDB's `new_line` option wants it, backslashes and all. */
  readonly newLine: "\\n" | "\\r\\n" | "\\r";
}

const DELIMITERS = [",", ";", "\t", "|"];
const HEADER_BYTES = 1 << 20;

/**
 * Reads the header of a CSV file: its column names, delimiter and line ending.
 *
 * @throws {DataError} If the file is empty, is not UTF-8 text, or names a column twice.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readCsvHeader } from "./csv.ts";
 *
 * const file = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(file, '\ufefft_dat;"customer_id";article_id\r\n');
 * assert.deepEqual(readCsvHeader(file), {
 *   columns: ["t_dat", "customer_id", "article_id"],
 *   delimiter: ";",
 *   newLine: "\\r\\n",
 * });
 * Deno.removeSync(file);
 * ```
 */
export function readCsvHeader(path: string, file: string = basename(path)): CsvHeader {
  const text = decodeHeader(firstBytes(path), file);
  const end = text.search(/[\r\n]/);
  const line = end < 0 ? text : text.slice(0, end);
  if (line.trim() === "") {
    throw new DataError("Expected a first line with column names but found none", {
      place: { file },
    });
  }
  const newLine = end < 0 || text[end] === "\n" ? "\\n" : text[end + 1] === "\n" ? "\\r\\n" : "\\r";
  const delimiter = mostFrequent(DELIMITERS, line);
  const columns = named(splitHeader(line, delimiter));
  const seen = new Set<string>();
  for (const column of columns) {
    const name = column.toLowerCase();
    if (seen.has(name)) {
      throw new DataError("Expected every column once but found it again", {
        place: { file, column },
      });
    }
    seen.add(name);
  }
  return { columns, delimiter, newLine };
}

/** Columns without a name, as of a table that was saved with its row numbers, get one. */
function named(columns: readonly string[]): string[] {
  const taken = new Set(columns.map((name) => name.toLowerCase()));
  return columns.map((name, i) => {
    if (name !== "") return name;
    let fresh = `column_${i + 1}`;
    while (taken.has(fresh)) fresh = `${fresh}_`;
    taken.add(fresh);
    return fresh;
  });
}

function firstBytes(path: string): Uint8Array {
  using source = Deno.openSync(path);
  const bytes = new Uint8Array(HEADER_BYTES);
  let length = 0;
  while (length < bytes.length) {
    const read = source.readSync(bytes.subarray(length));
    if (read === null) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function decodeHeader(bytes: Uint8Array, file: string): string {
  if (bytes.length === 0) {
    throw new DataError("Expected a first line with column names but the file is empty", {
      place: { file },
    });
  }
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) ||
    (bytes[0] === 0xfe && bytes[1] === 0xff);
  const end = bytes.findIndex((byte) => byte === 10 || byte === 13);
  const line = bytes.subarray(0, end < 0 ? bytes.length : end + 2);
  if (utf16 || line.includes(0)) {
    throw new DataError(`Expected UTF-8 text but found ${utf16 ? "UTF-16" : "binary data"}`, {
      place: { file },
      hint: "Save the file as CSV in UTF-8.",
    });
  }
  return new TextDecoder().decode(line);
}

function mostFrequent(delimiters: readonly string[], line: string): string {
  const outside = line.replaceAll(/"(?:[^"]|"")*"/g, "");
  const counts = delimiters.map((delimiter) => outside.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))]!;
}

function splitHeader(line: string, delimiter: string): string[] {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (char === '"') {
      if (quoted && line[i + 1] === '"') field += line[++i]!;
      else quoted = !quoted;
    } else if (char === delimiter && !quoted) {
      fields.push(field.trim());
      field = "";
    } else field += char;
  }
  return [...fields, field.trim()];
}

/**
 * Unpacks a gzip file into `folder`, checked to its last byte: DuckDB itself reads a gzip file that
 * was cut short, or changed on the way, as if it ended there.
 *
 * @returns The path of the unpacked file.
 * @throws {DataError} If the file is not a whole gzip file.
 * @throws {WorkspaceError} If the disk is full.
 */
export async function unpackGzip(path: string, folder: string): Promise<string> {
  const file = basename(path);
  const unpacked = join(folder, file.replace(/\.gz$/, ""));
  try {
    await pipeline(
      createReadStream(path, { highWaterMark: 1 << 20 }),
      createGunzip({ chunkSize: 1 << 20 }),
      createWriteStream(unpacked, { highWaterMark: 1 << 22 }),
    );
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code?.startsWith("Z_")) {
      throw new DataError(`Expected a whole gzip file but found: ${message}`, {
        place: { file },
        cause: error,
        hint: "The file was cut short or damaged on its way; fetch it again.",
      });
    }
    throw explainSystemError(error, `unpack ${file}`);
  }
  return unpacked;
}

/**
 * The first line, counted as a data row, that ends otherwise than the header does; `undefined`
 * where all end alike. DuckDB refuses such files without saying where.
 */
export function firstOtherLineEnd(path: string, newLine: CsvHeader["newLine"]): number | undefined {
  using source = Deno.openSync(path);
  const block = new Uint8Array(HEADER_BYTES);
  let row = 0;
  let previous = 0;
  for (let read = source.readSync(block); read !== null; read = source.readSync(block)) {
    for (let i = 0; i < read; i++) {
      const byte = block[i]!;
      if (byte === 10) {
        if ((previous === 13) !== (newLine === "\\r\\n")) return row;
        row++;
      }
      previous = byte;
    }
  }
  return undefined;
}
