/**
 * How well a score ranks: area under the ROC curve, gains and lift. Ties never depend on the order
 * of the input: whoever shares a score shares the place.
 *
 * @module
 */
import { requireBetween, requireBinary, requireFinite, requireSameLength } from "./checks.ts";
import { groupByScore, type ScoreGroups } from "./ranks.ts";

/**
 * Area under the ROC curve: the probability that a positive scores above a negative, a tie counting
 * one half (Mann & Whitney 1947).
 *
 * @param scores One finite score per case.
 * @param labels 1 for positives, 0 for negatives.
 * @returns 0 … 1, or NaN when one of the two classes is missing.
 * @throws {RangeError} If lengths differ, a score is not finite, or a label is not 0 or 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { auc } from "./ranking_auc.ts";
 *
 * assert.equal(auc([0.9, 0.5, 0.5, 0.1], [1, 1, 0, 0]), (1 + 1 + 1 / 2 + 1) / 4);
 * ```
 */
export function auc(scores: ArrayLike<number>, labels: ArrayLike<number>): number {
  const { positives, negatives } = checkedGroups(scores, labels);
  let [above, wins, total] = [0, 0, 0];
  for (let g = 0; g < positives.length; g++) {
    wins += negatives[g]! * (above + positives[g]! / 2);
    above += positives[g]!;
    total += negatives[g]!;
  }
  return wins / (above * total);
}

/** One point of a gains curve. */
export interface GainsPoint {
  /** Share of all cases taken from the top of the ranking, 0 … 1. */
  share: number;
  /** Share of all positives among them, 0 … 1. */
  captured: number;
}

/** Options of {@linkcode gainsCurve}. */
export interface GainsOptions {
  /** Number of equal steps from 0 to 1. @default {20} */
  steps?: number;
}

/**
 * Share of the positives that are found in the top share of the ranking, from (0, 0) to (1, 1).
 * Where a step cuts through cases of equal score it takes their expected share of positives.
 *
 * @returns `steps + 1` points; `captured` is NaN when there is no positive.
 * @throws {RangeError} As {@linkcode auc}, or if `steps` is not an integer above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gainsCurve } from "./ranking_auc.ts";
 *
 * const curve = gainsCurve([4, 3, 2, 1], [1, 0, 1, 0], { steps: 4 });
 * assert.deepEqual(curve.map((point) => point.captured), [0, 1 / 2, 1 / 2, 1, 1]);
 * ```
 */
export function gainsCurve(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: GainsOptions = {},
): GainsPoint[] {
  const { steps = 20 } = options;
  if (!Number.isInteger(steps) || steps < 1) {
    throw new RangeError(`Expected steps to be an integer above 0 but found ${steps}`);
  }
  const groups = checkedGroups(scores, labels);
  const shares = Array.from({ length: steps + 1 }, (_, step) => step / steps);
  const captured = capturedPositives(groups, shares.map((share) => share * scores.length));
  const total = groups.positives.reduce((sum, count) => sum + count, 0);
  return shares.map((share, i) => ({ share, captured: captured[i]! / total }));
}

/**
 * Lift in the top `q` of the ranking: the rate of positives among the best-scored share `q`, over
 * the rate among all. 1 is what a random order gives.
 *
 * @param q Share of cases, above 0 and at most 1.
 * @returns At least 0, at most `1 / q`; NaN when there is no positive.
 * @throws {RangeError} As {@linkcode auc}, or if `q` is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { liftAtTop } from "./ranking_auc.ts";
 *
 * assert.equal(liftAtTop([4, 3, 2, 1], [1, 0, 1, 0], 1 / 4), 1 / (2 / 4));
 * ```
 */
export function liftAtTop(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  q: number,
): number {
  requireBetween(q, Number.MIN_VALUE, 1, "q");
  const groups = checkedGroups(scores, labels);
  const total = groups.positives.reduce((sum, count) => sum + count, 0);
  const [captured] = capturedPositives(groups, [q * scores.length]);
  return captured! / total / q;
}

/** Expected positives among the first `n` cases for each rising `n` of `sizes`. */
function capturedPositives(groups: ScoreGroups, sizes: readonly number[]): number[] {
  const { positives, negatives } = groups;
  let [group, before, found] = [0, 0, 0];
  return sizes.map((size) => {
    while (group < positives.length && before + positives[group]! + negatives[group]! <= size) {
      before += positives[group]! + negatives[group]!;
      found += positives[group]!;
      group++;
    }
    if (group === positives.length) return found;
    const rate = positives[group]! / (positives[group]! + negatives[group]!);
    return found + (size - before) * rate;
  });
}

function checkedGroups(scores: ArrayLike<number>, labels: ArrayLike<number>): ScoreGroups {
  requireSameLength(scores.length, labels.length, "scores and labels");
  requireFinite(scores, "scores");
  requireBinary(labels, "labels");
  return groupByScore(scores, labels);
}
