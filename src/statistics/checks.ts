/**
 * Checks that the tests and measures of this room share.
 *
 * @module
 */

/**
 * Refuses two arrays of different length.
 *
 * @throws {RangeError} If `a` and `b` differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireSameLength } from "./checks.ts";
 *
 * assert.throws(() => requireSameLength(1, 2, "scores and labels"), RangeError);
 * ```
 */
export function requireSameLength(a: number, b: number, what: string): void {
  if (a !== b) throw new RangeError(`Expected equal lengths of ${what} but found ${a} and ${b}`);
}

/**
 * Refuses an array with too few entries.
 *
 * @throws {RangeError} If `values` has fewer than `least` entries.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireSome } from "./checks.ts";
 *
 * assert.throws(() => requireSome([], "scores"), /at least 1 entry but found 0/);
 * ```
 */
export function requireSome(values: ArrayLike<unknown>, name: string, least = 1): void {
  if (values.length < least) {
    const noun = least === 1 ? "entry" : "entries";
    throw new RangeError(
      `Expected ${name} to hold at least ${least} ${noun} but found ${values.length}`,
    );
  }
}

/**
 * Refuses a number outside an interval, ends included.
 *
 * @throws {RangeError} If `value` is NaN or outside `low … high`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireBetween } from "./checks.ts";
 *
 * assert.throws(() => requireBetween(2, 0, 1, "share"), /share to be from 0 to 1 but found 2/);
 * ```
 */
export function requireBetween(value: number, low: number, high: number, name: string): void {
  if (!(value >= low && value <= high)) {
    throw new RangeError(`Expected ${name} to be from ${low} to ${high} but found ${value}`);
  }
}

/**
 * Refuses an array with an entry outside an interval, ends included.
 *
 * @throws {RangeError} If an entry is NaN or outside `low … high`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireAllBetween } from "./checks.ts";
 *
 * assert.throws(() => requireAllBetween([0.5, NaN], 0, 1, "probabilities"), /found NaN at 1/);
 * ```
 */
export function requireAllBetween(
  values: ArrayLike<number>,
  low: number,
  high: number,
  name: string,
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= low && value <= high)) {
      throw new RangeError(
        `Expected ${name} to be from ${low} to ${high} but found ${value} at ${i}`,
      );
    }
  }
}

/**
 * Refuses an array with an entry that is not finite.
 *
 * @throws {RangeError} If an entry is NaN or infinite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireFinite } from "./checks.ts";
 *
 * assert.throws(() => requireFinite([1, Infinity], "scores"), /found Infinity at 1/);
 * ```
 */
export function requireFinite(values: ArrayLike<number>, name: string): void {
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) {
      throw new RangeError(`Expected ${name} to be finite but found ${values[i]} at ${i}`);
    }
  }
}

/**
 * Refuses a number that is not a whole count.
 *
 * @throws {RangeError} If `value` is negative, fractional or not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireCount } from "./checks.ts";
 *
 * assert.throws(() => requireCount(-1, "clicks"), /clicks to be an integer of at least 0/);
 * ```
 */
export function requireCount(value: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`Expected ${name} to be an integer of at least 0 but found ${value}`);
  }
}

/**
 * Refuses labels other than 0 and 1.
 *
 * @throws {RangeError} If an entry is neither 0 nor 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { requireBinary } from "./checks.ts";
 *
 * assert.throws(() => requireBinary([0, 2], "labels"), /labels to be 0 or 1 but found 2 at 1/);
 * ```
 */
export function requireBinary(values: ArrayLike<number>, name: string): void {
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0 && values[i] !== 1) {
      throw new RangeError(`Expected ${name} to be 0 or 1 but found ${values[i]} at ${i}`);
    }
  }
}
