/**
 * Tests that stay valid when somebody looks at them every day: the mixture sequential probability
 * ratio test, its always-valid p-values and its confidence sequence.
 *
 * @module
 */
import { requireBetween, requireBinary } from "./checks.ts";
import type { Interval } from "./hypothesis.ts";

/** What the test knows at one look. */
export interface SequentialLook {
  /** Logarithm of the mixture likelihood ratio against "no difference". */
  logLikelihoodRatio: number;
  /** p-value of this look on its own, min(1, 1 / likelihood ratio); see {@linkcode runningMinimum}. */
  pValue: number;
  /** The difference with its always-valid interval. */
  difference: Interval;
}

/** Options of the sequential tests. */
export interface SequentialOptions {
  /**
   * Standard deviation of the normal mixture over the true difference: about the difference that
   * one hopes to see. The test is valid for any choice that does not look at the data, and fastest
   * when differences are of this size.
   */
  mixtureDeviation: number;
  /** Confidence level of the interval, between 0 and 1. @default {0.95} */
  level?: number;
}

/**
 * The mixture SPRT of a difference that is about normal with known variance (Robbins 1970; Johari,
 * Pekelis & Walsh 2017): with V the variance of the estimate and τ the mixture's deviation,
 * Λ = √(V / (V + τ²)) · exp(τ² d² / (2 V (V + τ²))).
 *
 * @param difference Estimate of `a − b` so far.
 * @param variance Variance of that estimate (for two means, s²ₐ / m + s²_b / n), above 0.
 * @throws {RangeError} If the variance or the mixture's deviation is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sequentialLook } from "./sequential.ts";
 *
 * const { pValue, difference } = sequentialLook(0.02, 0.00001, { mixtureDeviation: 0.02 });
 * assert.ok(pValue < 0.05 && difference.low > 0);
 * ```
 */
export function sequentialLook(
  difference: number,
  variance: number,
  options: SequentialOptions,
): SequentialLook {
  const { mixtureDeviation, level = 0.95 } = options;
  requirePositive(variance, "variance");
  requirePositive(mixtureDeviation, "mixtureDeviation");
  requireBetween(level, Number.EPSILON, 1 - Number.EPSILON, "level");
  const mixture = mixtureDeviation * mixtureDeviation;
  const total = variance + mixture;
  const logShrink = Math.log1p(mixture / variance) / 2;
  const logLikelihoodRatio = mixture * difference * difference / (2 * variance * total) - logShrink;
  const half = Math.sqrt(2 * variance * total / mixture * (logShrink - Math.log(1 - level)));
  return {
    logLikelihoodRatio,
    pValue: Math.min(1, Math.exp(-logLikelihoodRatio)),
    difference: { estimate: difference, low: difference - half, high: difference + half },
  };
}

/** Counts of two arms at one look. */
export interface ProportionCounts {
  successesA: number;
  trialsA: number;
  successesB: number;
  trialsB: number;
}

/**
 * {@linkcode sequentialLook} at two proportions. The variance is estimated from the pooled rate with
 * one success and one failure added per arm, so it is never 0 and the first looks are cautious.
 *
 * @throws {RangeError} If an arm has no trial yet, or successes exceed trials.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sequentialProportions } from "./sequential.ts";
 *
 * const counts = { successesA: 700, trialsA: 5000, successesB: 500, trialsB: 5000 };
 * const { pValue } = sequentialProportions(counts, { mixtureDeviation: 0.03 });
 * assert.ok(pValue < 1e-5);
 * ```
 */
export function sequentialProportions(
  counts: ProportionCounts,
  options: SequentialOptions,
): SequentialLook {
  const { successesA, trialsA, successesB, trialsB } = counts;
  requirePositive(trialsA, "trialsA");
  requirePositive(trialsB, "trialsB");
  requireBetween(successesA, 0, trialsA, "successesA");
  requireBetween(successesB, 0, trialsB, "successesB");
  const pooled = (successesA + successesB + 2) / (trialsA + trialsB + 4);
  const variance = pooled * (1 - pooled) * (1 / trialsA + 1 / trialsB);
  return sequentialLook(successesA / trialsA - successesB / trialsB, variance, options);
}

/**
 * Always-valid p-values of two streams of yes/no answers, looked at after every pair: whenever one
 * stops, the probability of a false finding is at most the p-value's level.
 *
 * @param a Answers (0 or 1) of arm A in order of arrival.
 * @param b Answers of arm B; the longer stream is cut to the shorter.
 * @returns One p-value per pair, never rising.
 * @throws {RangeError} If an answer is not 0 or 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { alwaysValidPValues } from "./sequential.ts";
 *
 * const a = new Uint8Array(200).fill(1);
 * const b = new Uint8Array(200);
 * const p = alwaysValidPValues(a, b, { mixtureDeviation: 0.2 });
 * assert.ok(p[0]! > 0.05 && p[199]! < 1e-9);
 * ```
 */
export function alwaysValidPValues(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: SequentialOptions,
): Float64Array {
  requireBinary(a, "a");
  requireBinary(b, "b");
  const pValues = new Float64Array(Math.min(a.length, b.length));
  let [successesA, successesB] = [0, 0];
  for (let i = 0; i < pValues.length; i++) {
    successesA += a[i]!;
    successesB += b[i]!;
    const counts = { successesA, trialsA: i + 1, successesB, trialsB: i + 1 };
    pValues[i] = sequentialProportions(counts, options).pValue;
  }
  return runningMinimum(pValues);
}

/**
 * Makes the p-values of successive looks always-valid, in place: the smallest so far.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { runningMinimum } from "./sequential.ts";
 *
 * assert.deepEqual([...runningMinimum(Float64Array.of(1, 0.2, 0.5))], [1, 0.2, 0.2]);
 * ```
 */
export function runningMinimum(pValues: Float64Array): Float64Array {
  for (let i = 1; i < pValues.length; i++) pValues[i] = Math.min(pValues[i]!, pValues[i - 1]!);
  return pValues;
}

function requirePositive(value: number, name: string): void {
  if (!(value > 0)) throw new RangeError(`Expected ${name} to be above 0 but found ${value}`);
}
