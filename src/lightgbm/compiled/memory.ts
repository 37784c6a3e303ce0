/**
 * Where everything lies in a scorer's memory. All addresses are constants in the generated code.
 *
 * @module
 */
import { type Buckets, bucketsFor, recordBytes } from "./buckets.ts";
import type { ColumnPlan } from "./columns.ts";
import type { TreeModel } from "./model_text.ts";

/** Rows that are scored together. */
export const BLOCK_ROWS = 1024;

/**
 * Bytes from one code column to the next: the block's rows and 64 bytes of padding, so that a row's
 * codes do not all fall into the same cache sets, and stores of 16 bytes may run over the end.
 */
export const CODE_STRIDE = BLOCK_ROWS + 64;

/** Float32 values from one feature's column to the next. */
export const VALUE_STRIDE = BLOCK_ROWS + 16;

/** Rows per step of the tree functions. */
export const ROWS_PER_STEP = 32;

/** Trees that share a function and one pass over the scores. */
export const TREES_PER_FUNCTION = 2;

/** Addresses in bytes. */
export interface MemoryPlan {
  /** 256 vectors, the i-th all bytes `(i − 128) & 255`. */
  readonly splats: number;
  /** Per tree: its leaf values as doubles, leaves from left to right. */
  readonly leaves: readonly number[];
  /** Per feature: its bucket table; 0 where it has none. */
  readonly searches: readonly number[];
  /** Per feature: its thresholds as float32, padded with infinity; 0 where not needed. */
  readonly thresholds: readonly number[];
  /** Leaf offsets of a step, 16 bits each. */
  readonly scratch: number;
  readonly scores: number;
  readonly codes: number;
  readonly values: number;
  readonly rows: number;
  readonly ids: number;
  /** First byte that a caller's tables may use. */
  readonly end: number;
}

/** A layout and the bytes that must be there before the first call. */
export interface MemoryImage {
  readonly plan: MemoryPlan;
  readonly buckets: readonly Buckets[];
  /** The constant part: memory from address 0. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Lays out the memory of a model and fills its constant part.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planColumns } from "./columns.ts";
 * import { planMemory } from "./memory.ts";
 * import { parseModel } from "./model_text.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const { plan, bytes } = planMemory(model, planColumns(model));
 * assert.deepEqual([...new Float64Array(bytes.buffer, plan.leaves[0], 2)], [-1, 1]);
 * ```
 */
export function planMemory(model: TreeModel, columns: ColumnPlan): MemoryImage {
  let next = 256 * 16;
  const take = (bytes: number) => {
    const at = next;
    next += Math.ceil(bytes / 64) * 64;
    return at;
  };
  const buckets = columns.thresholds.map(bucketsFor);
  const leaves = model.trees.map((tree) => take(tree.leafValue.length * 8));
  const searches = buckets.map((b) =>
    b.kind === "scan" ? 0 : take(b.base.length * recordBytes(b.most))
  );
  const thresholds = buckets.map((b) => b.most > 3 ? take((b.thresholds.length + b.most) * 4) : 0);
  const constants = next;
  const plan = {
    splats: 0,
    leaves,
    searches,
    thresholds,
    scratch: take(TREES_PER_FUNCTION * ROWS_PER_STEP * 2),
    scores: take(BLOCK_ROWS * 8),
    codes: take((columns.columns.length + 1) * CODE_STRIDE),
    values: take(Math.ceil(model.features / 4) * 4 * VALUE_STRIDE * 4),
    rows: take(BLOCK_ROWS * model.features * 4 + 64),
    ids: take((BLOCK_ROWS + 16) * 4),
  };
  const image = { plan: { ...plan, end: next }, buckets, bytes: new Uint8Array(constants) };
  fillConstants(image, model);
  return image;
}

function fillConstants(image: MemoryImage, model: TreeModel): void {
  const { plan, bytes, buckets } = image;
  for (let i = 0; i < 256; i++) bytes.fill((i + 128) & 255, plan.splats + i * 16, i * 16 + 16);
  for (const [t, tree] of model.trees.entries()) {
    const order = leavesInOrder(tree);
    new Float64Array(bytes.buffer, plan.leaves[t], order.length)
      .set(order.map((leaf) => tree.leafValue[leaf]!));
  }
  for (const [f, b] of buckets.entries()) {
    if (plan.searches[f]) fillSearch(bytes, plan.searches[f], b);
    if (plan.thresholds[f]) {
      const copy = new Float32Array(bytes.buffer, plan.thresholds[f], b.thresholds.length + b.most);
      copy.fill(Infinity).set(b.thresholds);
    }
  }
}

/** Records of a bucket: its thresholds, padded with infinity, then the rank − 128 of its base. */
function fillSearch(bytes: Uint8Array<ArrayBuffer>, at: number, buckets: Buckets): void {
  const size = recordBytes(buckets.most);
  const words = size / 4;
  const count = buckets.base.length;
  const floats = new Float32Array(bytes.buffer, at, count * words);
  const integers = new Int32Array(bytes.buffer, at, count * words);
  for (let b = 0; b < count; b++) {
    const base = buckets.base[b]!;
    const end = buckets.base[b + 1] ?? buckets.thresholds.length;
    for (let i = 0; i < words - 1; i++) {
      floats[b * words + i] = base + i < end ? buckets.thresholds[base + i]! : Infinity;
    }
    integers[b * words + words - 1] = words === 1 ? base : base - 128;
  }
}

/**
 * A tree's leaf numbers from left to right.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { leavesInOrder } from "./memory.ts";
 *
 * const shape = { left: Int32Array.of(~1), right: Int32Array.of(~0), feature: Int32Array.of(0) };
 * assert.deepEqual(leavesInOrder(shape), [1, 0]);
 * ```
 */
export function leavesInOrder(
  tree: {
    readonly feature: Int32Array;
    readonly left: Int32Array;
    readonly right: Int32Array;
  },
): number[] {
  const order: number[] = [];
  const stack = [tree.feature.length > 0 ? 0 : ~0];
  while (stack.length > 0) {
    const at = stack.pop()!;
    if (at < 0) order.push(~at);
    else stack.push(tree.right[at]!, tree.left[at]!);
  }
  return order;
}
