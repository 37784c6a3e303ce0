/**
 * Numbers as the report writes them.
 *
 * @module
 */

/**
 * A count with thousands separators.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { count } from "./words.ts";
 *
 * assert.equal(count(31788324), "31,788,324");
 * ```
 */
export function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

/**
 * A share in percent.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { percent } from "./words.ts";
 *
 * assert.equal(percent(0.1234), "12.3 %");
 * ```
 */
export function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}

/**
 * A figure with its interval.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { interval } from "./words.ts";
 *
 * assert.equal(interval({ mean: 0.2, low: 0.1, high: 0.3 }), "0.2000 (0.1000 to 0.3000)");
 * ```
 */
export function interval(
  figure: { readonly mean: number; readonly low: number; readonly high: number },
  digits = 4,
): string {
  const shown = (value: number) => value.toFixed(digits).replace("-", "−");
  return `${shown(figure.mean)} (${shown(figure.low)} to ${shown(figure.high)})`;
}

/** Days of the week, Monday first. */
export const DAYS: readonly string[] = [
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
  "Sunday",
];
