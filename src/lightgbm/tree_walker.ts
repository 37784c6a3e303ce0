/**
 * Scores and SHAP contributions in plain TypeScript, for places that have neither engine: a page
 * without the WebAssembly module, a quick look. Slow beside the engines; needs nothing at all.
 *
 * @module
 */

import { LightGBMError } from "./errors.ts";
import { checkModelText, parseModelText } from "./model_text.ts";

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
 * Contributions are those of TreeSHAP, path by path: the same sums as LightGBM's in another order.
 * Source: Lundberg, Erion & Lee 2018, "Consistent Individualized Feature Attribution for Tree
 * Ensembles", algorithm 2; paths on their own after Mitchell, Frank & Holmes 2022, "GPUTreeShap".
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
      const out = new Float64Array(rows * (columns + 1));
      for (let row = 0; row < rows; row++) {
        const phi = out.subarray(row * (columns + 1), (row + 1) * (columns + 1));
        phi[columns] = expected;
        for (const tree of trees) addContributions(tree, data, row * columns, phi);
      }
      return out;
    },
  };
}

interface Tree {
  readonly feature: Float64Array;
  readonly threshold: Float64Array;
  readonly kind: Float64Array;
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Value per leaf. */
  readonly values: Float64Array;
  /** Mean of the leaves' values over the training rows. */
  readonly expected: number;
  readonly paths: readonly Path[];
}

/** The way to a leaf: per distinct feature the steps on it. */
interface Path {
  readonly value: number;
  readonly parts: readonly Part[];
}

interface Part {
  readonly feature: number;
  /** Share of the training rows that go this way where the feature is not known. */
  readonly share: number;
  /** Nodes of the path with this feature, `node` for its left side, `~node` for its right. */
  readonly steps: readonly number[];
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
    feature: numbers("split_feature"),
    threshold: numbers("threshold"),
    kind: numbers("decision_type"),
    left: numbers("left_child"),
    right: numbers("right_child"),
    values,
  };
  const counts = { leaf: numbers("leaf_count"), node: numbers("internal_count") };
  const total = counts.node[0] ?? 1;
  const expected = values.length === 1
    ? values[0]!
    : values.reduce((sum, value, leaf) => sum + value * (counts.leaf[leaf]! / total), 0);
  return { ...tree, expected, paths: values.length === 1 ? [] : pathsOf(tree, counts) };
}

/** A number as C++ writes it: a split of the missing from all others has the threshold `inf`. */
function numberOf(word: string): number {
  return Number(word.replace(/^([-+]?)inf$/i, "$1Infinity"));
}

interface Counts {
  readonly leaf: Float64Array;
  readonly node: Float64Array;
}

/** All ways from the root to a leaf. */
function pathsOf(tree: Omit<Tree, "expected" | "paths">, counts: Counts): Path[] {
  const paths: Path[] = [];
  const visit = (node: number, parts: readonly Part[]) => {
    if (node < 0) return void paths.push({ value: tree.values[~node]!, parts });
    for (const [child, step] of [[tree.left[node]!, node], [tree.right[node]!, ~node]] as const) {
      const size = child < 0 ? counts.leaf[~child]! : counts.node[child]!;
      const share = size / counts.node[node]!;
      visit(child, extended(parts, tree.feature[node]!, share, step));
    }
  };
  visit(0, []);
  return paths;
}

function extended(parts: readonly Part[], feature: number, share: number, step: number): Part[] {
  const before = parts.find((part) => part.feature === feature);
  return [
    ...parts.filter((part) => part !== before),
    {
      feature,
      share: (before?.share ?? 1) * share,
      steps: [...(before?.steps ?? []), step],
    },
  ];
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

function addContributions(
  tree: Tree,
  data: ArrayLike<number>,
  at: number,
  phi: Float64Array,
): void {
  const left = Array.from(tree.feature, (_, node) => goesLeft(tree, node, data, at));
  for (const { value, parts } of tree.paths) {
    const taken = parts.map(({ steps }) =>
      steps.every((step) => step < 0 ? !left[~step]! : left[step]!)
    );
    const weights = subsetWeights(parts, taken);
    parts.forEach(({ feature, share }, i) => {
      const one = taken[i] ? 1 : 0;
      phi[feature]! += withoutPart(weights, share, one) * (one - share) * value;
    });
  }
}

/**
 * Per number of known features the sum, over all sets of that many, of the products of what the
 * known ones (0 or 1) and the unknown ones (their shares) let through, times the sets' Shapley weight.
 */
function subsetWeights(parts: readonly Part[], taken: readonly boolean[]): Float64Array {
  const weights = new Float64Array(parts.length + 1);
  weights[0] = 1;
  parts.forEach(({ share }, p) => {
    const size = p + 1;
    for (let i = size - 1; i >= 0; i--) {
      if (taken[p]) weights[i + 1]! += weights[i]! * (i + 1) / (size + 1);
      weights[i] = share * weights[i]! * (size - i) / (size + 1);
    }
  });
  return weights;
}

/** The sum of the weights with one part taken out again. */
function withoutPart(weights: Float64Array, share: number, one: 0 | 1): number {
  const size = weights.length - 1;
  let sum = 0;
  let next = weights[size]!;
  for (let i = size - 1; i >= 0; i--) {
    if (one === 0) {
      sum += weights[i]! * (size + 1) / (share * (size - i));
      continue;
    }
    const part = next * (size + 1) / (i + 1);
    sum += part;
    next = weights[i]! - part * share * (size - i) / (size + 1);
  }
  return sum;
}
