/**
 * What another way of sending would have earned, from a log of randomised sends.
 *
 * @module
 */
import {
  requireAllBetween,
  requireBetween,
  requireFinite,
  requireSameLength,
  requireSome,
} from "./checks.ts";
import { normalQuantile } from "./distributions.ts";
import type { Interval, LevelOptions } from "./hypothesis.ts";

/** A log of sends; every array has one entry per send. */
export interface LoggedSends {
  /** What came of it, e.g. 1 for a click. */
  reward: ArrayLike<number>;
  /** Probability with which the logging policy chose what it sent, above 0. */
  propensity: ArrayLike<number>;
  /** Probability with which the policy to be judged would have chosen the same. */
  targetProbability: ArrayLike<number>;
}

/** {@linkcode LoggedSends} with a model's guesses, for the doubly robust estimate. */
export interface ModelledSends extends LoggedSends {
  /** Reward that the model expects of what was sent. */
  predictedLogged: ArrayLike<number>;
  /** Reward that the model expects of the judged policy, averaged over its choices. */
  predictedTarget: ArrayLike<number>;
}

/** Mean reward per send of the judged policy, with a normal interval. */
export interface OffPolicyEstimate extends Interval {
  /** (Σ w)² / Σ w²: as many sends of the judged policy itself would tell as much (Kish 1965). */
  effectiveSampleSize: number;
  /** The largest weight, after clipping. */
  largestWeight: number;
  /** Share of the sends whose weight was clipped; the estimate is biased where it is above 0. */
  clippedShare: number;
}

/** Options of the off-policy estimates. */
export interface OffPolicyOptions extends LevelOptions {
  /** Weights above this count as this. @default {Infinity} */
  clip?: number;
}

/**
 * Inverse propensity scoring: the mean of weight × reward, where a weight is target probability over
 * propensity (Horvitz & Thompson 1952). Unbiased when the log's propensities are right and cover
 * whatever the judged policy does.
 *
 * @throws {RangeError} If the log is empty, lengths differ, or a number is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ips } from "./off_policy.ts";
 *
 * const { estimate, effectiveSampleSize } = ips({
 *   reward: [1, 0, 1, 1],
 *   propensity: [0.5, 0.5, 0.5, 0.5],
 *   targetProbability: [1, 1, 0, 0],
 * });
 * assert.equal(estimate, 2 * 1 / 4);
 * assert.equal(effectiveSampleSize, 2);
 * ```
 */
export function ips(log: LoggedSends, options: OffPolicyOptions = {}): OffPolicyEstimate {
  const weighted = weigh(log, options);
  return meanEstimate(weighted.weights.map((w, i) => w * log.reward[i]!), weighted, options);
}

/**
 * Self-normalised inverse propensity scoring: Σ weight × reward / Σ weight (Swaminathan & Joachims
 * 2015). Slightly biased, far less noisy, and never outside the range of the rewards. The interval
 * is from the delta method.
 *
 * @returns NaN when no logged send could have come from the judged policy.
 * @throws {RangeError} As {@linkcode ips}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { snips } from "./off_policy.ts";
 *
 * const { estimate } = snips({
 *   reward: [1, 0, 1],
 *   propensity: [0.5, 0.25, 0.25],
 *   targetProbability: [0.5, 0.5, 0],
 * });
 * assert.equal(estimate, (1 * 1 + 2 * 0) / (1 + 2));
 * ```
 */
export function snips(log: LoggedSends, options: OffPolicyOptions = {}): OffPolicyEstimate {
  const weighted = weigh(log, options);
  const { weights } = weighted;
  let [total, reward, squares] = [0, 0, 0];
  weights.forEach((w, i) => {
    total += w;
    reward += w * log.reward[i]!;
  });
  const estimate = reward / total;
  weights.forEach((w, i) => squares += (w * (log.reward[i]! - estimate)) ** 2);
  return withInterval(estimate, Math.sqrt(squares) / total, weighted, options);
}

/**
 * The doubly robust estimate: the mean of the model's guess for the judged policy plus weight ×
 * (reward − the model's guess for what was sent). Unbiased when either the propensities or the
 * model are right, and less noisy than {@linkcode ips} when the model is good (Dudík, Langford & Li
 * 2011).
 *
 * @throws {RangeError} As {@linkcode ips}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { doublyRobust } from "./off_policy.ts";
 *
 * const { estimate } = doublyRobust({
 *   reward: [1, 0],
 *   propensity: [0.5, 0.5],
 *   targetProbability: [1, 0],
 *   predictedLogged: [0.5, 0.25],
 *   predictedTarget: [0.5, 0.5],
 * });
 * assert.equal(estimate, ((0.5 + 2 * 0.5) + 0.5) / 2);
 * ```
 */
export function doublyRobust(
  log: ModelledSends,
  options: OffPolicyOptions = {},
): OffPolicyEstimate {
  const weighted = weigh(log, options);
  for (const name of ["predictedLogged", "predictedTarget"] as const) {
    requireSameLength(log.reward.length, log[name].length, `reward and ${name}`);
    requireFinite(log[name], name);
  }
  const terms = weighted.weights.map((w, i) =>
    log.predictedTarget[i]! + w * (log.reward[i]! - log.predictedLogged[i]!)
  );
  return meanEstimate(terms, weighted, options);
}

interface Weighted {
  weights: Float64Array;
  clipped: number;
}

function weigh(log: LoggedSends, options: OffPolicyOptions): Weighted {
  const { reward, propensity, targetProbability } = log;
  const { clip = Infinity } = options;
  requireSome(reward, "reward");
  requireSameLength(reward.length, propensity.length, "reward and propensity");
  requireSameLength(reward.length, targetProbability.length, "reward and targetProbability");
  requireFinite(reward, "reward");
  requireAllBetween(propensity, Number.MIN_VALUE, 1, "propensity");
  requireAllBetween(targetProbability, 0, 1, "targetProbability");
  if (!(clip > 0)) throw new RangeError(`Expected clip to be above 0 but found ${clip}`);
  let clipped = 0;
  const weights = Float64Array.from(propensity, (p, i) => {
    const weight = targetProbability[i]! / p;
    if (weight > clip) clipped++;
    return Math.min(weight, clip);
  });
  return { weights, clipped };
}

function meanEstimate(
  terms: Float64Array,
  weighted: Weighted,
  options: OffPolicyOptions,
): OffPolicyEstimate {
  const n = terms.length;
  const estimate = terms.reduce((sum, term) => sum + term, 0) / n;
  const squares = terms.reduce((sum, term) => sum + (term - estimate) ** 2, 0);
  return withInterval(estimate, Math.sqrt(squares / (n - 1) / n), weighted, options);
}

function withInterval(
  estimate: number,
  error: number,
  { weights, clipped }: Weighted,
  options: OffPolicyOptions,
): OffPolicyEstimate {
  const { level = 0.95 } = options;
  requireBetween(level, Number.EPSILON, 1 - Number.EPSILON, "level");
  const half = normalQuantile((1 - level) / 2, { upper: true }) * error;
  let [total, squares, largestWeight] = [0, 0, 0];
  for (const weight of weights) {
    total += weight;
    squares += weight * weight;
    largestWeight = Math.max(largestWeight, weight);
  }
  return {
    estimate,
    low: estimate - half,
    high: estimate + half,
    effectiveSampleSize: squares === 0 ? 0 : total * total / squares,
    largestWeight,
    clippedShare: clipped / weights.length,
  };
}
