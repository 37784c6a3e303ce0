/**
 * From raw scores to probabilities: Platt's slope, and a level that follows the shop.
 *
 * @module
 */
import { applyPlatt, fitPlatt, type PlattModel } from "../statistics/platt.ts";
import { forecastLevel } from "./level.ts";
import type { CutoffRows } from "./training_rows.ts";

/** How much flatter than the final ensemble's the slope of an older, thinner one may come out. */
const SLOPE_ALLOWANCE = 0.25;

/**
 * The final ensemble's slope by that of an older, thinner one: as near to 1 as the allowance lets it
 * be. What was measured is too low: the older ensemble saw fewer purchases and errs more. On earlier
 * weeks of two shops it came out at 0.86 to 0.92 where 0.92 to 1.13 would have been right.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { slopeFrom } from "./calibrate.ts";
 *
 * assert.deepEqual([0.5, 0.9, 1.2].map(slopeFrom), [0.75, 1, 1.2]);
 * ```
 */
export function slopeFrom(measured: number): number {
  const within = Math.min(1.5, Math.max(0.5, measured));
  return Math.min(Math.max(1, within), within + SLOPE_ALLOWANCE);
}

/** Platt's slope from all held-out cutoffs together; the level as the local level model says. */
export function calibrate(
  parts: readonly CutoffRows[],
  scores: readonly Float64Array[],
): PlattModel {
  const all = Float64Array.from(scores.flatMap((part) => [...part]));
  const labels = Float64Array.from(parts.flatMap((part) => [...part.labels]));
  const slope = slopeFrom(fitPlatt(all, labels).slope);
  const intercept = levelIntercept(scores, parts.map((part) => part.labels), slope);
  return { slope, intercept };
}

/**
 * The intercept that the newest horizons' shares of buyers foretell for the next one, by the local
 * level model.
 *
 * @param scores Log-odds before the calibration, an array per horizon, newest first.
 * @param labels 1 where the customer bought, as the scores.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { levelIntercept } from "./calibrate.ts";
 *
 * const scores = new Float64Array(1000);
 * const labels = Uint8Array.from(scores, (_, i) => i < 250 ? 1 : 0);
 * const intercept = levelIntercept([scores, scores, scores], [labels, labels, labels], 1);
 * assert.ok(Math.abs(intercept - Math.log(1 / 3)) < 0.05);
 * ```
 */
export function levelIntercept(
  scores: readonly Float64Array[],
  labels: readonly ArrayLike<number>[],
  slope: number,
): number {
  const offsets: number[] = [];
  const variances: number[] = [];
  for (let k = scores.length - 1; k >= 0; k--) {
    const bought = Array.from(labels[k]!);
    const share = (bought.reduce((a, b) => a + b, 0) + 0.5) / (bought.length + 1);
    const intercept = interceptFor(share, scores[k]!, slope);
    let information = 0;
    for (const score of scores[k]!) {
      const p = applyPlatt({ slope, intercept }, score);
      information += p * (1 - p);
    }
    offsets.push(intercept);
    variances.push(1 / information);
  }
  return forecastLevel(offsets, variances).offset;
}

/**
 * Mean probability of the scores under a calibration.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanProbability } from "./calibrate.ts";
 *
 * assert.equal(meanProbability({ slope: 1, intercept: 0 }, Float64Array.of(-1, 1)), 1 / 2);
 * ```
 */
export function meanProbability(model: PlattModel, scores: Float64Array): number {
  let sum = 0;
  for (const score of scores) sum += applyPlatt(model, score);
  return sum / scores.length;
}

/**
 * The intercept under which the mean probability of the scores is `level`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { interceptFor } from "./calibrate.ts";
 *
 * assert.ok(Math.abs(interceptFor(0.75, Float64Array.of(0), 1) - Math.log(3)) < 1e-8);
 * ```
 */
export function interceptFor(level: number, scores: Float64Array, slope: number): number {
  return rootOfDecreasing((intercept) => level - meanProbability({ slope, intercept }, scores));
}

function rootOfDecreasing(f: (x: number) => number): number {
  let [low, high] = [-20, 20];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Log-odds of a probability, clipped to a millionth from 0 and 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logit } from "./calibrate.ts";
 *
 * assert.equal(logit(0.75), Math.log(3));
 * ```
 */
export function logit(p: number): number {
  const clipped = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(clipped / (1 - clipped));
}
