/**
 * LightGBM's text models: their parts, their soundness, and sums of several of them.
 *
 * Source: `GBDT::SaveModelToString` and `Tree::ToString` of LightGBM 4.7.0.
 *
 * @module
 */

import { LightGBMError } from "./errors.ts";
import type { Importance } from "./types.ts";

/** The parts of a text model. */
export interface ModelText {
  /** `name=value` lines before the trees, in order; a line without `=` has the value `undefined`. */
  header: Map<string, string | undefined>;
  /** Lines of each tree, in order, without the `Tree=` line. */
  trees: Map<string, string>[];
  /** What follows the trees: parameters and the like, importances left out. */
  rest: string;
}

/**
 * Takes a text model apart.
 *
 * @throws {LightGBMError} If the text is cut short or is no model.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatModelText, parseModelText } from "./model_text.ts";
 * import { sampleData } from "./sample_data.ts";
 * import { loadEngine } from "./select.ts";
 *
 * using engine = await loadEngine();
 * const train = sampleData("regression");
 * const { modelText } = engine.train({ params: { objective: "regression" }, train, iterations: 2 });
 * const model = parseModelText(modelText);
 * assert.equal(model.trees.length, 2);
 * assert.equal(formatModelText(model), modelText);
 * ```
 */
export function parseModelText(text: string): ModelText {
  if (!/^tree\n/.test(text)) {
    throw broken(
      `Expected the first line to be "tree" but found ${quote(text.split("\n", 1)[0]!)}`,
    );
  }
  const headerEnd = text.indexOf("\n\n");
  if (headerEnd < 0) throw broken("Expected a blank line after the header but the text ends");
  const header = linesOf(text.slice(0, headerEnd));
  const sizes = header.get("tree_sizes");
  if (sizes === undefined) throw broken("Expected a line `tree_sizes=` but found none");
  const trees: Map<string, string>[] = [];
  let at = headerEnd + 2;
  for (const word of sizes.split(" ").filter((word) => word !== "")) {
    const block = text.slice(at, at + Number(word));
    const start = `Tree=${trees.length}\n`;
    if (!block.startsWith(start)) {
      throw broken(`Expected \`${start.trim()}\` but found ${quote(block.split("\n", 1)[0]!)}`);
    }
    trees.push(linesOf(block.slice(start.length).trimEnd()) as Map<string, string>);
    at += Number(word);
  }
  if (!text.startsWith("end of trees\n", at)) {
    throw broken(`Expected \`end of trees\` after ${trees.length} trees but found none`);
  }
  const parameters = text.indexOf("\nparameters:", at);
  return { header, trees, rest: parameters < 0 ? "" : text.slice(parameters) };
}

function broken(reason: string): LightGBMError {
  return new LightGBMError("load the model", `The model text is broken: ${reason}`);
}

function quote(line: string): string {
  return JSON.stringify(line.length > 40 ? `${line.slice(0, 40)}…` : line);
}

function linesOf(text: string): Map<string, string | undefined> {
  return new Map(
    text.split("\n").map((line) => {
      const at = line.indexOf("=");
      return at < 0 ? [line, undefined] : [line.slice(0, at), line.slice(at + 1)];
    }),
  );
}

/**
 * Checks that a text model is whole and that its trees refer only to what they have. The library
 * itself trusts the text: a cut or altered one can end the process.
 *
 * @throws {LightGBMError} At the first fault.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkModelText } from "./model_text.ts";
 *
 * assert.throws(() => checkModelText("soon"), /Expected the first line to be "tree"/);
 * ```
 */
export function checkModelText(text: string): void {
  const { header, trees } = parseModelText(text);
  for (const name of ["num_class", "num_tree_per_iteration", "max_feature_idx"]) {
    const value = Number(header.get(name) ?? NaN);
    if (!Number.isInteger(value) || value < 0) {
      throw broken(`Expected ${name} to be an integer from 0 but found ${header.get(name)}`);
    }
  }
  const features = Number(header.get("max_feature_idx")) + 1;
  for (const name of ["feature_names", "feature_infos"]) {
    const found = (header.get(name) ?? "").split(" ").filter((word) => word !== "").length;
    if (found !== features) {
      throw broken(`Expected ${name} to have ${features} words but found ${found}`);
    }
  }
  trees.forEach((tree, index) => checkTree(tree, index, features));
}

function checkTree(tree: Map<string, string>, index: number, features: number): void {
  const leaves = integers(tree, index, "num_leaves", 1)[0]!;
  const cats = integers(tree, index, "num_cat", 1)[0]!;
  if (leaves < 1 || cats < 0) throw broken(`Tree ${index} has ${leaves} leaves`);
  numbers(tree, index, "leaf_value", leaves);
  const linear = tree.get("is_linear") === "1";
  if (linear) checkLinear(tree, index, leaves, features);
  if (leaves === 1) return;
  const nodes = leaves - 1;
  checkRange(integers(tree, index, "split_feature", nodes), 0, features, "split_feature", index);
  const thresholds = numbers(tree, index, "threshold", nodes);
  checkChildren(
    integers(tree, index, "left_child", nodes),
    integers(tree, index, "right_child", nodes),
    index,
  );
  for (const name of ["split_gain", "internal_value", "internal_weight", "internal_count"]) {
    if (tree.has(name)) numbers(tree, index, name, nodes);
  }
  for (const name of ["leaf_weight", "leaf_count"]) {
    if (tree.has(name)) numbers(tree, index, name, leaves);
  }
  const kinds = tree.has("decision_type") ? integers(tree, index, "decision_type", nodes) : [];
  const categorical = thresholds.filter((_, node) => ((kinds[node] ?? 0) & 1) === 1);
  checkRange(categorical, 0, cats, "a categorical threshold", index);
  if (cats > 0) {
    const bounds = integers(tree, index, "cat_boundaries", cats + 1);
    if (bounds[0] !== 0 || bounds.some((bound, i) => i > 0 && bound < bounds[i - 1]!)) {
      throw broken(`Tree ${index} has cat_boundaries that do not ascend from 0`);
    }
    numbers(tree, index, "cat_threshold", bounds[cats]!);
  }
}

function checkLinear(
  tree: Map<string, string>,
  index: number,
  leaves: number,
  features: number,
): void {
  numbers(tree, index, "leaf_const", leaves);
  const counts = integers(tree, index, "num_features", leaves);
  const total = counts.reduce((sum, count) => sum + count, 0);
  checkRange(integers(tree, index, "leaf_features", total), 0, features, "leaf_features", index);
  numbers(tree, index, "leaf_coeff", total);
}

/** Every node but the root, and every leaf, hangs from exactly one node before it. */
function checkChildren(left: number[], right: number[], index: number): void {
  const nodes = left.length;
  const seen = new Set<number>();
  for (let node = 0; node < nodes; node++) {
    for (const child of [left[node]!, right[node]!]) {
      const sound = child < 0 ? ~child <= nodes : child > node && child < nodes;
      if (!sound || seen.has(child)) {
        throw broken(`Tree ${index} has node ${node} with the impossible child ${child}`);
      }
      seen.add(child);
    }
  }
}

function checkRange(
  values: number[],
  from: number,
  to: number,
  name: string,
  index: number,
): void {
  const bad = values.find((value) => !Number.isInteger(value) || value < from || value >= to);
  if (bad !== undefined) {
    throw broken(`Tree ${index} has ${name} ${bad}, expected ${from} to ${to - 1}`);
  }
}

function words(tree: Map<string, string>, index: number, name: string, count: number): string[] {
  const found = (tree.get(name) ?? "").split(" ").filter((word) => word !== "");
  if (found.length !== count) {
    throw broken(`Tree ${index} has ${found.length} values of ${name}, expected ${count}`);
  }
  return found;
}

function integers(tree: Map<string, string>, index: number, name: string, count: number): number[] {
  const values = numbers(tree, index, name, count);
  const bad = values.find((value) => !Number.isInteger(value));
  if (bad !== undefined) throw broken(`Tree ${index} has ${name} ${bad}, expected an integer`);
  return values;
}

function numbers(tree: Map<string, string>, index: number, name: string, count: number): number[] {
  return words(tree, index, name, count).map((word) => {
    const value = /^[-+]?(inf|nan)$/i.test(word) ? Infinity : Number(word);
    if (Number.isNaN(value)) throw broken(`Tree ${index} has ${name} ${quote(word)}`);
    return value;
  });
}

/** Writes a text model; tree numbers, tree sizes and split importances are made anew. */
export function formatModelText(model: ModelText): string {
  const blocks = model.trees.map((tree, i) => `Tree=${i}\n${joinLines(tree)}\n\n\n`);
  const header = new Map(model.header);
  header.set("tree_sizes", blocks.map((block) => block.length).join(" "));
  const importances = splitCounts(model)
    .map(([name, count]) => `${name}=${count}\n`).join("");
  return `${joinLines(header)}\n\n${blocks.join("")}end of trees\n\nfeature_importances:\n` +
    `${importances}${model.rest}`;
}

function joinLines(lines: Map<string, string | undefined>): string {
  return [...lines].map(([name, value]) => value === undefined ? name : `${name}=${value}`)
    .join("\n");
}

/** Splits per feature, most first. */
function splitCounts(model: ModelText): [string, number][] {
  const names = (model.header.get("feature_names") ?? "").split(" ");
  const { split } = importanceOf(model);
  return names.map((name, i): [string, number] => [name, split[i]!])
    .filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
}

/**
 * Importance per feature of a text model: total gain of its splits, and their number; as LightGBM,
 * only splits with a gain count.
 *
 * @throws {LightGBMError} If the text is cut short or is no model.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { modelImportance } from "./model_text.ts";
 * import { sampleData } from "./sample_data.ts";
 * import { loadEngine } from "./select.ts";
 *
 * using engine = await loadEngine();
 * const train = sampleData("regression");
 * const outcome = engine.train({ params: { objective: "regression" }, train, iterations: 3 });
 * assert.deepEqual(modelImportance(outcome.modelText).split, outcome.importance.split);
 * ```
 */
export function modelImportance(text: string): Importance {
  return importanceOf(parseModelText(text));
}

function importanceOf(model: ModelText): Importance {
  const features = (model.header.get("feature_names") ?? "").split(" ").length;
  const [gain, split] = [new Float64Array(features), new Float64Array(features)];
  for (const tree of model.trees) {
    const gains = (tree.get("split_gain") ?? "").split(" ").map(Number);
    (tree.get("split_feature") ?? "").split(" ").forEach((feature, node) => {
      if (feature === "" || !(gains[node]! > 0)) return;
      gain[Number(feature)]! += gains[node]!;
      split[Number(feature)]! += 1;
    });
  }
  return { gain, split };
}

/** Values of a tree's leaves, per tree. */
export function leafValues(text: string): Float64Array[] {
  return parseModelText(text).trees.map((tree) =>
    Float64Array.from((tree.get("leaf_value") ?? "").split(" "), Number)
  );
}
