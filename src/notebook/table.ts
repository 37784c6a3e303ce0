/**
 * Tables as people read them: thousands separators, numbers to the right, sensible widths.
 *
 * @module
 */
import { formatNumber, type NumberFormat } from "../report/figures/format.ts";
import { type Json, normalise } from "./normalise.ts";

/** What this room uses of a `nodejs-polars` DataFrame. */
export interface FrameLike {
  readonly columns: string[];
  toRecords(): Record<string, unknown>[];
}

/** How a column is written; `plain` leaves numbers as they are (years, codes). */
export type ColumnFormat = NumberFormat | "plain";

/** Options of {@linkcode toTable}. */
export interface TableOptions {
  /** Rows shown; the rest is counted. @default {20} */
  rows?: number;
  /** Formats by column name. @default {by the column's values} */
  formats?: Record<string, ColumnFormat>;
  /** What the table says, above it. @default {none} */
  caption?: string;
  /** Longest text in a cell. @default {48} */
  width?: number;
}

/** A table ready to be shown: text in cells, and which columns are numbers. */
export interface Table {
  caption: string;
  columns: { name: string; numeric: boolean }[];
  rows: string[][];
  /** Rows that are not shown. */
  more: number;
}

/**
 * Whether a value is a table's source: a Polars DataFrame or an array of records.
 */
export function isTabular(value: unknown): value is FrameLike | Record<string, unknown>[] {
  if (isFrame(value)) return true;
  return Array.isArray(value) && value.length > 0 && value.every(isRecord);
}

/**
 * A table of records or of a Polars DataFrame. Whole numbers get thousands separators; other
 * numbers of a column get the same digits, as many as their median needs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { toTable } from "./table.ts";
 *
 * const table = toTable([{ article: "mug", lines: 12345n, share: 0.25 }], {
 *   formats: { share: "percent" },
 * });
 * assert.deepEqual(table.rows, [["mug", "12,345", "25.0%"]]);
 * ```
 */
export function toTable(
  source: FrameLike | readonly Record<string, unknown>[],
  options: TableOptions = {},
): Table {
  const { rows: limit = 20, formats = {}, caption = "", width = 48 } = options;
  const records = isFrame(source) ? source.toRecords() : source;
  const names = isFrame(source)
    ? source.columns
    : [...new Set(records.flatMap((record) => Object.keys(record)))];
  const shown = records.slice(0, limit).map((record) => names.map((n) => normalise(record[n])));
  const columns = names.map((name, c) => {
    const values = shown.map((row) => row[c]!).filter((value) => value !== null);
    const numeric = values.length > 0 && values.every((value) => typeof value === "number");
    return { name, numeric, write: writer(values, formats[name], width) };
  });
  return {
    caption,
    columns: columns.map(({ name, numeric }) => ({ name: heading(name), numeric })),
    rows: shown.map((row) => row.map((value, c) => columns[c]!.write(value))),
    more: Math.max(0, records.length - limit),
  };
}

/**
 * A table as HTML that needs no style sheet (and survives where styles are taken out).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tableHtml, toTable } from "./table.ts";
 *
 * assert.match(tableHtml(toTable([{ n: 1 }])), /<td align="right">1<\/td>/);
 * ```
 */
export function tableHtml(table: Table): string {
  const align = (c: number) => table.columns[c]!.numeric ? ` align="right"` : ` align="left"`;
  const head = table.columns.map(({ name }, c) => `<th${align(c)}>${escape(name)}</th>`).join("");
  const body = table.rows.map((row) =>
    `<tr>${row.map((cell, c) => `<td${align(c)}>${escape(cell)}</td>`).join("")}</tr>`
  ).join("");
  const caption = table.caption === ""
    ? ""
    : `<caption align="left">${escape(table.caption)}</caption>`;
  const more = table.more === 0 ? "" : `<p>… ${moreText(table)}</p>`;
  return `<div class="hx-table"><table>${caption}<thead><tr>${head}</tr></thead>` +
    `<tbody>${body}</tbody></table>${more}</div>`;
}

/**
 * A table as plain text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tableText, toTable } from "./table.ts";
 *
 * assert.equal(tableText(toTable([{ a: "x", n: 1000 }])), "a      n\n-  -----\nx  1,000");
 * ```
 */
export function tableText(table: Table): string {
  const widths = table.columns.map(({ name }, c) =>
    Math.max(name.length, ...table.rows.map((row) => row[c]!.length))
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, c) =>
      table.columns[c]!.numeric ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)
    ).join("  ").trimEnd();
  return [
    ...(table.caption === "" ? [] : [table.caption]),
    line(table.columns.map(({ name }) => name)),
    line(widths.map((width) => "-".repeat(width))),
    ...table.rows.map(line),
    ...(table.more === 0 ? [] : [`… ${moreText(table)}`]),
  ].join("\n");
}

/** Frames are proxies over their columns, so `in` does not see their methods. */
function isFrame(value: unknown): value is FrameLike {
  if (typeof value !== "object" || value === null) return false;
  const frame = value as Partial<FrameLike>;
  return typeof frame.toRecords === "function" && Array.isArray(frame.columns);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !ArrayBuffer.isView(value) && !(value instanceof Date);
}

/** `customerShare` as `customer share`; names with other marks, such as columns of files, stay. */
function heading(name: string): string {
  if (!/^[a-z]+([A-Z][a-z0-9]*)+$/.test(name)) return name;
  return name.replaceAll(/([A-Z])/g, " $1").toLowerCase();
}

function writer(
  values: readonly Json[],
  format: ColumnFormat | undefined,
  width: number,
): (value: Json) => string {
  const numbers = values.filter((value) => typeof value === "number");
  const digits = sharedDigits(numbers);
  return (value) => {
    if (value === null) return "–";
    if (typeof value !== "number") return shorten(text(value), width);
    if (format === "plain") return String(value);
    if (format === "percent" || format === "short") return formatNumber(value, format);
    if (format === "integer" || (format === undefined && digits === 0)) {
      return formatNumber(value, "integer");
    }
    return formatNumber(value, "decimal", { digits });
  };
}

/** Digits after the point: four significant ones below 1, three above; 0 for whole numbers. */
function sharedDigits(numbers: readonly number[]): number {
  if (numbers.every(Number.isInteger)) return 0;
  const sizes = numbers.map(Math.abs).filter((size) => size > 0).sort((a, b) => a - b);
  const power = Math.floor(Math.log10(sizes[sizes.length >> 1] ?? 1));
  return power < 0 ? Math.min(6, 3 - power) : Math.max(1, 2 - power);
}

function text(value: Json): string {
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function shorten(content: string, width: number): string {
  return content.length <= width ? content : `${content.slice(0, width - 1)}…`;
}

function moreText(table: Table): string {
  return `${formatNumber(table.more, "integer")} more rows`;
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
