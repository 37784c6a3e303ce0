/**
 * Orders and ranks with ties.
 *
 * @module
 */

/**
 * Positions in order of rising value; equal values keep their order.
 *
 * @param values Numbers, none of them NaN.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sortOrder } from "./ranks.ts";
 *
 * assert.deepEqual([...sortOrder([30, 10, 20])], [1, 2, 0]);
 * ```
 */
export function sortOrder(values: ArrayLike<number>): Uint32Array {
  const order = new Uint32Array(values.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  return order.sort((a, b) => values[a]! - values[b]! || a - b);
}

/** Scores with the labels of everybody who has that score, highest score first. */
export interface ScoreGroups {
  /** Distinct scores, falling. */
  readonly scores: Float64Array;
  /** Positives per distinct score. */
  readonly positives: Float64Array;
  /** Negatives per distinct score. */
  readonly negatives: Float64Array;
}

/**
 * Counts positives (label 1) and negatives (label 0) per distinct score, highest score first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { groupByScore } from "./ranks.ts";
 *
 * const { scores, positives, negatives } = groupByScore([0.2, 0.9, 0.2], [1, 1, 0]);
 * assert.deepEqual([[...scores], [...positives], [...negatives]], [[0.9, 0.2], [1, 1], [0, 1]]);
 * ```
 */
export function groupByScore(scores: ArrayLike<number>, labels: ArrayLike<number>): ScoreGroups {
  const [up, down] = splitSorted(scores, labels);
  const groups = { scores: [] as number[], positives: [] as number[], negatives: [] as number[] };
  let i = up.length - 1;
  let j = down.length - 1;
  while (i >= 0 || j >= 0) {
    const score = Math.max(i >= 0 ? up[i]! : -Infinity, j >= 0 ? down[j]! : -Infinity);
    const [fromI, fromJ] = [i, j];
    while (i >= 0 && up[i] === score) i--;
    while (j >= 0 && down[j] === score) j--;
    groups.scores.push(score);
    groups.positives.push(fromI - i);
    groups.negatives.push(fromJ - j);
  }
  return {
    scores: Float64Array.from(groups.scores),
    positives: Float64Array.from(groups.positives),
    negatives: Float64Array.from(groups.negatives),
  };
}

/** Typed arrays sort without a comparator many times faster than with one. */
function splitSorted(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
): [Float64Array, Float64Array] {
  const up = new Float64Array(scores.length);
  const down = new Float64Array(scores.length);
  let [ups, downs] = [0, 0];
  for (let i = 0; i < scores.length; i++) {
    if (labels[i] === 1) up[ups++] = scores[i]!;
    else down[downs++] = scores[i]!;
  }
  return [up.subarray(0, ups).sort(), down.subarray(0, downs).sort()];
}
