/**
 * Values as JSON can carry them.
 *
 * @module
 */

/** What JSON can carry. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A value as JSON: BigInt becomes a number (text where it is too large to be exact), typed arrays
 * and sets become arrays, maps become objects, dates become ISO text (without the time where it is
 * midnight UTC), and what is missing or not finite becomes null. Functions and symbols are left
 * out, as JSON does; -0 becomes 0.
 *
 * @throws {TypeError} If the value contains itself.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalise } from "./normalise.ts";
 *
 * assert.deepEqual(
 *   normalise({ n: 42n, day: new Date("2011-12-01"), x: new Float64Array([0.5, NaN]) }),
 *   { n: 42, day: "2011-12-01", x: [0.5, null] },
 * );
 * ```
 */
export function normalise(value: unknown): Json {
  return visit(value, []);
}

function visit(value: unknown, above: readonly object[]): Json {
  switch (typeof value) {
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "number":
      return Number.isFinite(value) ? value + 0 : null; // JSON has no -0
    case "string":
    case "boolean":
      return value;
    case "object":
      return value === null ? null : visitObject(value, above);
    default:
      return null;
  }
}

function visitObject(value: object, above: readonly object[]): Json {
  if (above.includes(value)) throw new TypeError("Expected a value without cycles but found one");
  const inside = [...above, value];
  if (value instanceof Date) return dateText(value);
  if (Array.isArray(value)) return value.map((item) => visit(item, inside));
  if (ArrayBuffer.isView(value) && Symbol.iterator in value) {
    return Array.from(value as Iterable<unknown>, (item) => visit(item, inside));
  }
  if (value instanceof Set) return Array.from(value, (item) => visit(item, inside));
  const entries = value instanceof Map
    ? [...value].map(([key, item]) => [String(key), item] as const)
    : Object.entries(value);
  const kept = entries.filter(([, item]) => typeof item !== "function" && item !== undefined);
  return Object.fromEntries(kept.map(([key, item]) => [key, visit(item, inside)]));
}

function dateText(date: Date): string | null {
  if (Number.isNaN(date.getTime())) return null;
  const text = date.toISOString();
  return text.endsWith("T00:00:00.000Z") ? text.slice(0, 10) : text;
}
