/**
 * One proportion and the difference of two: Wilson and Newcombe intervals, the z test.
 *
 * @module
 */
import { requireBetween, requireCount } from "./checks.ts";
import { betaQuantile, normalQuantile, normalTails } from "./distributions.ts";
import {
  type AlternativeOptions,
  type Interval,
  type LevelOptions,
  type TestResult,
  testResult,
} from "./hypothesis.ts";

/**
 * Wilson's score interval of a proportion (Wilson 1927), good for small samples and rare events.
 *
 * @throws {RangeError} If the counts are not whole numbers with `successes ≤ trials` and
 * `trials > 0`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { wilsonInterval } from "./proportions.ts";
 *
 * const { estimate, low, high } = wilsonInterval(0, 10);
 * assert.equal(estimate, 0);
 * assert.equal(low, 0);
 * assert.ok(Math.abs(high - 0.2775) < 1e-4);
 * ```
 */
export function wilsonInterval(
  successes: number,
  trials: number,
  options: LevelOptions = {},
): Interval {
  checkCounts(successes, trials);
  const z = criticalZ(options.level);
  const estimate = successes / trials;
  const shrink = trials + z * z;
  const middle = (successes + z * z / 2) / shrink;
  const half = z / shrink * Math.sqrt(successes * (1 - estimate) + z * z / 4);
  return {
    estimate,
    low: successes === 0 ? 0 : middle - half,
    high: successes === trials ? 1 : middle + half,
  };
}

/**
 * Clopper and Pearson's interval (1934), which covers at least `level` whatever the truth.
 *
 * @throws {RangeError} As {@linkcode wilsonInterval}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { clopperPearsonInterval } from "./proportions.ts";
 *
 * const { high } = clopperPearsonInterval(0, 10);
 * assert.ok(Math.abs(high - (1 - 0.025 ** (1 / 10))) < 1e-12);
 * ```
 */
export function clopperPearsonInterval(
  successes: number,
  trials: number,
  options: LevelOptions = {},
): Interval {
  checkCounts(successes, trials);
  const tail = (1 - checkedLevel(options.level)) / 2;
  const failures = trials - successes;
  return {
    estimate: successes / trials,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, failures + 1),
    high: failures === 0 ? 1 : betaQuantile(tail, successes + 1, failures, { upper: true }),
  };
}

/**
 * Newcombe's interval of the difference `a − b` of two proportions, made of the two Wilson intervals
 * (Newcombe 1998, method 10).
 *
 * @throws {RangeError} As {@linkcode wilsonInterval}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { newcombeInterval } from "./proportions.ts";
 *
 * const { estimate, low, high } = newcombeInterval(56, 70, 48, 80);
 * assert.ok(Math.abs(estimate - 0.2) < 1e-15);
 * assert.ok(Math.abs(low - 0.0524) < 1e-4 && Math.abs(high - 0.3339) < 1e-4);
 * ```
 */
export function newcombeInterval(
  successesA: number,
  trialsA: number,
  successesB: number,
  trialsB: number,
  options: LevelOptions = {},
): Interval {
  const a = wilsonInterval(successesA, trialsA, options);
  const b = wilsonInterval(successesB, trialsB, options);
  const estimate = a.estimate - b.estimate;
  return {
    estimate,
    low: estimate - Math.hypot(a.estimate - a.low, b.high - b.estimate),
    high: estimate + Math.hypot(a.high - a.estimate, b.estimate - b.low),
  };
}

/**
 * The z test of two equal proportions, with the pooled variance (the score test).
 *
 * @returns NaN when nobody or everybody succeeded in both arms.
 * @throws {RangeError} As {@linkcode wilsonInterval}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { twoProportionZTest } from "./proportions.ts";
 *
 * const { statistic } = twoProportionZTest(30, 100, 20, 100);
 * assert.ok(Math.abs(statistic - 0.1 / Math.sqrt(0.25 * 0.75 * (2 / 100))) < 1e-13);
 * ```
 */
export function twoProportionZTest(
  successesA: number,
  trialsA: number,
  successesB: number,
  trialsB: number,
  options: AlternativeOptions = {},
): TestResult {
  checkCounts(successesA, trialsA);
  checkCounts(successesB, trialsB);
  const pooled = (successesA + successesB) / (trialsA + trialsB);
  const variance = pooled * (1 - pooled) * (1 / trialsA + 1 / trialsB);
  const z = (successesA / trialsA - successesB / trialsB) / Math.sqrt(variance);
  return testResult(z, normalTails(z), options.alternative);
}

function criticalZ(level: number | undefined): number {
  return normalQuantile((1 - checkedLevel(level)) / 2, { upper: true });
}

function checkedLevel(level = 0.95): number {
  requireBetween(level, Number.EPSILON, 1 - Number.EPSILON, "level");
  return level;
}

function checkCounts(successes: number, trials: number): void {
  requireCount(successes, "successes");
  requireCount(trials, "trials");
  if (trials === 0) throw new RangeError("Expected trials to be above 0 but found 0");
  requireBetween(successes, 0, trials, "successes");
}
