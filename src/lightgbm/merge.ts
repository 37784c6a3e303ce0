/**
 * One text model out of several.
 *
 * @module
 */

import { LightGBMError } from "./errors.ts";
import { checkModelText, formatModelText, type ModelText, parseModelText } from "./model_text.ts";

/** Options of {@linkcode mergeModels}. */
export interface MergeOptions {
  /** Factor per model, e.g. `1 / texts.length` for their mean. @default {1 for each} */
  scales?: readonly number[];
  /**
   * First so many trees of each model; boosting adds tree after tree, so that these are the model of
   * a training that ended there. @default {all}
   */
  trees?: readonly number[];
}

/** Header lines that must be equal for two models to be of one kind. */
const SHARED = ["num_class", "num_tree_per_iteration", "max_feature_idx", "feature_names"];

/**
 * One LightGBM text model whose raw score is the (scaled) sum of the given models' raw scores: bags
 * over seeds, objectives or windows. Objective and parameters are the first model's.
 *
 * @throws {LightGBMError} If a text is broken, if the models differ in features or classes, or if
 * one of them averages its trees (random forest).
 * @throws {RangeError} If there is no model, if a scale is missing or not finite, or if a model has
 * fewer trees than are asked of it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mergeModels } from "./merge.ts";
 * import { sampleData } from "./sample_data.ts";
 * import { loadEngine } from "./select.ts";
 *
 * using engine = await loadEngine();
 * const train = sampleData("regression");
 * const bags = [1, 2].map((seed) => {
 *   const params = { objective: "regression", bagging_fraction: 0.5, bagging_freq: 1, seed };
 *   return engine.train({ params, train, iterations: 10 }).modelText;
 * });
 * using mean = engine.loadModel(mergeModels(bags, { scales: [0.5, 0.5] }));
 * assert.equal(mean.iterations, 20);
 * ```
 */
export function mergeModels(texts: readonly string[], options: MergeOptions = {}): string {
  const scales = options.scales ?? texts.map(() => 1);
  if (texts.length === 0) throw new RangeError("Expected at least 1 model but found 0");
  if (scales.length !== texts.length || !scales.every(Number.isFinite)) {
    throw new RangeError(
      `Expected scales to be ${texts.length} finite numbers but found ${scales.join(", ")}`,
    );
  }
  const models = texts.map((text) => {
    checkModelText(text);
    return parseModelText(text);
  });
  const first = models[0]!;
  models.forEach((model, index) => checkSameKind(first, model, index));
  options.trees?.forEach((asked, index) => checkTrees(models[index], asked, index));
  const trees = models.flatMap((model, i) =>
    model.trees.slice(0, options.trees?.[i]).map((tree) => scaleTree(tree, scales[i]!))
  );
  const header = new Map(first.header);
  header.set("feature_infos", mergedInfos(models));
  return formatModelText({ header, trees, rest: first.rest });
}

function checkSameKind(first: ModelText, model: ModelText, index: number): void {
  if (model.header.has("average_output")) {
    throw new LightGBMError("merge models", `Model ${index} averages its trees`);
  }
  for (const name of SHARED) {
    if (model.header.get(name) !== first.header.get(name)) {
      throw new LightGBMError("merge models", `Model ${index} differs in ${name} from model 0`);
    }
  }
}

function checkTrees(model: ModelText | undefined, asked: number, index: number): void {
  const found = model?.trees.length ?? 0;
  if (!Number.isInteger(asked) || asked < 0 || asked > found) {
    throw new RangeError(
      `Expected trees of model ${index} to be an integer from 0 to ${found} but found ${asked}`,
    );
  }
}

/** Value ranges per feature; a feature that one model never saw vary takes the other's range. */
function mergedInfos(models: ModelText[]): string {
  const infos = models.map((model) => (model.header.get("feature_infos") ?? "").split(" "));
  return infos[0]!.map((_, f) => {
    const seen = infos.map((info) => info[f]!).filter((info) => info !== "none");
    if (seen.length === 0) return "none";
    const ranges = seen.map((info) => /^\[(.*):(.*)\]$/.exec(info));
    if (ranges.some((range) => range === null)) return seen[0]!;
    const low = ranges.map((range) => range![1]!).reduce((a, b) => Number(b) < Number(a) ? b : a);
    const high = ranges.map((range) => range![2]!).reduce((a, b) => Number(b) > Number(a) ? b : a);
    return `[${low}:${high}]`;
  }).join(" ");
}

const SCALED = ["leaf_value", "internal_value", "leaf_const", "leaf_coeff"];

function scaleTree(tree: Map<string, string>, scale: number): Map<string, string> {
  if (scale === 1) return tree;
  const out = new Map(tree);
  for (const name of SCALED) {
    const value = tree.get(name);
    if (value !== undefined) {
      out.set(name, value.replace(/[^ ]+/g, (word) => String(Number(word) * scale)));
    }
  }
  return out;
}
