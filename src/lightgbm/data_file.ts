/**
 * LightGBM's text data: tab- or comma-separated values, LibSVM, and the files beside them.
 *
 * Source: https://lightgbm.readthedocs.io/en/latest/Parameters.html#others
 *
 * @module
 */

import type { DatasetInput } from "./types.ts";

/** Which columns of a separated file mean what: a position as text, or `name:` and a name. */
export interface DataColumns {
  /** Whether the first line has the columns' names. @default {false} */
  header?: boolean;
  /** @default {"0"} */
  label?: string;
  /** Not counting the label's column. @default {none} */
  weight?: string;
  /** Column of query identifiers, equal ones together; not counting the label's. @default {none} */
  group?: string;
  /** Columns left out, separated by commas; not counting the label's. @default {none} */
  ignore?: string;
}

/** Options of {@linkcode parseDataFile}. */
export interface DataFileOptions extends DataColumns {
  /** Number of features, for a validation file. @default {as many as the file has} */
  width?: number;
}

/**
 * Features and labels out of the text of a data file. Numbers as in LightGBM: an empty value, `na`,
 * `nan` or `null` is missing; what a LibSVM line does not mention is 0.
 *
 * @throws {SyntaxError} If a line has another number of values, or a value is no number.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseDataFile } from "./data_file.ts";
 *
 * const { features, label } = parseDataFile("1 0:0.5 2:3\n0 1:2\n");
 * assert.deepEqual([...features.data], [0.5, 0, 3, 0, 2, 0]);
 * assert.deepEqual([...label as Float64Array], [1, 0]);
 * ```
 */
export function parseDataFile(text: string, options: DataFileOptions = {}): DatasetInput {
  const lines = text.split(/\r?\n/);
  while (lines.at(-1) === "") lines.pop();
  const first = lines[options.header ? 1 : 0] ?? "";
  if (first.includes(":")) return parseLibSvm(options.header ? lines.slice(1) : lines, options);
  return parseSeparated(lines, first.includes("\t") ? "\t" : ",", options);
}

function parseLibSvm(lines: string[], options: DataFileOptions): DatasetInput {
  const rows = lines.length;
  const label = new Float64Array(rows);
  const entries = lines.map((line, row) => {
    const [head = "", ...pairs] = line.trim().split(/\s+/);
    label[row] = numberIn(head, row);
    return pairs.map((pair) => {
      const at = pair.indexOf(":");
      const column = Number(pair.slice(0, at));
      if (at < 1 || !Number.isInteger(column) || column < 0) {
        throw new SyntaxError(`Expected index:value in row ${row + 1} but found ${pair}`);
      }
      return [column, numberIn(pair.slice(at + 1), row)] as const;
    });
  });
  const last = entries.reduce((most, row) => row.reduce((m, [c]) => Math.max(m, c), most), -1);
  const columns = options.width ?? last + 1;
  const data = new Float64Array(rows * columns);
  entries.forEach((row, r) => {
    // features that the training file never mentions cannot matter
    for (const [c, value] of row) if (c < columns) data[r * columns + c] = value;
  });
  return { features: { data, rows, columns }, label };
}

function parseSeparated(
  lines: string[],
  separator: string,
  options: DataFileOptions,
): DatasetInput {
  const names = options.header ? lines[0]!.split(separator).map((name) => name.trim()) : undefined;
  const body = options.header ? lines.slice(1) : lines;
  const values = body.map((line, row) =>
    line.split(separator).map((word) => numberIn(word.trim(), row))
  );
  const width = values[0]?.length ?? 0;
  const odd = values.findIndex((row) => row.length !== width);
  if (odd >= 0) {
    throw new SyntaxError(
      `Expected row ${odd + 1} to have ${width} values but found ${values[odd]!.length}`,
    );
  }
  const at = positionsOf(options, names);
  const rest = Array.from({ length: width }, (_, c) => c).filter((c) => c !== at.label);
  const unused = new Set([at.weight, at.group, ...at.ignore]);
  const rows = values.length;
  const data = new Float64Array(rows * rest.length);
  values.forEach((row, r) =>
    rest.forEach((c, f) => {
      // kept in place, so that positions stay, but constant: no tree will use it
      data[r * rest.length + f] = unused.has(c) ? 0 : row[c]!;
    })
  );
  const column = (c: number) => Float64Array.from(values, (row) => row[c]!);
  return {
    features: { data, rows, columns: rest.length },
    label: column(at.label),
    ...(at.weight === undefined ? {} : { weight: column(at.weight) }),
    ...(at.group === undefined ? {} : { group: runLengths(column(at.group)) }),
    ...(names ? { featureNames: rest.map((c) => names[c]!.replaceAll(" ", "_")) } : {}),
  };
}

interface Positions {
  label: number;
  weight: number | undefined;
  group: number | undefined;
  ignore: number[];
}

/** Positions in the line, the label's column counted. */
function positionsOf(options: DataColumns, names: string[] | undefined): Positions {
  const resolve = (word: string): number => {
    const at = /^\d+$/.test(word) ? Number(word) : names?.indexOf(word.replace(/^name:/, "")) ?? -1;
    if (at < 0) throw new SyntaxError(`Expected a column of the data but found ${word}`);
    return at;
  };
  const label = resolve(options.label ?? "0");
  const beside = (word: string): number => {
    const at = resolve(word);
    return /^\d+$/.test(word) && at >= label ? at + 1 : at;
  };
  const ignored = (options.ignore ?? "").replace(/^name:/, "").split(",").filter((w) => w !== "");
  return {
    label,
    weight: options.weight ? beside(options.weight) : undefined,
    group: options.group ? beside(options.group) : undefined,
    ignore: ignored.map(beside),
  };
}

function runLengths(ids: Float64Array): Int32Array {
  const lengths: number[] = [];
  ids.forEach((id, row) => {
    if (row > 0 && id === ids[row - 1]) lengths[lengths.length - 1]! += 1;
    else lengths.push(1);
  });
  return Int32Array.from(lengths);
}

function numberIn(word: string, row: number): number {
  if (/^(na|nan|null|)$/i.test(word)) return NaN;
  const value = /^[-+]?inf(inity)?$/i.test(word)
    ? (word.startsWith("-") ? -Infinity : Infinity)
    : Number(word);
  if (Number.isNaN(value)) {
    throw new SyntaxError(`Expected a number in row ${row + 1} but found ${JSON.stringify(word)}`);
  }
  return value;
}

/**
 * The numbers of a file beside a data file (`.weight`, `.query`, `.init`), one per line; several per
 * line (initial scores of several classes) are given class after class. `undefined` where there is
 * no such file.
 *
 * @throws {SyntaxError} If a value is no number.
 */
export async function readCompanion(path: string): Promise<Float64Array | undefined> {
  const text = await Deno.readTextFile(path).catch((error) => {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const rows = text.trim().split(/\r?\n/).map((line, row) =>
    line.trim().split(/\s+/).map((word) => numberIn(word, row))
  );
  const width = rows[0]!.length;
  return Float64Array.from(
    { length: rows.length * width },
    (_, i) => rows[i % rows.length]![Math.floor(i / rows.length)] ?? NaN,
  );
}
