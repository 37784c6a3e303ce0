/**
 * Code columns: what a compiled model reads in place of features.
 *
 * A feature's value becomes its rank among the thresholds the model uses, and a split compares that
 * rank with its threshold's. What a split does with a missing value depends on its missing type and
 * default direction, so each such combination that a feature is split by has a column of its own,
 * in which the missing value already has the code of the right side. Codes are bytes; a feature
 * with more than 255 thresholds has one column per 255 of them.
 *
 * @module
 */
import { type MissingType, missingTypeOf, type TreeModel } from "./model_text.ts";
import { ZERO_THRESHOLD } from "./walk.ts";

/** Thresholds that one byte column tells apart. */
export const THRESHOLDS_PER_COLUMN = 255;

/** Thresholds a feature can have; ranks pass through 16-bit lanes. */
export const MAX_THRESHOLDS = 32_000;

/** A column of byte codes. */
export interface CodeColumn {
  readonly feature: number;
  /** Which values count as missing: none (NaN is 0), 0 and NaN, or NaN. */
  readonly missing: MissingType;
  /** Whether a missing value goes left; `true` where nothing is missing. */
  readonly defaultLeft: boolean;
  /** Which 255 of the feature's thresholds it tells apart. */
  readonly part: number;
  /** Code of a missing value; for `missing: "none"` the code of NaN, that is of 0. */
  readonly missingCode: number;
}

/** The columns of a model and where each split looks. */
export interface ColumnPlan {
  readonly columns: readonly CodeColumn[];
  /** Distinct thresholds per feature, rounded down to float32, rising. */
  readonly thresholds: readonly Float32Array[];
  /** Per tree and node: the column it reads. */
  readonly nodeColumn: readonly Uint16Array[];
  /** Per tree and node: the split goes right when the rank in its column is above this. */
  readonly nodeCode: readonly Uint8Array[];
}

/**
 * The largest float32 that is below or equal to `value`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { floorToFloat32 } from "./columns.ts";
 *
 * assert.ok(floorToFloat32(0.1) < 0.1);
 * assert.equal(floorToFloat32(1e300), 3.4028234663852886e38);
 * ```
 */
export function floorToFloat32(value: number): number {
  const nearest = Math.fround(value);
  return nearest > value ? neighbour(nearest, -1) : nearest;
}

/**
 * The next float32 above (`step` 1) or below (`step` −1) a float32, across zero and up to infinity.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { neighbour } from "./columns.ts";
 *
 * assert.equal(neighbour(1, 1), 1 + 2 ** -23);
 * assert.equal(neighbour(0, -1), -(2 ** -149));
 * ```
 */
export function neighbour(value: number, step: 1 | -1): number {
  const float = new Float32Array([value === 0 ? 0 : value]);
  const bits = new Int32Array(float.buffer);
  if (float[0] === 0) return step * 2 ** -149;
  bits[0]! += (float[0]! > 0 ? 1 : -1) * step;
  return float[0]!;
}

/**
 * The float32 `t` for which `x <= t` on raw float32 values is what LightGBM's `x <= threshold` is
 * after its reader turned |x| ≤ 1e-35 into 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { effectiveThreshold } from "./columns.ts";
 *
 * assert.equal(effectiveThreshold(0), Math.fround(1e-35)); // every "zero" is left of it
 * ```
 */
export function effectiveThreshold(threshold: number): number {
  return threshold >= 0
    ? floorToFloat32(Math.max(threshold, ZERO_THRESHOLD))
    : Math.min(floorToFloat32(threshold), neighbour(-ZERO_THRESHOLD, -1));
}

/**
 * Lays out a model's columns, in the order of features.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planColumns } from "./columns.ts";
 * import { parseModel } from "./model_text.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const [column] = planColumns(model).columns;
 * assert.deepEqual(column, {
 *   feature: 0,
 *   missing: "nan",
 *   defaultLeft: true,
 *   part: 0,
 *   missingCode: 128,
 * });
 * ```
 */
export function planColumns(model: TreeModel): ColumnPlan {
  const thresholds = thresholdsByFeature(model);
  const ranks = thresholds.map((sorted) => new Map(Array.from(sorted, (t, i) => [t, i])));
  const zeroRanks = thresholds.map((sorted) => sorted.filter((t) => t < 0).length);
  const wanted = new Map<number, CodeColumn>();
  const uses = model.trees.map((tree) =>
    Array.from(tree.feature, (feature, node) => {
      const rank = ranks[feature]!.get(effectiveThreshold(tree.threshold[node]!))!;
      const column = columnOf(feature, rank, tree.decision[node]!, {
        zero: zeroRanks[feature]!,
        last: thresholds[feature]!.length,
      });
      const key = columnKey(column);
      if (!wanted.has(key)) wanted.set(key, column);
      return { key, code: rank % THRESHOLDS_PER_COLUMN };
    })
  );
  const keys = [...wanted.keys()].sort((a, b) => a - b);
  const index = new Map(keys.map((key, i) => [key, i]));
  return {
    columns: keys.map((key) => wanted.get(key)!),
    thresholds,
    nodeColumn: uses.map((nodes) => Uint16Array.from(nodes, (use) => index.get(use.key)!)),
    nodeCode: uses.map((nodes) => Uint8Array.from(nodes, (use) => use.code)),
  };
}

function thresholdsByFeature(model: TreeModel): Float32Array[] {
  const sets = Array.from({ length: model.features }, () => new Set<number>());
  for (const tree of model.trees) {
    tree.threshold.forEach((t, node) => sets[tree.feature[node]!]!.add(effectiveThreshold(t)));
  }
  return sets.map((set) => Float32Array.from(set).sort());
}

function columnOf(
  feature: number,
  rank: number,
  decision: number,
  ranks: { zero: number; last: number },
): CodeColumn {
  const missing = missingTypeOf(decision);
  const defaultLeft = missing === "none" || (decision & 2) !== 0;
  const part = Math.floor(rank / THRESHOLDS_PER_COLUMN);
  const missingRank = missing !== "none" ? (defaultLeft ? 0 : ranks.last) : ranks.zero;
  return { feature, missing, defaultLeft, part, missingCode: codeOf(missingRank, part) };
}

/**
 * The byte of a rank in the column that tells apart the `part`-th 255 thresholds: the rank within
 * them, its top bit flipped so that signed comparison (all that SIMD has for bytes) orders it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { codeOf } from "./columns.ts";
 *
 * assert.equal(codeOf(300, 0), 255 ^ 128);
 * assert.equal(codeOf(300, 1), 45 ^ 128);
 * ```
 */
export function codeOf(rank: number, part: number): number {
  return Math.min(255, Math.max(0, rank - part * THRESHOLDS_PER_COLUMN)) ^ 128;
}

function columnKey(column: CodeColumn): number {
  const kind = { none: 0, zero: 1, nan: 3 }[column.missing] + (column.defaultLeft ? 0 : 1);
  return (column.feature * 8 + kind) * 256 + column.part;
}
