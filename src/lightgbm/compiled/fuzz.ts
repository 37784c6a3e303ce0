/**
 * The compiled scorer against LightGBM on rows that are meant to tell them apart.
 *
 * @module
 */
import type { Engine } from "../types.ts";
import { compileModel } from "./mod.ts";
import { parseModel, type TreeModel } from "./model_text.ts";
import { adversarialRows, type ModelKind, trainingTask, uniform } from "./trial_data.ts";

/** Options of {@linkcode fuzzAgainstLightGBM}. */
export interface FuzzOptions {
  /** @default {100000} */
  rows?: number;
  /** @default {1} */
  seed?: number;
  /** Features of the model. @default {8} */
  columns?: number;
  /** @default {30} */
  trees?: number;
  /** LightGBM's `max_bin`; more than 255 gives features with several code columns. @default {255} */
  bins?: number;
}

/** What a fuzz run found. */
export interface FuzzResult {
  readonly rows: number;
  /** Rows on which a score of the compiled model is not LightGBM's to the last bit. */
  readonly differences: number;
  /** Distinct scores; few would mean that the rows do not reach the model's corners. */
  readonly distinct: number;
  /** Most thresholds of a feature. */
  readonly thresholds: number;
}

/**
 * Trains a model of a kind, scores adversarial rows with LightGBM, row-major, column-major and by
 * the walk, and counts the rows that differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEngine } from "../mod.ts";
 * import { fuzzAgainstLightGBM } from "./fuzz.ts";
 *
 * using engine = await loadEngine();
 * assert.equal(fuzzAgainstLightGBM(engine, "ranker", { rows: 1000 }).differences, 0);
 * ```
 */
export function fuzzAgainstLightGBM(
  engine: Engine,
  kind: ModelKind,
  options: FuzzOptions = {},
): FuzzResult {
  const { rows = 100_000, seed = 1, columns = 8, trees = 30, bins = 255 } = options;
  const { input, params } = trainingTask(kind, 4000, columns);
  const { modelText } = engine.train({
    params: { ...params, num_leaves: 31, max_bin: bins, min_data_in_leaf: 3 },
    train: input,
    iterations: trees,
  });
  return compareOnHardRows(engine, modelText, rows, seed);
}

/**
 * The same for a model's text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEngine } from "../mod.ts";
 * import { compareOnHardRows } from "./fuzz.ts";
 * import { stumpText } from "./testing.ts";
 *
 * using engine = await loadEngine();
 * assert.equal(compareOnHardRows(engine, stumpText(), 1000, 1).differences, 0);
 * ```
 */
export function compareOnHardRows(
  engine: Engine,
  modelText: string,
  rows: number,
  seed: number,
): FuzzResult {
  const parsed = parseModel(modelText);
  const model = compileModel(modelText);
  if ("reason" in parsed || "reason" in model) {
    throw new Error("Expected a model that compiles but found one that does not");
  }
  using booster = engine.loadModel(modelText);
  const scorer = model.instantiate();
  const thresholds = thresholdsOf(parsed);
  const random = uniform(seed);
  const scores = new Set<number>();
  let differences = 0;
  for (let left = rows; left > 0; left -= 50_000) {
    const count = Math.min(left, 50_000);
    const data = adversarialRows(random, count, thresholds);
    const matrix = { data, rows: count, columns: model.features };
    const oracle = booster.predict(matrix, { raw: true });
    const byRow = new Float64Array(count);
    const byColumn = new Float64Array(count);
    scorer.scoreRows(data, count, byRow);
    scorer.scoreColumns(columnsOf(data, count, model.features), count, byColumn);
    for (let r = 0; r < count; r++) {
      const want = oracle[r]!;
      const walked = r % 16 === 0 ? model.scoreRow(data, r * model.features) : want;
      if (![byRow[r], byColumn[r], walked].every((score) => Object.is(score, want))) differences++;
      scores.add(want);
    }
  }
  const most = Math.max(...thresholds.map((of) => new Set(of).size));
  return { rows, differences, distinct: scores.size, thresholds: most };
}

function thresholdsOf(model: TreeModel): number[][] {
  const found = Array.from({ length: model.features }, (): number[] => []);
  for (const tree of model.trees) {
    tree.threshold.forEach((t, node) => found[tree.feature[node]!]!.push(t));
  }
  return found;
}

function columnsOf(data: Float32Array, rows: number, columns: number): Float32Array[] {
  return Array.from(
    { length: columns },
    (_, c) => Float32Array.from({ length: rows }, (_, r) => data[r * columns + c]!),
  );
}
