/**
 * Small models written by hand, for examples and tests that need no training.
 *
 * @module
 */

/** A tree as nested records: a number is a leaf. */
export type TreeSpec = number | {
  feature: number;
  threshold: number;
  /** LightGBM's decision bits. @default {2} numerical, default left, no missing values */
  decision?: number;
  left: TreeSpec;
  right: TreeSpec;
};

/**
 * The LightGBM text of a model with the given trees.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { modelText } from "./testing.ts";
 *
 * const text = modelText(1, [{ feature: 0, threshold: 0.5, left: -1, right: 1 }]);
 * assert.match(text, /^leaf_value=-1 1$/m);
 * ```
 */
export function modelText(
  features: number,
  trees: readonly TreeSpec[],
  header: readonly string[] = [],
): string {
  const names = Array.from({ length: features }, (_, i) => `Column_${i}`).join(" ");
  const blocks = trees.map((tree, i) => `Tree=${i}\n${treeLines(tree).join("\n")}\n\n\n`);
  return [
    "tree",
    "version=v4",
    ...header,
    ...["num_class=1", "num_tree_per_iteration=1"].filter((line) =>
      !header.some((own) => own.split("=")[0] === line.split("=")[0])
    ),
    "label_index=0",
    `max_feature_idx=${features - 1}`,
    "objective=regression",
    `feature_names=${names}`,
    `feature_infos=${Array.from({ length: features }, () => "[-1:1]").join(" ")}`,
    `tree_sizes=${blocks.map((block) => block.length).join(" ")}`,
    "",
    `${blocks.join("")}end of trees`,
    "",
  ].join("\n");
}

function treeLines(spec: TreeSpec): string[] {
  const columns = {
    feature: [],
    threshold: [],
    decision: [],
    left: [],
    right: [],
    leaf: [],
  } as Record<"feature" | "threshold" | "decision" | "left" | "right" | "leaf", number[]>;
  const add = (node: TreeSpec): number => {
    if (typeof node === "number") return ~(columns.leaf.push(node) - 1);
    const at = columns.feature.push(node.feature) - 1;
    columns.threshold.push(node.threshold);
    columns.decision.push(node.decision ?? 2);
    columns.left[at] = add(node.left);
    columns.right[at] = add(node.right);
    return at;
  };
  add(spec);
  const line = (name: string, values: number[]) =>
    `${name}=${values.map((v) => v === Infinity ? "inf" : v).join(" ")}`;
  return [
    `num_leaves=${columns.leaf.length}`,
    "num_cat=0",
    line("split_feature", columns.feature),
    line("threshold", columns.threshold),
    line("decision_type", columns.decision),
    line("left_child", columns.left),
    line("right_child", columns.right),
    line("leaf_value", columns.leaf),
    "is_linear=0",
    "shrinkage=1",
  ];
}

/**
 * A model of one split: −1 when feature 0 of a two-feature row is at most 0.5 or missing, else 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { stumpText } from "./testing.ts";
 *
 * assert.match(stumpText(), /^max_feature_idx=1$/m);
 * ```
 */
export function stumpText(): string {
  return modelText(2, [{ feature: 0, threshold: 0.5, decision: 10, left: -1, right: 1 }]);
}

/** Options of {@linkcode randomModelText}. */
export interface RandomModelOptions {
  /** @default {5} */
  features?: number;
  /** @default {8} */
  trees?: number;
  /** Most leaves a tree has. @default {16} */
  leaves?: number;
  /** Where thresholds come from. @default {around zero, some at ±1e-35 and far out} */
  threshold?: (random: () => number) => number;
}

/**
 * The text of a random model: ragged trees, every missing type and default direction, thresholds
 * that are awkward on purpose.
 *
 * @param random Uniform numbers in [0, 1).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { randomModelText } from "./testing.ts";
 *
 * assert.match(randomModelText(() => 0.3, { trees: 2 }), /^Tree=1$/m);
 * ```
 */
export function randomModelText(random: () => number, options: RandomModelOptions = {}): string {
  const { features = 5, trees = 8, leaves = 16, threshold = awkwardThreshold } = options;
  const grow = (budget: number): TreeSpec => {
    if (budget < 2) return (random() - 0.5) * 10 ** Math.floor(random() * 6 - 3);
    const onLeft = 1 + Math.floor(random() * (budget - 1));
    return {
      feature: Math.floor(random() * features),
      threshold: threshold(random),
      decision: Math.floor(random() * 3) * 4 + Math.floor(random() * 2) * 2,
      left: grow(onLeft),
      right: grow(budget - onLeft),
    };
  };
  const specs = Array.from({ length: trees }, () => grow(1 + Math.floor(random() * leaves)));
  return modelText(features, specs);
}

function awkwardThreshold(random: () => number): number {
  const special = [1e-35, -1e-35, 1.0000000180025095e-35, -1.0000000180025095e-35, 0, 1e300, -1e300]
    .concat(
      1e-40,
      -1e-40,
      3.4028234663852886e38,
      -3.4028234663852886e38,
      1e-45,
      16777217,
      Infinity,
    );
  const at = Math.floor(random() * 40);
  return special[at] ?? (random() - 0.5) * 4;
}
