/**
 * Isotonic regression: the non-decreasing function of a score nearest to the labels, used to turn
 * scores into probabilities (Zadrozny & Elkan 2002).
 *
 * @module
 */
import { requireFinite, requireSameLength, requireSome } from "./checks.ts";
import { sortOrder } from "./ranks.ts";

/** A fitted non-decreasing function; plain numbers, so it can be saved as JSON. */
export interface IsotonicModel {
  /** Scores at which the function bends, rising; at least one. */
  readonly scores: readonly number[];
  /** Value at each of them, non-decreasing. */
  readonly values: readonly number[];
}

/** Options of {@linkcode fitIsotonic}. */
export interface IsotonicOptions {
  /** Weight above 0 per case. @default {1 each} */
  weights?: ArrayLike<number>;
}

/**
 * Fits by pooling adjacent violators (Ayer et al. 1955). Cases of equal score are averaged first,
 * so the fit does not depend on the order of the input. Any labels will do: when all are 0, every
 * value is 0; with one distinct score, the function is constant.
 *
 * @param scores One finite score per case.
 * @param labels One finite label per case, 0 or 1 as a rule.
 * @throws {RangeError} If there is no case, lengths differ, or a number is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { applyIsotonic, fitIsotonic } from "./isotonic.ts";
 *
 * const model = fitIsotonic([1, 2, 3, 4], [0, 1, 0, 1]);
 * assert.deepEqual(model, { scores: [1, 2, 3, 4], values: [0, 1 / 2, 1 / 2, 1] });
 * assert.equal(applyIsotonic(model, 3.5), 3 / 4);
 * ```
 */
export function fitIsotonic(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: IsotonicOptions = {},
): IsotonicModel {
  requireSome(scores, "scores");
  requireSameLength(scores.length, labels.length, "scores and labels");
  requireFinite(scores, "scores");
  requireFinite(labels, "labels");
  checkWeights(options.weights, scores.length);
  const blocks = pool(scores, labels, options.weights);
  const bends: { scores: number[]; values: number[] } = { scores: [], values: [] };
  for (const { first, last, sum, weight } of blocks) {
    for (const score of first === last ? [first] : [first, last]) {
      bends.scores.push(score);
      bends.values.push(sum / weight);
    }
  }
  return bends;
}

/**
 * The fitted value at a score: linear between the bends, constant beyond the first and the last.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { applyIsotonic } from "./isotonic.ts";
 *
 * const model = { scores: [0, 2], values: [0.1, 0.3] };
 * assert.equal(applyIsotonic(model, -5), 0.1);
 * assert.equal(applyIsotonic(model, 1), 0.2);
 * ```
 */
export function applyIsotonic(model: IsotonicModel, score: number): number {
  const { scores, values } = model;
  if (Number.isNaN(score)) return NaN;
  let [low, high] = [0, scores.length - 1];
  if (score <= scores[low]!) return values[low]!;
  if (score >= scores[high]!) return values[high]!;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (scores[middle]! <= score) low = middle;
    else high = middle;
  }
  const share = (score - scores[low]!) / (scores[high]! - scores[low]!);
  return values[low]! + share * (values[high]! - values[low]!);
}

interface Block {
  first: number;
  last: number;
  sum: number;
  weight: number;
}

function pool(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): Block[] {
  const blocks: Block[] = [];
  for (const i of sortOrder(scores)) {
    const weight = weights?.[i] ?? 1;
    const score = scores[i]!;
    const tied = blocks.at(-1);
    if (tied?.last === score) {
      tied.sum += labels[i]! * weight;
      tied.weight += weight;
      continue;
    }
    mergeViolators(blocks);
    blocks.push({ first: score, last: score, sum: labels[i]! * weight, weight });
  }
  mergeViolators(blocks);
  return blocks;
}

/** Merges the last block backwards while its mean is not above its neighbour's. */
function mergeViolators(blocks: Block[]): void {
  while (blocks.length > 1) {
    const right = blocks.at(-1)!;
    const left = blocks.at(-2)!;
    if (left.sum * right.weight < right.sum * left.weight) return;
    left.last = right.last;
    left.sum += right.sum;
    left.weight += right.weight;
    blocks.pop();
  }
}

function checkWeights(weights: ArrayLike<number> | undefined, length: number): void {
  if (weights === undefined) return;
  requireSameLength(length, weights.length, "scores and weights");
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i]! > 0 && weights[i]! < Infinity)) {
      throw new RangeError(`Expected weights above 0 but found ${weights[i]} at ${i}`);
    }
  }
}
