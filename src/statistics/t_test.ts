/**
 * Student's t tests of two means: Welch's for independent customers, the paired one for the same
 * customers under both arms.
 *
 * @module
 */
import { requireBetween, requireSameLength } from "./checks.ts";
import { studentTQuantile, studentTTails } from "./distributions.ts";
import {
  type AlternativeOptions,
  type Interval,
  type LevelOptions,
  type TestResult,
  testResult,
} from "./hypothesis.ts";
import { mean, sampleVariance } from "./jstat.ts";

/** A sample as the t test sees it. */
export interface SampleSummary {
  /** Number of values, at least 1. */
  n: number;
  /** Arithmetic mean. */
  mean: number;
  /** Variance with n − 1 in the denominator; NaN for one value. */
  variance: number;
}

/** What a t test finds. */
export interface TTestResult extends TestResult {
  /** Degrees of freedom, fractional for Welch's test. */
  df: number;
  /** Difference of the means, `a − b`, with its two-sided interval. */
  difference: Interval;
}

/** Options of the t tests. */
export interface TTestOptions extends AlternativeOptions, LevelOptions {}

/**
 * Size, mean and variance of a sample.
 *
 * @throws {RangeError} If `values` is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { summarise } from "./t_test.ts";
 *
 * assert.deepEqual(summarise([1, 2, 6]), { n: 3, mean: 3, variance: 14 / 2 });
 * ```
 */
export function summarise(values: ArrayLike<number>): SampleSummary {
  return { n: values.length, mean: mean(values), variance: sampleVariance(values) };
}

/**
 * Welch's t test of two means with unequal variances (Welch 1947).
 *
 * @returns NaN when a sample holds one value, or neither varies and the means are equal.
 * @throws {RangeError} If a sample is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { welchTTest } from "./t_test.ts";
 *
 * const { statistic, df } = welchTTest([1, 2, 3], [2, 4, 6]);
 * assert.ok(Math.abs(statistic - -2 / Math.sqrt(1 / 3 + 4 / 3)) < 1e-14);
 * assert.ok(Math.abs(df - 50 / 17) < 1e-14);
 * ```
 */
export function welchTTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: TTestOptions = {},
): TTestResult {
  return welchTTestOfSummaries(summarise(a), summarise(b), options);
}

/**
 * {@linkcode welchTTest} from sizes, means and variances.
 *
 * @throws {RangeError} If a size is not above 0 or a variance is negative.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { summarise, welchTTest, welchTTestOfSummaries } from "./t_test.ts";
 *
 * const [a, b] = [[1, 2, 4], [3, 8, 9, 9]];
 * assert.deepEqual(welchTTestOfSummaries(summarise(a), summarise(b)), welchTTest(a, b));
 * ```
 */
export function welchTTestOfSummaries(
  a: SampleSummary,
  b: SampleSummary,
  options: TTestOptions = {},
): TTestResult {
  for (const { n, variance } of [a, b]) {
    if (!(n > 0)) throw new RangeError(`Expected n to be above 0 but found ${n}`);
    if (variance < 0) {
      throw new RangeError(`Expected variance to be at least 0 but found ${variance}`);
    }
  }
  const [errorA, errorB] = [a.variance / a.n, b.variance / b.n];
  const error = errorA + errorB;
  // Shares of the error, so that nothing overflows or vanishes when squared.
  const [shareA, shareB] = [errorA / error, errorB / error];
  const df = 1 / (shareA ** 2 / (a.n - 1) + shareB ** 2 / (b.n - 1));
  return tTest(a.mean - b.mean, Math.sqrt(error), error === 0 ? a.n + b.n - 2 : df, options);
}

/**
 * The paired t test: whether the mean of `a − b` over the same customers is 0.
 *
 * @returns NaN when there is one pair, or all differences are 0.
 * @throws {RangeError} If lengths differ or are 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pairedTTest } from "./t_test.ts";
 *
 * const { statistic, df } = pairedTTest([2, 3, 7], [1, 2, 4]);
 * assert.ok(Math.abs(statistic - (5 / 3) / Math.sqrt((4 / 3) / 3)) < 1e-14);
 * assert.equal(df, 2);
 * ```
 */
export function pairedTTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: TTestOptions = {},
): TTestResult {
  requireSameLength(a.length, b.length, "a and b");
  const { n, mean, variance } = summarise(Float64Array.from(a, (value, i) => value - b[i]!));
  return tTest(mean, Math.sqrt(variance / n), n - 1, options);
}

function tTest(difference: number, error: number, df: number, options: TTestOptions): TTestResult {
  const { alternative, level = 0.95 } = options;
  requireBetween(level, Number.EPSILON, 1 - Number.EPSILON, "level");
  const statistic = difference / error;
  if (Number.isNaN(statistic) || !(df > 0)) {
    const nothing = { estimate: difference, low: NaN, high: NaN };
    return { statistic: NaN, pValue: NaN, logPValue: NaN, df, difference: nothing };
  }
  const half = studentTQuantile((1 - level) / 2, df, { upper: true }) * error;
  return {
    ...testResult(statistic, studentTTails(statistic, df), alternative),
    df,
    difference: { estimate: difference, low: difference - half, high: difference + half },
  };
}
