/**
 * Numbers as people read them: thousands separators, percent, and short forms.
 *
 * @module
 */

/** How a number is written. */
export type NumberFormat =
  /** `1,234` */
  | "integer"
  /** `12.3%` for 0.123 */
  | "percent"
  /** up to four significant digits: `0.01234`, `12.34` */
  | "decimal"
  /** `1.2k`, `3.4M` */
  | "short";

/** Options of {@linkcode formatNumber}. */
export interface FormatOptions {
  /** Digits after the point. @default {as the format has it} */
  digits?: number;
}

/**
 * A number as text; what is not finite is an en dash.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatNumber } from "./format.ts";
 *
 * assert.equal(formatNumber(1234567, "integer"), "1,234,567");
 * assert.equal(formatNumber(0.1234, "percent"), "12.3%");
 * assert.equal(formatNumber(0.0123456, "decimal"), "0.01235");
 * assert.equal(formatNumber(3400000, "short"), "3.4M");
 * assert.equal(formatNumber(NaN), "–");
 * ```
 */
export function formatNumber(
  value: number,
  format: NumberFormat = "decimal",
  options: FormatOptions = {},
): string {
  if (!Number.isFinite(value)) return "–";
  const { digits } = options;
  switch (format) {
    case "integer":
      return grouped(value, { maximumFractionDigits: digits ?? 0 });
    case "percent":
      return `${fixed(100 * value, digits ?? 1)}%`;
    case "short":
      return short(value);
    case "decimal":
      return digits === undefined
        ? grouped(value, { maximumSignificantDigits: significant(value) })
        : fixed(value, digits);
  }
}

/**
 * A text in lines of at most `most` characters, broken between words; a longer word stays whole.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { wrapText } from "./format.ts";
 *
 * assert.deepEqual(wrapText("one two three", 8), ["one two", "three"]);
 * ```
 */
export function wrapText(content: string, most: number): string[] {
  const lines: string[] = [""];
  for (const word of content.split(" ")) {
    const last = lines.at(-1)!;
    if (last !== "" && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}

/** Keeps every digit before the point, and four in all where that leaves room. */
function significant(value: number): number {
  const before = value === 0 ? 1 : Math.floor(Math.log10(Math.abs(value))) + 1;
  return Math.max(4, Math.min(21, before));
}

function fixed(value: number, digits: number): string {
  return grouped(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function short(value: number): string {
  const size = Math.abs(value);
  for (const [unit, letter] of [[1e9, "G"], [1e6, "M"], [1e3, "k"]] as const) {
    if (size >= unit) {
      return grouped(value / unit, { maximumFractionDigits: size < 100 * unit ? 1 : 0 }) + letter;
    }
  }
  return grouped(value, { maximumSignificantDigits: 3 });
}

function grouped(value: number, options: Intl.NumberFormatOptions): string {
  return (Object.is(value, -0) ? 0 : value).toLocaleString("en-US", options);
}
