/**
 * Small sums turned into means and spreads.
 *
 * @module
 */

/**
 * Mean from `[count, sum, sum of squares]`; NaN when nothing was counted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanOf } from "./moments.ts";
 *
 * assert.equal(meanOf([2, 6, 20]), 3);
 * ```
 */
export function meanOf(sums: ArrayLike<number>): number {
  return sums[0]! > 0 ? sums[1]! / sums[0]! : NaN;
}

/**
 * Population standard deviation from `[count, sum, sum of squares]`; NaN below two values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { spreadOf } from "./moments.ts";
 *
 * assert.equal(spreadOf([2, 6, 20]), 1);
 * ```
 */
export function spreadOf(sums: ArrayLike<number>): number {
  if (sums[0]! < 2) return NaN;
  const mean = sums[1]! / sums[0]!;
  return Math.sqrt(Math.max(0, sums[2]! / sums[0]! - mean * mean));
}

/**
 * Mean direction of `Σ cos` and `Σ sin` on a circle of the given length, in `[0, length)`; NaN
 * where the directions cancel out.
 *
 * Source: Mardia & Jupp 2000, Directional Statistics, chapter 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { circularMean } from "./moments.ts";
 *
 * assert.equal(circularMean(0, 1, 24), 6);
 * ```
 */
export function circularMean(cosines: number, sines: number, length: number): number {
  if (Math.hypot(cosines, sines) < 1e-9) return NaN;
  const turn = Math.atan2(sines, cosines) / (2 * Math.PI);
  return (turn < 0 ? turn + 1 : turn) * length % length;
}
