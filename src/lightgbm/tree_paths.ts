/**
 * SHAP values of trees by the ways to their leaves. What a way contributes depends only on which of
 * its features let the row through, so it is computed once per way and such a set, and looked up
 * afterwards.
 *
 * Source: Lundberg, Erion & Lee 2018, "Consistent Individualized Feature Attribution for Tree
 * Ensembles", algorithm 2; ways on their own after Mitchell, Frank & Holmes 2022, "GPUTreeShap";
 * kept by set after Yang 2021, "Fast TreeSHAP", version 2.
 *
 * @module
 */

/** What of a tree tells its ways; children below zero are leaves (`~leaf`). */
export interface PathTree {
  /** Feature per node; at least one node. */
  readonly feature: ArrayLike<number>;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  /** Value per leaf. */
  readonly values: ArrayLike<number>;
  /** Training rows per leaf. */
  readonly leafCount: ArrayLike<number>;
  /** Training rows per node. */
  readonly nodeCount: ArrayLike<number>;
}

/** Rows that are explained together: one bit each. */
export const PATH_ROWS = 32;

/** Adds the trees' contributions for some rows at a time. */
export interface PathExplainer {
  /**
   * Per node, tree after tree, a bit per row: set where the row goes left. To be written before
   * each call.
   */
  readonly left: Int32Array;
  /** Adds the rows' SHAP values to `phi`: of row `r` and feature `f` to entry `r · stride + f`. */
  addTo(phi: Float64Array, rows: number, stride: number): void;
}

/** Contributions kept at most, over all ways and sets: 32 MB. */
const KEPT_VALUES = 4_000_000;

/**
 * An explainer of trees.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pathExplainer } from "./tree_paths.ts";
 *
 * // one split of feature 0: three rows of four go left to −1, one goes right to 3
 * const explainer = pathExplainer([{
 *   feature: [0],
 *   left: [~0],
 *   right: [~1],
 *   values: [-1, 3],
 *   leafCount: [3, 1],
 *   nodeCount: [4],
 * }]);
 * const phi = new Float64Array(2);
 * explainer.left[0] = 0b10; // of two rows the second one goes left
 * explainer.addTo(phi, 2, 1);
 * assert.deepEqual([...phi], [3, -1]); // the leaf's value minus the mean, which is 0
 * ```
 */
export function pathExplainer(
  trees: readonly PathTree[],
  options: {
    /** Most contributions kept. @default {4 million} */
    keptValues?: number;
  } = {},
): PathExplainer {
  const paths: Path[] = [];
  let nodes = 0;
  for (const tree of trees) {
    paths.push(...pathsOf(tree, nodes));
    nodes += tree.feature.length;
  }
  const left = new Int32Array(nodes);
  let add: PathExplainer["addTo"] | undefined;
  return {
    left,
    addTo(phi, rows, stride) {
      add ??= adder(paths, left, options.keptValues ?? KEPT_VALUES);
      add(phi, rows, stride);
    },
  };
}

/** The way to a leaf. */
interface Path {
  readonly value: number;
  /** Per distinct feature the steps on it. */
  readonly parts: readonly Part[];
}

interface Part {
  readonly feature: number;
  /** Share of the training rows that go this way where the feature is not known. */
  readonly share: number;
  readonly steps: readonly Step[];
}

interface Step {
  readonly node: number;
  readonly right: boolean;
}

function stepsOf({ parts }: Path): number {
  return parts.reduce((n, { steps }) => n + steps.length, 0);
}

function pathsOf(tree: PathTree, firstNode: number): Path[] {
  const paths: Path[] = [];
  const visit = (node: number, parts: readonly Part[]) => {
    if (node < 0) return void paths.push({ value: tree.values[~node]!, parts });
    for (const [child, right] of [[tree.left[node]!, false], [tree.right[node]!, true]] as const) {
      const size = child < 0 ? tree.leafCount[~child]! : tree.nodeCount[child]!;
      const share = size / tree.nodeCount[node]!;
      visit(child, extended(parts, tree.feature[node]!, share, { node: firstNode + node, right }));
    }
  };
  visit(0, []);
  return paths;
}

function extended(parts: readonly Part[], feature: number, share: number, step: Step): Part[] {
  const before = parts.find((part) => part.feature === feature);
  return [
    ...parts.filter((part) => part !== before),
    { feature, share: (before?.share ?? 1) * share, steps: [...(before?.steps ?? []), step] },
  ];
}

/**
 * Adds all ways' contributions, way by way for all rows: rows of one customer take much the same
 * ways, and what a way keeps stays at hand. Ways and what they contributed lie in flat arrays.
 */
function adder(
  paths: readonly Path[],
  left: Int32Array,
  keptValues: number,
): PathExplainer["addTo"] {
  const { firstStep, stepNode, stepRight, stepPart, firstPart, feature } = flattened(paths);
  const most = Math.max(1, ...paths.map(({ parts }) => parts.length));
  /** Per part of a way a bit per row: set where the part lets the row through at all its steps. */
  const through = new Int32Array(most);
  const direct = new Float64Array(most);
  const { keptAt, kept } = keptTable(paths, keptValues);

  function read(p: number, size: number) {
    for (let i = 0; i < size; i++) through[i] = -1;
    for (let s = firstStep[p]!; s < firstStep[p + 1]!; s++) {
      through[stepPart[s]!]! &= left[stepNode[s]!]! ^ stepRight[s]!;
    }
  }

  return (phi, rows, stride) => {
    for (let p = 0; p < paths.length; p++) {
      const from = firstPart[p]!;
      const size = firstPart[p + 1]! - from;
      read(p, size);
      const begin = keptAt[p]!;
      for (let r = 0; r < rows; r++) {
        let values = direct;
        let at = 0;
        if (begin < 0) contributionsOf(paths[p]!, through, r, direct, 0);
        else {
          let set = 0;
          for (let i = 0; i < size; i++) set |= (through[i]! >>> r & 1) << i;
          values = kept;
          at = begin + set * size;
          if (Number.isNaN(kept[at]!)) contributionsOf(paths[p]!, through, r, kept, at);
        }
        for (let i = 0; i < size; i++) phi[r * stride + feature[from + i]!]! += values[at + i]!;
      }
    }
  };
}

function flattened(paths: readonly Path[]) {
  const parts = paths.flatMap(({ parts }) => parts);
  const steps = parts.flatMap(({ steps }) => steps);
  return {
    firstPart: offsets(paths.map(({ parts }) => parts.length)),
    feature: Int32Array.from(parts, ({ feature }) => feature),
    firstStep: offsets(paths.map(stepsOf)),
    stepNode: Int32Array.from(steps, ({ node }) => node),
    stepRight: Int32Array.from(steps, ({ right }) => right ? -1 : 0),
    stepPart: Int32Array.from(
      paths.flatMap(({ parts }) => parts.flatMap(({ steps }, part) => steps.map(() => part))),
    ),
  };
}

function offsets(sizes: readonly number[]): Int32Array {
  const ends = new Int32Array(sizes.length + 1);
  sizes.forEach((size, i) => ends[i + 1] = ends[i]! + size);
  return ends;
}

/** Room for the contributions of the ways with the fewest features; NaN where not computed yet. */
function keptTable(paths: readonly Path[], keptValues: number) {
  const parts = paths.map((path) => path.parts.length);
  const valuesOf = (size: number) => size * 2 ** size;
  let room = 0;
  let most = 0;
  while (most < 20) {
    const more = parts.filter((size) => size === most + 1).length * valuesOf(most + 1);
    if (room + more > keptValues) break;
    room += more;
    most++;
  }
  let used = 0;
  const keptAt = Int32Array.from(parts, (size) => {
    if (size > most) return -1;
    used += valuesOf(size);
    return used - valuesOf(size);
  });
  return { keptAt, kept: new Float64Array(used).fill(NaN) };
}

/** Contributions of a way for row `r`, where `through` has a bit per row. */
function contributionsOf(
  { parts, value }: Path,
  through: Int32Array,
  r: number,
  out: Float64Array,
  at: number,
): void {
  const known = parts.map((_, i) => through[i]! >>> r & 1);
  const weights = subsetWeights(parts, known);
  for (let i = 0; i < parts.length; i++) {
    const { share } = parts[i]!;
    out[at + i] = withoutPart(weights, share, known[i]!) * (known[i]! - share) * value;
  }
}

/**
 * Per number of known features the sum, over all sets of that many, of the products of what the
 * known ones (0 or 1) and the unknown ones (their shares) let through, times the sets' Shapley weight.
 */
function subsetWeights(parts: readonly Part[], known: readonly number[]): Float64Array {
  const weights = new Float64Array(parts.length + 1);
  weights[0] = 1;
  parts.forEach(({ share }, p) => {
    const size = p + 1;
    for (let i = size - 1; i >= 0; i--) {
      if (known[p] === 1) weights[i + 1]! += weights[i]! * (i + 1) / (size + 1);
      weights[i] = share * weights[i]! * (size - i) / (size + 1);
    }
  });
  return weights;
}

/** The sum of the weights with one part taken out again. */
function withoutPart(weights: Float64Array, share: number, one: number): number {
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
