/**
 * How well a model ranks with its first trees alone: where to stop.
 *
 * @module
 */
import { type Booster, leafValues } from "../lightgbm/mod.ts";
import type { TrainingRows } from "./training_rows.ts";

/** Rows whose leaves are looked up at a time, about. */
const CHUNK_ROWS = 16_384;

/**
 * Mean NDCG@`k` over the rows' queries, after 1, 2, … trees. Queries without a positive do not count.
 *
 * A model of `n` trees holds those of every shorter training, so that the curve of early stopping can
 * be drawn after the training, on rows that the training never saw.
 *
 * @param booster The model, loaded by an engine; its text is read through `save`.
 * @throws {LightGBMError} If the rows do not have the model's features.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEngine } from "../lightgbm/mod.ts";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { fitModels } from "./fit.ts";
 * import { learningCurve } from "./learning_curve.ts";
 * import { trainingRows } from "./training_rows.ts";
 * import { TRIAL_RECIPE, trialShop } from "./trial_shop.ts";
 *
 * const known = snapshotAt(trialShop(), 1120);
 * const [text] = await fitModels(trainingRows(known, 1106, 7), { recipe: TRIAL_RECIPE });
 * using engine = await loadEngine();
 * using booster = engine.loadModel(text!);
 * const curve = learningCurve(booster, trainingRows(known, 1113, 7), 12);
 * assert.equal(curve.length, TRIAL_RECIPE.maxTrees);
 * assert.ok(curve.every((value) => value > 0 && value <= 1));
 * ```
 */
export function learningCurve(booster: Booster, rows: TrainingRows, k: number): Float64Array {
  const values = leafValues(booster.save());
  const sums = new Float64Array(values.length);
  const width = rows.featureNames.length;
  let queries = 0;
  for (let begin = 0, q = 0; q < rows.group.length;) {
    const sizes: number[] = [];
    let count = 0;
    do {
      sizes.push(rows.group[q]!);
      count += rows.group[q++]!;
    } while (q < rows.group.length && count + rows.group[q]! <= CHUNK_ROWS);
    const leaves = booster.leafIndex({
      data: rows.data.subarray(begin * width, (begin + count) * width),
      rows: count,
      columns: width,
      layout: "row",
    });
    queries += addChunk(sums, rows.label.subarray(begin, begin + count), sizes, leaves, values, k);
    begin += count;
  }
  return sums.map((sum) => sum / Math.max(1, queries));
}

/** A curve's dip that is luck of the week: the share of its best value. */
const LUCK = 0.02;

/**
 * How many trees to keep by a learning curve: the most whose value is within a fiftieth of the best.
 * The peak itself is luck on a flat curve, and too few trees cost more than too many: on earlier
 * windows of a grocery sample 20 trees of either model cost 0.0007 ± 0.0004 MAP@12 against 120.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { treesKept } from "./learning_curve.ts";
 *
 * assert.equal(treesKept([0.2, 0.3, 0.299, 0.297]), 4); // flat
 * assert.equal(treesKept([0.2, 0.3, 0.295, 0.25]), 3); // learned by heart from the fourth on
 * ```
 */
export function treesKept(curve: ArrayLike<number>): number {
  const best = Array.from(curve).reduce((a, b) => Math.max(a, b), 0);
  let kept = curve.length;
  while (kept > 1 && curve[kept - 1]! < best * (1 - LUCK)) kept--;
  return kept;
}

/** Adds every query's NDCG per number of trees; returns how many queries have a positive. */
function addChunk(
  sums: Float64Array,
  label: Uint8Array,
  sizes: readonly number[],
  leaves: Int32Array,
  values: readonly Float64Array[],
  k: number,
): number {
  const trees = values.length;
  const score = new Float64Array(label.length);
  const positives = countPositives(label, sizes);
  for (let t = 0; t < trees; t++) {
    const value = values[t]!;
    for (let r = 0; r < score.length; r++) score[r]! += value[leaves[r * trees + t]!]!;
    let from = 0;
    sizes.forEach((size, q) => {
      if (positives[q]! > 0) sums[t]! += queryNdcg(score, label, from, size, positives[q]!, k);
      from += size;
    });
  }
  return positives.reduce((n, count) => n + (count > 0 ? 1 : 0), 0);
}

function countPositives(label: Uint8Array, sizes: readonly number[]): number[] {
  let from = 0;
  return sizes.map((size) => {
    let n = 0;
    for (const end = from + size; from < end; from++) n += label[from]!;
    return n;
  });
}

/** NDCG@k with binary gains; of equal scores the earlier row ranks first. */
function queryNdcg(
  score: Float64Array,
  label: Uint8Array,
  from: number,
  size: number,
  positives: number,
  k: number,
): number {
  let dcg = 0;
  for (let i = from; i < from + size; i++) {
    if (label[i] !== 1) continue;
    let ahead = 0;
    for (let j = from; j < from + size && ahead < k; j++) {
      if (score[j]! > score[i]! || (score[j] === score[i] && j < i)) ahead++;
    }
    if (ahead < k) dcg += 1 / Math.log2(ahead + 2);
  }
  let ideal = 0;
  for (let i = 0; i < Math.min(positives, k); i++) ideal += 1 / Math.log2(i + 2);
  return dcg / ideal;
}
