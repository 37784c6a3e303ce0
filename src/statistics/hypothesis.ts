/**
 * What every test of this room takes and gives.
 *
 * @module
 */
import type { LogTails } from "./special_functions.ts";

/**
 * Which departures count against the null hypothesis: any, `a` below `b` (`"less"`), or `a` above
 * `b` (`"greater"`), as in SciPy.
 */
export type Alternative = "two-sided" | "less" | "greater";

/** Option that tests with a direction share. */
export interface AlternativeOptions {
  /** @default {"two-sided"} */
  alternative?: Alternative;
}

/** What a test finds. */
export interface TestResult {
  /** The test's statistic; NaN where the data cannot tell. */
  statistic: number;
  /** p-value; NaN where the data cannot tell, 0 below about 1e-308 (then see `logPValue`). */
  pValue: number;
  /** Natural logarithm of the p-value. */
  logPValue: number;
}

/**
 * A test result from the tails of a symmetric distribution at the statistic.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { testResult } from "./hypothesis.ts";
 *
 * const tails = { logLower: Math.log(0.9), logUpper: Math.log(0.1) };
 * assert.ok(Math.abs(testResult(1.28, tails, "two-sided").pValue - 0.2) < 1e-15);
 * ```
 */
export function testResult(
  statistic: number,
  tails: LogTails,
  alternative: Alternative = "two-sided",
): TestResult {
  const { logLower, logUpper } = tails;
  const logPValue = Number.isNaN(statistic)
    ? NaN
    : alternative === "less"
    ? logLower
    : alternative === "greater"
    ? logUpper
    : Math.min(Math.LN2 + Math.min(logLower, logUpper), 0);
  return { statistic, pValue: Math.exp(logPValue), logPValue };
}

/** An estimate with its confidence interval. */
export interface Interval {
  /** The point estimate. */
  estimate: number;
  /** Lower end. */
  low: number;
  /** Upper end. */
  high: number;
}

/** Option that intervals share. */
export interface LevelOptions {
  /** Confidence level, between 0 and 1. @default {0.95} */
  level?: number;
}
