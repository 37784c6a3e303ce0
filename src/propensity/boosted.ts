/**
 * Gradient boosted trees over stacked cutoffs: training in Workers, compiled scoring.
 *
 * @module
 */
import { compileModel } from "../lightgbm/compiled/mod.ts";
import { mergeModels, type Params, trainInWorker } from "../lightgbm/mod.ts";
import { inLanes } from "../ranking/lanes.ts";
import { FEATURE_COUNT, PROPENSITY_FEATURES } from "./features.ts";
import { type CutoffRows, stackRows } from "./training_rows.ts";

/** Options of {@linkcode trainBoosted}. */
export interface BoostedOptions {
  /** Trees per seed. @default {100} */
  trees?: number;
  /** Models with different seeds that are averaged, each in a Worker of its own. @default {1} */
  seeds?: number;
  /** @default {1} */
  seed?: number;
  /**
   * Models trained at the same time, each on one thread: LightGBM keeps its number of threads for
   * the whole process. @default {1}
   */
  threads?: number;
  /** Days after which a training cutoff counts half. @default {56} */
  rowHalfLife?: number;
  /** LightGBM parameters over the defaults. @default {none} */
  params?: Params;
}

/** Small trees and strong penalties: a few hundred buyers a week do not carry more. */
const PARAMS: Params = {
  objective: "binary",
  learning_rate: 0.06,
  num_leaves: 8,
  max_bin: 127,
  min_data_in_leaf: 100,
  lambda_l2: 20,
  feature_fraction: 0.5,
  bagging_fraction: 0.7,
  bagging_freq: 1,
  deterministic: true,
  force_row_wise: true,
};

/**
 * A LightGBM text model (the mean of the seeds' raw scores) trained on the stacked cutoffs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { boostedScores, trainBoosted } from "./boosted.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 * import { habitualShop } from "./testing.ts";
 * import { rowsAtCutoff } from "./training_rows.ts";
 *
 * const bgNbd = { r: 1, alpha: 10, a: 1, b: 2 };
 * const days = purchaseDays(habitualShop({ customers: 50 }).orders);
 * const rows = rowsAtCutoff(days, 1100, { horizon: 7, bgNbd, usualGap: 20 });
 * const text = await trainBoosted([rows], { trees: 5, seeds: 1 });
 * assert.equal(boostedScores(text, rows.features).length, rows.labels.length);
 * ```
 */
export async function trainBoosted(
  parts: readonly CutoffRows[],
  options: BoostedOptions = {},
): Promise<string> {
  const { trees = 100, seeds = 1, seed = 1, threads = 1, params = {} } = options;
  const { features, labels, weights } = stackRows(parts, options.rowHalfLife ?? 56);
  const matrix = { data: features, rows: labels.length, columns: FEATURE_COUNT };
  const featureNames = PROPENSITY_FEATURES.map((feature) => feature.name);
  const smallest = Math.max(2, Math.min(100, Math.floor(labels.length / 50)));
  const train = async (offset: number) => {
    const { modelText } = await trainInWorker({
      params: { ...PARAMS, min_data_in_leaf: smallest, ...params, seed: seed + offset },
      train: { features: matrix, label: labels, weight: weights, featureNames },
      iterations: trees,
    }, { threads: 1 });
    return modelText;
  };
  const texts = await inLanes(threads, seeds, train);
  return mergeModels(texts, { scales: texts.map(() => 1 / seeds) });
}

/** Raw scores (log-odds) of row-major feature rows under a text model. */
export function boostedScores(modelText: string, features: Float32Array): Float64Array {
  return boostedScorer(modelText)(features);
}

/**
 * A function from row-major feature rows to raw scores, for many blocks under one model.
 *
 * @throws {Error} If the model cannot be compiled (models of {@linkcode trainBoosted} can).
 */
export function boostedScorer(modelText: string): (features: Float32Array) => Float64Array {
  const model = compileModel(modelText);
  if ("reason" in model) throw new Error(`Expected a model that compiles but ${model.reason}`);
  const scorer = model.instantiate();
  return (features) => {
    const rows = features.length / FEATURE_COUNT;
    const scores = new Float64Array(rows);
    scorer.scoreRows(features, rows, scores);
    return scores;
  };
}
