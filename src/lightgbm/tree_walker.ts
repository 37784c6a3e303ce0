/**
 * Scores and SHAP contributions in plain TypeScript: for places that have neither engine (a page
 * without the WebAssembly module), and for the contributions of a few rows, which it has in half of
 * the native engine's time. Scores are slow beside the compiled scorer's.
 *
 * @module
 */

import { LightGBMError } from "./errors.ts";
import { checkModelText, parseModelText } from "./model_text.ts";
import { PATH_ROWS, pathExplainer } from "./tree_paths.ts";

/** A model of one score per row; rows lie one after the other, NaN is "missing". */
export interface TreeWalker {
  readonly columns: number;
  /** Raw score per row: the sum of the leaves' values, in the trees' order. */
  scores(data: ArrayLike<number>, rows: number): Float64Array;
  /** SHAP values, `rows * (columns + 1)`; the last of a row is the expected score. */
  contributions(data: ArrayLike<number>, rows: number): Float64Array;
}

/**
 * A walker over a text model of one score and numerical splits.
 *
 * Contributions are those of TreeSHAP, path by path (`tree_paths.ts`): the same sums as LightGBM's
 * in another order.
 *
 * @throws {LightGBMError} If the text is broken, or if the model has several classes, categorical
 * splits, linear leaves, or averages its trees.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleData } from "./sample_data.ts";
 * import { loadEngine } from "./select.ts";
 * import { treeWalker } from "./tree_walker.ts";
 *
 * using engine = await loadEngine();
 * const train = sampleData("binary", { categorical: 0 });
 * const { modelText } = engine.train({ params: { objective: "binary" }, train, iterations: 5 });
 * const { data, rows } = train.features;
 * using booster = engine.loadModel(modelText);
 * assert.deepEqual(
 *   treeWalker(modelText).scores(data, rows),
 *   booster.predict(train.features, { raw: true }),
 * );
 * ```
 */
export function treeWalker(text: string): TreeWalker {
  checkModelText(text);
  const { header, trees: texts } = parseModelText(text);
  const columns = Number(header.get("max_feature_idx")) + 1;
  if (header.get("num_tree_per_iteration") !== "1") throw refusal("several classes");
  if (header.has("average_output")) throw refusal("averaged trees");
  const trees = texts.map(readTree);
  const expected = trees.reduce((sum, { expected }) => sum + expected, 0);
  const split = trees.filter(({ feature }) => feature.length > 0);
  const { left, addTo } = pathExplainer(split);
  return {
    columns,
    scores(data, rows) {
      checkLength(data, rows, columns);
      return Float64Array.from(
        { length: rows },
        (_, row) =>
          trees.reduce((sum, tree) => sum + tree.values[leafOf(tree, data, row * columns)]!, 0),
      );
    },
    contributions(data, rows) {
      checkLength(data, rows, columns);
      const width = columns + 1;
      const out = new Float64Array(rows * width);
      for (let row = 0; row < rows; row++) out[row * width + columns] = expected;
      for (let first = 0; first < rows; first += PATH_ROWS) {
        const count = Math.min(PATH_ROWS, rows - first);
        writeSides(split, data, first, count, columns, left);
        addTo(out.subarray(first * width), count, width);
      }
      return out;
    },
  };
}

interface Tree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly kind: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Value per leaf. */
  readonly values: Float64Array;
  /** Mean of the leaves' values over the training rows. */
  readonly expected: number;
  /** Training rows per leaf and per node. */
  readonly leafCount: Float64Array;
  readonly nodeCount: Float64Array;
}

function refusal(what: string): LightGBMError {
  return new LightGBMError("walk the trees", `The model has ${what}; use an engine`);
}

function checkLength(data: ArrayLike<number>, rows: number, columns: number): void {
  if (data.length !== rows * columns) {
    throw new RangeError(
      `Expected ${rows} rows of ${columns} columns to have ${rows * columns} values ` +
        `but found ${data.length}`,
    );
  }
}

function readTree(lines: Map<string, string>): Tree {
  if (lines.get("num_cat") !== "0") throw refusal("categorical splits");
  if (lines.get("is_linear") === "1") throw refusal("linear leaves");
  const numbers = (name: string) =>
    Float64Array.from((lines.get(name) ?? "").split(" ").filter((word) => word !== ""), numberOf);
  const values = numbers("leaf_value");
  const tree = {
    feature: Int32Array.from(numbers("split_feature")),
    threshold: numbers("threshold"),
    kind: Uint8Array.from(numbers("decision_type")),
    left: Int32Array.from(numbers("left_child")),
    right: Int32Array.from(numbers("right_child")),
    values,
    leafCount: numbers("leaf_count"),
    nodeCount: numbers("internal_count"),
  };
  const total = tree.nodeCount[0] ?? 1;
  const expected = values.length === 1
    ? values[0]!
    : values.reduce((sum, value, leaf) => sum + value * (tree.leafCount[leaf]! / total), 0);
  return { ...tree, expected };
}

/** A number as C++ writes it: a split of the missing from all others has the threshold `inf`. */
function numberOf(word: string): number {
  return Number(word.replace(/^([-+]?)inf$/i, "$1Infinity"));
}

/** What LightGBM takes for zero. */
const TINY = 1.0000000180025095e-35;
const MISSING_ZERO = 1;
const MISSING_NAN = 2;

function goesLeft(tree: Tree, node: number, data: ArrayLike<number>, at: number): boolean {
  const value = data[at + tree.feature[node]!]!;
  const kind = tree.kind[node]!;
  const missing = kind >> 2 & 3;
  const unknown = Number.isNaN(value);
  const plain = unknown || Math.abs(value) <= TINY ? 0 : value;
  const isDefault = missing === MISSING_NAN ? unknown : missing === MISSING_ZERO && plain === 0;
  return isDefault ? (kind & 2) !== 0 : plain <= tree.threshold[node]!;
}

function leafOf(tree: Tree, data: ArrayLike<number>, at: number): number {
  if (tree.values.length === 1) return 0;
  let node = 0;
  while (node >= 0) {
    node = goesLeft(tree, node, data, at) ? tree.left[node]! : tree.right[node]!;
  }
  return ~node;
}

/** Per node of the trees a bit per row from `first` on: set where the row goes left. */
function writeSides(
  trees: readonly Tree[],
  data: ArrayLike<number>,
  first: number,
  count: number,
  columns: number,
  left: Int32Array,
): void {
  let n = 0;
  for (const tree of trees) {
    for (let node = 0; node < tree.feature.length; node++) {
      let bits = 0;
      for (let r = 0; r < count; r++) {
        if (goesLeft(tree, node, data, (first + r) * columns)) bits |= 1 << r;
      }
      left[n++] = bits;
    }
  }
}
