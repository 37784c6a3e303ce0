/**
 * How big a difference is, beside whether there is one.
 *
 * @module
 */
import { requireBetween, requireCount } from "./checks.ts";
import { normalQuantile } from "./distributions.ts";
import type { Interval, LevelOptions } from "./hypothesis.ts";
import { type SampleSummary, summarise } from "./t_test.ts";

/**
 * Cohen's h of two proportions, 2 asin √a − 2 asin √b: 0.2 is small, 0.5 medium, 0.8 large
 * (Cohen 1988).
 *
 * @throws {RangeError} If a proportion is outside 0 … 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cohenH } from "./effect_sizes.ts";
 *
 * assert.ok(Math.abs(cohenH(1, 0) - Math.PI) < 1e-15);
 * ```
 */
export function cohenH(a: number, b: number): number {
  requireBetween(a, 0, 1, "a");
  requireBetween(b, 0, 1, "b");
  return 2 * Math.asin(Math.sqrt(a)) - 2 * Math.asin(Math.sqrt(b));
}

/**
 * Cohen's d of two samples, the difference of the means `a − b` over the pooled standard deviation
 * (Cohen 1988).
 *
 * @returns NaN when both samples hold one value.
 * @throws {RangeError} If a sample is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cohenD } from "./effect_sizes.ts";
 *
 * assert.equal(cohenD([4, 5, 6], [2, 3, 4]), 2);
 * ```
 */
export function cohenD(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [first, second] = [summarise(a), summarise(b)];
  const squares = (sample: SampleSummary) => sample.n === 1 ? 0 : (sample.n - 1) * sample.variance;
  const variance = (squares(first) + squares(second)) / (first.n + second.n - 2);
  return (first.mean - second.mean) / Math.sqrt(variance);
}

/**
 * Odds ratio a·d / (b·c) of the table `[[a, b], [c, d]]` with Woolf's interval (1955). When a cell
 * is empty, one half is added to every cell first (Haldane and Anscombe).
 *
 * @throws {RangeError} If a count is not a whole number of at least 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { oddsRatio } from "./effect_sizes.ts";
 *
 * const { estimate, low, high } = oddsRatio(20, 80, 10, 90);
 * assert.equal(estimate, 20 * 90 / (80 * 10));
 * assert.ok(low < 1 && high > 5);
 * ```
 */
export function oddsRatio(
  a: number,
  b: number,
  c: number,
  d: number,
  options: LevelOptions = {},
): Interval {
  Object.entries({ a, b, c, d }).forEach(([name, count]) => requireCount(count, name));
  const shift = Math.min(a, b, c, d) === 0 ? 0.5 : 0;
  const [e, f, g, h] = [a + shift, b + shift, c + shift, d + shift];
  return logInterval(e * h / (f * g), 1 / e + 1 / f + 1 / g + 1 / h, options);
}

/**
 * Relative lift of proportion A over B, (a / m) / (b / n) − 1, with Katz's interval on the logarithm
 * of the ratio (Katz et al. 1978). When an arm has no success, one half is added to both arms'
 * successes and trials (Walter 1975).
 *
 * @returns A fraction: 0.1 is 10 % more than B.
 * @throws {RangeError} If counts are not whole numbers with successes ≤ trials and trials > 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lift } from "./effect_sizes.ts";
 *
 * const { estimate, low, high } = lift(120, 1000, 100, 1000);
 * assert.ok(Math.abs(estimate - 0.2) < 1e-15);
 * assert.ok(low < 0 && high > 0.5);
 * ```
 */
export function lift(
  successesA: number,
  trialsA: number,
  successesB: number,
  trialsB: number,
  options: LevelOptions = {},
): Interval {
  for (const [successes, trials] of [[successesA, trialsA], [successesB, trialsB]] as const) {
    requireCount(successes, "successes");
    requireCount(trials, "trials");
    if (trials === 0) throw new RangeError("Expected trials to be above 0 but found 0");
    requireBetween(successes, 0, trials, "successes");
  }
  const shift = successesA === 0 || successesB === 0 ? 0.5 : 0;
  const [a, m, b, n] = [successesA, trialsA, successesB, trialsB].map((count) => count + shift) as [
    number,
    number,
    number,
    number,
  ];
  const variance = (m - a) / a / m + (n - b) / b / n;
  const ratio = logInterval(a / m / (b / n), variance, options);
  return { estimate: ratio.estimate - 1, low: ratio.low - 1, high: ratio.high - 1 };
}

function logInterval(estimate: number, logVariance: number, options: LevelOptions): Interval {
  const { level = 0.95 } = options;
  requireBetween(level, Number.EPSILON, 1 - Number.EPSILON, "level");
  const half = normalQuantile((1 - level) / 2, { upper: true }) * Math.sqrt(logVariance);
  return { estimate, low: estimate * Math.exp(-half), high: estimate * Math.exp(half) };
}
