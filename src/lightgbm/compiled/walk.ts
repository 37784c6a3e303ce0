/**
 * The plain walk down every tree, for one row at a time.
 *
 * @module
 */
import type { TreeModel } from "./model_text.ts";

/**
 * LightGBM's `kZeroThreshold`: its readers turn this and smaller magnitudes into 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ZERO_THRESHOLD } from "./walk.ts";
 *
 * assert.ok(ZERO_THRESHOLD > 1e-35); // the float32 nearest to it is a little above
 * ```
 */
export const ZERO_THRESHOLD = Math.fround(1e-35);

/**
 * A function that scores one row, exactly as LightGBM's raw prediction does: the row starts at
 * `offset` and its values may be doubles.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseModel } from "./model_text.ts";
 * import { stumpText } from "./testing.ts";
 * import { rowWalker } from "./walk.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const scoreRow = rowWalker(model);
 * assert.equal(scoreRow([0.75, 0]), 1);
 * assert.equal(scoreRow([NaN, 0]), -1);
 * ```
 */
export function rowWalker(
  model: TreeModel,
): (row: ArrayLike<number>, offset?: number) => number {
  const nodes = flatten(model);
  const { roots, feature, threshold, decision, left, right, leafValue } = nodes;
  return (row, offset = 0) => {
    let score = 0;
    for (let t = 0; t < roots.length; t++) {
      let at = roots[t]!;
      while (at >= 0) {
        at = goesLeft(row[offset + feature[at]!]!, threshold[at]!, decision[at]!)
          ? left[at]!
          : right[at]!;
      }
      score += leafValue[~at]!;
    }
    return score;
  };
}

/** LightGBM's `Tree::NumericalDecision` behind its dense reader. */
function goesLeft(value: number, threshold: number, decision: number): boolean {
  const missing = decision >> 2;
  if (value !== value) {
    if (missing === 2) return (decision & 2) !== 0;
    value = 0;
  }
  if (value <= ZERO_THRESHOLD && value >= -ZERO_THRESHOLD) {
    if (missing === 1) return (decision & 2) !== 0;
    value = 0;
  }
  return value <= threshold;
}

interface FlatTrees {
  readonly roots: Int32Array;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly decision: Uint8Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly leafValue: Float64Array;
}

function flatten(model: TreeModel): FlatTrees {
  const nodes = model.trees.reduce((sum, tree) => sum + tree.feature.length, 0);
  const leaves = model.trees.reduce((sum, tree) => sum + tree.leafValue.length, 0);
  const flat: FlatTrees = {
    roots: new Int32Array(model.trees.length),
    feature: new Int32Array(nodes),
    threshold: new Float64Array(nodes),
    decision: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    leafValue: new Float64Array(leaves),
  };
  let node = 0;
  let leaf = 0;
  for (const [t, tree] of model.trees.entries()) {
    const shift = (child: number) => child >= 0 ? child + node : child - leaf;
    flat.roots[t] = tree.feature.length > 0 ? node : ~leaf;
    flat.feature.set(tree.feature, node);
    flat.threshold.set(tree.threshold, node);
    flat.decision.set(tree.decision, node);
    flat.left.set(tree.left.map(shift), node);
    flat.right.set(tree.right.map(shift), node);
    flat.leafValue.set(tree.leafValue, leaf);
    node += tree.feature.length;
    leaf += tree.leafValue.length;
  }
  return flat;
}
