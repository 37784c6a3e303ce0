/**
 * The part of jstat this room uses, typed (the package has no types): sums, which it does to the
 * last digits, and quantiles, whose nine or so digits start the root search of
 * `distributions.ts`. Its tails are not used; README.md says by how much they miss.
 *
 * @module
 */
import jstat from "jstat";
import { requireSome } from "./checks.ts";

interface Inverse {
  inv(p: number, a: number, b: number): number;
}

const { jStat } = jstat as {
  jStat: {
    mean(values: ArrayLike<number>): number;
    variance(values: ArrayLike<number>, sample: boolean): number;
    normal: Inverse;
    studentt: Inverse;
    chisquare: Inverse;
    beta: Inverse;
  };
};

/**
 * Arithmetic mean.
 *
 * @throws {RangeError} If `values` is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mean } from "./jstat.ts";
 *
 * assert.equal(mean([1, 2, 6]), 9 / 3);
 * ```
 */
export function mean(values: ArrayLike<number>): number {
  requireSome(values, "values");
  return jStat.mean(values);
}

/**
 * Variance with n − 1 in the denominator; NaN for a single value.
 *
 * @throws {RangeError} If `values` is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleVariance } from "./jstat.ts";
 *
 * assert.equal(sampleVariance([1, 2, 6]), (4 + 1 + 9) / 2);
 * ```
 */
export function sampleVariance(values: ArrayLike<number>): number {
  requireSome(values, "values");
  return values.length === 1 ? NaN : jStat.variance(values, true);
}

/** Distributions whose quantiles jstat approximates. */
export type JstatDistribution = "normal" | "studentt" | "chisquare" | "beta";

/**
 * A quantile to some nine digits, less in the tails, where it may be infinite or NaN: a start for
 * a root search, never a result.
 *
 * @param distribution Which; `a` and `b` are its parameters in jstat's order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { roughQuantile } from "./jstat.ts";
 *
 * assert.ok(Math.abs(roughQuantile("normal", 0.975, 0, 1) - 1.96) < 1e-3);
 * ```
 */
export function roughQuantile(
  distribution: JstatDistribution,
  p: number,
  a: number,
  b = NaN,
): number {
  return jStat[distribution].inv(p, a, b);
}
