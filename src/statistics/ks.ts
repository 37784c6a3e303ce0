/**
 * Kolmogorov–Smirnov tests: whether values follow a given distribution, or two samples the same.
 *
 * @module
 */
import { requireAllBetween, requireFinite, requireSome } from "./checks.ts";
import type { TestResult } from "./hypothesis.ts";
import { kolmogorovUpper } from "./kolmogorov.ts";

/**
 * Tests whether values are uniform on [0, 1], such as p-values of A/A runs or probabilities run
 * through their own distribution function; for another distribution, pass `values.map(cdf)`.
 *
 * @returns `statistic` is the largest distance of the two distribution functions; the p-value comes
 * from its exact distribution ({@linkcode kolmogorovUpper} says how exact).
 * @throws {RangeError} If there is no value, or one is outside 0 … 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ksUniformTest } from "./ks.ts";
 *
 * const { statistic, pValue } = ksUniformTest([0.75]);
 * assert.equal(statistic, 0.75);
 * assert.equal(pValue, 2 * (1 - 0.75));
 * ```
 */
export function ksUniformTest(values: ArrayLike<number>): TestResult {
  requireSome(values, "values");
  requireAllBetween(values, 0, 1, "values");
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  let distance = 0;
  for (let i = 0; i < n; i++) {
    distance = Math.max(distance, sorted[i]! - i / n, (i + 1) / n - sorted[i]!);
  }
  return result(distance, kolmogorovUpper(n, distance));
}

/** Options of {@linkcode ksTwoSampleTest}. */
export interface KsTwoSampleOptions {
  /**
   * `"exact"` counts paths in m · n steps; `"asymptotic"` takes the one-sample distribution of the
   * sample size round(m n / (m + n)), as SciPy does; `"auto"` is exact up to m · n = 1,000,000.
   * @default {"auto"}
   */
  method?: "auto" | "exact" | "asymptotic";
}

/**
 * Tests whether two samples come from the same distribution. With ties the p-value is an upper
 * bound.
 *
 * @throws {RangeError} If a sample is empty or a value is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ksTwoSampleTest } from "./ks.ts";
 *
 * const { statistic, pValue } = ksTwoSampleTest([1, 2, 3], [4, 5, 6]);
 * assert.equal(statistic, 1);
 * assert.ok(Math.abs(pValue - 2 / 20) < 1e-15);
 * ```
 */
export function ksTwoSampleTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: KsTwoSampleOptions = {},
): TestResult {
  requireSome(a, "a");
  requireSome(b, "b");
  requireFinite(a, "a");
  requireFinite(b, "b");
  const [m, n] = [a.length, b.length];
  const gap = largestGap(Float64Array.from(a).sort(), Float64Array.from(b).sort());
  const { method = "auto" } = options;
  const exact = method === "exact" || (method === "auto" && m * n <= 1_000_000);
  const distance = gap / (m * n);
  if (exact) return result(distance, leavingProbability(m, n, gap));
  return result(distance, kolmogorovUpper(Math.round(m * n / (m + n)), distance));
}

/** max |i n − j m| over the steps i, j of the two sorted samples: the distance, in whole numbers. */
function largestGap(a: Float64Array, b: Float64Array): number {
  let [i, j, gap] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i]!, b[j]!);
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    gap = Math.max(gap, Math.abs(i * b.length - j * a.length));
  }
  return gap;
}

/**
 * Probability that a random path of m steps right and n steps up touches |i n − j m| ≥ gap. It adds
 * up what leaves the band, so small probabilities keep their digits.
 */
function leavingProbability(m: number, n: number, gap: number): number {
  if (gap === 0) return 1;
  let left = 0;
  const inside = new Float64Array(n + 1);
  for (let i = 0; i <= m; i++) {
    for (let j = 0; j <= n; j++) {
      const fromLeft = i === 0 ? 0 : inside[j]! * (m - i + 1) / (m - i + 1 + n - j);
      const fromBelow = j === 0 ? 0 : inside[j - 1]! * (n - j + 1) / (m - i + n - j + 1);
      const arriving = i === 0 && j === 0 ? 1 : fromLeft + fromBelow;
      const outside = Math.abs(i * n - j * m) >= gap;
      if (outside) left += arriving;
      inside[j] = outside ? 0 : arriving;
    }
  }
  return Math.min(left, 1);
}

function result(statistic: number, pValue: number): TestResult {
  return { statistic, pValue, logPValue: Math.log(pValue) };
}
