/**
 * Adjusted p-values for many tests at once.
 *
 * @module
 */
import { sortOrder } from "./ranks.ts";

/**
 * Holm's step-down adjustment, which keeps the probability of any false finding below the level
 * (Holm 1979). NaN entries (tests that could not be made) stay NaN and are not counted.
 *
 * @param pValues One p-value per test, in any order.
 * @returns Adjusted p-values in the same order.
 * @throws {RangeError} If a p-value is outside 0 … 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { holm } from "./multiplicity.ts";
 *
 * assert.deepEqual(holm([0.25, 0.0625, 0.5]), [2 * 0.25, 3 * 0.0625, 0.5]);
 * ```
 */
export function holm(pValues: readonly number[]): number[] {
  const { order, adjusted } = prepare(pValues);
  let running = 0;
  order.forEach((i, rank) => {
    running = Math.max(running, Math.min(pValues[i]! * (order.length - rank), 1));
    adjusted[i] = running;
  });
  return adjusted;
}

/**
 * Benjamini and Hochberg's adjustment, which keeps the expected share of false findings among the
 * findings below the level (Benjamini & Hochberg 1995). NaN entries stay NaN and are not counted.
 *
 * @param pValues One p-value per test, in any order.
 * @returns Adjusted p-values in the same order.
 * @throws {RangeError} If a p-value is outside 0 … 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { benjaminiHochberg } from "./multiplicity.ts";
 *
 * assert.deepEqual(benjaminiHochberg([0.5, 0.0625, 0.25, NaN]), [0.5, 3 * 0.0625, 0.375, NaN]);
 * ```
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const { order, adjusted } = prepare(pValues);
  let running = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const i = order[rank - 1]!;
    running = Math.min(running, pValues[i]! * order.length / rank);
    adjusted[i] = running;
  }
  return adjusted;
}

function prepare(pValues: readonly number[]): { order: number[]; adjusted: number[] } {
  const wrong = pValues.find((p) => p < 0 || p > 1);
  if (wrong !== undefined) {
    throw new RangeError(`Expected p-values to be from 0 to 1 but found ${wrong}`);
  }
  const made = pValues.flatMap((p, i) => Number.isNaN(p) ? [] : [i]);
  const order = [...sortOrder(made.map((i) => pValues[i]!))].map((rank) => made[rank]!);
  return { order, adjusted: pValues.map(() => NaN) };
}
