import assert from "node:assert/strict";
import { pathExplainer, type PathTree } from "./tree_paths.ts";

/** Feature 0 twice on one way, feature 1 and 2 on others. */
const TREE: PathTree = {
  feature: [0, 1, 0, 2],
  left: [1, 2, ~0, ~3],
  right: [3, ~2, ~1, ~4],
  values: [5, -2, 1, 4, -7],
  leafCount: [10, 20, 30, 15, 25],
  nodeCount: [100, 60, 30, 40],
};

/** Value of the tree when only some features are known: the others' sides weighed by their rows. */
function expectedValue(tree: PathTree, left: readonly boolean[], known: Set<number>, node = 0) {
  if (node < 0) return tree.values[~node]!;
  const sides = [tree.left[node]!, tree.right[node]!];
  const value = (child: number): number => expectedValue(tree, left, known, child);
  if (known.has(tree.feature[node]!)) return value(sides[left[node] ? 0 : 1]!);
  const rows = (child: number) => child < 0 ? tree.leafCount[~child]! : tree.nodeCount[child]!;
  return sides.reduce((sum, child) => sum + value(child) * rows(child) / tree.nodeCount[node]!, 0);
}

/** Shapley's formula over all subsets of three features. */
function shapley(tree: PathTree, left: readonly boolean[], feature: number): number {
  const others = [0, 1, 2].filter((f) => f !== feature);
  const subsets = [[], [others[0]!], [others[1]!], others];
  const weight = [1 / 3, 1 / 6, 1 / 6, 1 / 3];
  return subsets.reduce((sum, subset, i) =>
    sum + weight[i]! * (
        expectedValue(tree, left, new Set([...subset, feature])) -
        expectedValue(tree, left, new Set(subset))
      ), 0);
}

for (const keptValues of [0, 6, 1000]) {
  Deno.test(`pathExplainer() gives Shapley's values when it keeps ${keptValues} of them`, () => {
    const explainer = pathExplainer([TREE, TREE], { keptValues });
    const rows = 16; // every combination of sides, told twice
    for (let n = 0; n < 8; n++) {
      explainer.left[n] = 0;
      for (let r = 0; r < rows; r++) explainer.left[n]! |= (r >> n % 4 & 1) << r;
    }
    for (let repeat = 0; repeat < 2; repeat++) {
      const phi = new Float64Array(rows * 4);
      explainer.addTo(phi, rows, 4);
      for (let r = 0; r < rows; r++) {
        const left = [0, 1, 2, 3].map((node) => (r >> node & 1) === 1);
        for (let f = 0; f < 3; f++) {
          const difference = phi[r * 4 + f]! - 2 * shapley(TREE, left, f);
          assert.ok(Math.abs(difference) < 1e-12, `row ${r}, feature ${f}: ${difference}`);
        }
        assert.equal(phi[r * 4 + 3], 0);
      }
    }
  });
}
