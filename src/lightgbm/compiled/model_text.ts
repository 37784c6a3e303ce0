/**
 * LightGBM's text models, read as far as a compiled scorer needs them: trees with numerical splits.
 *
 * @module
 */

/** How a split treats a missing value, as in LightGBM's `MissingType`. */
export type MissingType = "none" | "zero" | "nan";

/**
 * One tree as parallel arrays. Node 0 is the root; a child that is negative is leaf `~child`. A tree
 * of a single leaf has no nodes.
 */
export interface Tree {
  /** Output per leaf, shrinkage included. */
  readonly leafValue: Float64Array;
  /** Feature index per node. */
  readonly feature: Int32Array;
  /** Threshold per node; a value goes left when it is less or equal. */
  readonly threshold: Float64Array;
  /** LightGBM's bit field per node: 1 categorical, 2 default left, `>> 2` the missing type. */
  readonly decision: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** A model whose score of a row is the sum of one leaf per tree. */
export interface TreeModel {
  /** Width of a row. */
  readonly features: number;
  readonly featureNames: readonly string[];
  /** The objective line, e.g. `binary sigmoid:1`; empty for a custom objective. */
  readonly objective: string;
  readonly trees: readonly Tree[];
}

/** Why a model that LightGBM itself can load has no compiled form. */
export interface Uncompilable {
  readonly reason: string;
}

const MISSING_TYPES: readonly MissingType[] = ["none", "zero", "nan"];

/**
 * The missing type in a node's decision bits.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { missingTypeOf } from "./model_text.ts";
 *
 * assert.equal(missingTypeOf(2), "none");
 * assert.equal(missingTypeOf(8), "nan");
 * ```
 */
export function missingTypeOf(decision: number): MissingType {
  return MISSING_TYPES[decision >> 2 & 3] ?? "none";
}

/**
 * Reads a text model (`Booster.save_model`, LightGBM 3 and 4), or says why its scores are not a
 * plain sum of numerical trees.
 *
 * @throws {SyntaxError} If the text is no LightGBM model, or is damaged.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseModel } from "./model_text.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * assert.equal(model.trees[0]?.threshold[0], 0.5);
 * ```
 */
export function parseModel(text: string): TreeModel | Uncompilable {
  const [head = "", ...blocks] = text.split(/^Tree=/m);
  if (!head.trimStart().startsWith("tree")) {
    throw new SyntaxError("Expected a LightGBM text model to begin with the line `tree`");
  }
  if (!/^end of trees/m.test(blocks.at(-1) ?? head)) {
    throw new SyntaxError("Expected a LightGBM text model to hold the line `end of trees`");
  }
  const header = fieldsOf(head);
  const reason = headerReason(header, blocks.map(fieldsOf));
  if (reason !== null) return { reason };
  const features = integerField(header, "max_feature_idx") + 1;
  const trees = blocks.map((block, i) => parseTree(fieldsOf(block), i, features));
  const unfit = trees.findIndex((tree) => !tree.leafValue.every(Number.isFinite));
  if (unfit >= 0) return { reason: `tree ${unfit} has a leaf value that is not finite` };
  return {
    features,
    featureNames: (header.get("feature_names") ?? "").split(" "),
    objective: header.get("objective") ?? "",
    trees,
  };
}

type Fields = ReadonlyMap<string, string>;

function fieldsOf(block: string): Fields {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const text = line.trimEnd();
    if (text === "end of trees") break;
    const at = text.indexOf("=");
    if (at < 0) fields.set(text, "");
    else fields.set(text.slice(0, at), text.slice(at + 1));
  }
  return fields;
}

function headerReason(header: Fields, trees: readonly Fields[]): string | null {
  if (header.has("average_output")) {
    return "the model averages its trees (random forest, `average_output`)";
  }
  const perRow = Math.max(
    integerField(header, "num_class"),
    integerField(header, "num_tree_per_iteration"),
  );
  if (perRow > 1) return `the model has ${perRow} scores a row (multiclass)`;
  for (const [i, tree] of trees.entries()) {
    if (Number(tree.get("num_cat") ?? 0) > 0) return `tree ${i} has categorical splits`;
    if (Number(tree.get("is_linear") ?? 0) > 0) return `tree ${i} has linear leaves`;
  }
  return null;
}

function parseTree(fields: Fields, index: number, features: number): Tree {
  const leaves = integerField(fields, "num_leaves");
  const nodes = leaves - 1;
  const tree: Tree = {
    leafValue: Float64Array.from(numbers(fields, "leaf_value", leaves)),
    feature: Int32Array.from(numbers(fields, "split_feature", nodes)),
    threshold: Float64Array.from(numbers(fields, "threshold", nodes)),
    decision: Uint8Array.from(numbers(fields, "decision_type", nodes)),
    left: Int32Array.from(numbers(fields, "left_child", nodes)),
    right: Int32Array.from(numbers(fields, "right_child", nodes)),
  };
  checkTree(tree, index, features);
  return tree;
}

/** Every node and every leaf is reached exactly once, and every feature index is in the row. */
function checkTree(tree: Tree, index: number, features: number): void {
  const nodes = tree.feature.length;
  const seen = new Set<number>();
  const stack = [nodes > 0 ? 0 : ~0];
  while (stack.length > 0) {
    const at = stack.pop()!;
    if (at >= nodes || ~at >= tree.leafValue.length || seen.has(at)) {
      throw new SyntaxError(`Expected the children of tree ${index} to form a tree, at ${at}`);
    }
    seen.add(at);
    if (at >= 0) stack.push(tree.left[at]!, tree.right[at]!);
  }
  const wrong = tree.feature.find((f) => f < 0 || f >= features);
  if (wrong !== undefined) {
    throw new SyntaxError(
      `Expected tree ${index} to split on features below ${features} but found ${wrong}`,
    );
  }
}

function integerField(fields: Fields, name: string): number {
  const value = Number(fields.get(name) ?? NaN);
  if (!Number.isInteger(value) || value < 0) {
    throw new SyntaxError(
      `Expected ${name} in the model text to be a whole number but found ${fields.get(name)}`,
    );
  }
  return value;
}

function numbers(fields: Fields, name: string, count: number): number[] {
  const text = fields.get(name)?.trim() ?? "";
  const found = text === "" ? [] : text.split(/ +/).map(numberOf);
  if (found.length !== count || found.some(Number.isNaN)) {
    throw new SyntaxError(
      `Expected ${name} in the model text to hold ${count} numbers but found ${found.length}: ${
        text.slice(0, 60)
      }`,
    );
  }
  return found;
}

/** C++ writes infinities as `inf`: a split between all values and a missing one has that threshold. */
function numberOf(text: string): number {
  return text === "inf" ? Infinity : text === "-inf" ? -Infinity : Number(text);
}
