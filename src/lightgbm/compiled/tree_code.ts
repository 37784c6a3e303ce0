/**
 * WebAssembly that evaluates every split of a tree for many rows at once.
 *
 * For 16 rows a split is one comparison of code bytes, and folding from the bottom up a selection
 * between the leaf numbers of its two sides; no branch depends on data. Leaf values are then added
 * in double, tree by tree, in LightGBM's order.
 *
 * @module
 */
import type { ColumnPlan } from "./columns.ts";
import {
  BLOCK_ROWS,
  CODE_STRIDE,
  type MemoryPlan,
  ROWS_PER_STEP,
  TREES_PER_FUNCTION,
} from "./memory.ts";
import type { Tree, TreeModel } from "./model_text.ts";
import { type FunctionCode, I32, newFunction, SIMD, V128 } from "./wasm_binary.ts";

const VECTORS = ROWS_PER_STEP / 16;

/** What the generator of tree functions needs to know. */
export interface TreeCodeInput {
  readonly model: TreeModel;
  readonly columns: ColumnPlan;
  readonly memory: MemoryPlan;
  /** Whether the engine has `i8x16.relaxed_laneselect`. */
  readonly relaxed: boolean;
}

/**
 * The tree functions, each `(end)`: add the leaves of a few trees to the scores of rows
 * `0 … end − 1`, `end` a positive multiple of {@linkcode ROWS_PER_STEP}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planColumns } from "./columns.ts";
 * import { planMemory } from "./memory.ts";
 * import { parseModel } from "./model_text.ts";
 * import { stumpText } from "./testing.ts";
 * import { treeFunctions } from "./tree_code.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const columns = planColumns(model);
 * const memory = planMemory(model, columns).plan;
 * assert.equal(treeFunctions({ model, columns, memory, relaxed: false }).length, 1);
 * ```
 */
export function treeFunctions(input: TreeCodeInput): FunctionCode[] {
  const functions: FunctionCode[] = [];
  for (let first = 0; first < input.model.trees.length; first += TREES_PER_FUNCTION) {
    functions.push(treeFunction(input, first));
  }
  return functions;
}

function treeFunction(input: TreeCodeInput, first: number): FunctionCode {
  const code = newFunction(1);
  const row = code.local(I32);
  const score = code.local(I32);
  const free: number[] = [];
  const indices = input.model.trees.slice(first, first + TREES_PER_FUNCTION).map((_, i) =>
    first + i
  );
  code.countingLoop(row, 0, ROWS_PER_STEP, () => {
    for (const t of indices) {
      const context = { ...input, code, row, free, tree: input.model.trees[t]!, index: t };
      storeLeafOffsets(context, emitSubtree(context, 0).value, t - first);
    }
    code.get(row);
    code.i32(3);
    code.i32Shl();
    code.set(score);
    addLeaves(input, code, score, indices);
  });
  return code;
}

interface TreeContext extends TreeCodeInput {
  readonly code: FunctionCode;
  /** Local: first row of the step. */
  readonly row: number;
  /** Vector locals that hold nothing any more. */
  readonly free: number[];
  readonly tree: Tree;
  readonly index: number;
}

/** A subtree's leaf numbers: one local per vector of rows, or one for all at a leaf. */
type LeafNumbers = { readonly locals: readonly number[] };

function take(context: TreeContext): number {
  return context.free.pop() ?? context.code.local(V128);
}

/** Emits the subtree at `node`, whose leaves are numbered from `firstLeaf`. */
function emitSubtree(
  context: TreeContext,
  firstLeaf: number,
  node = context.tree.feature.length > 0 ? 0 : ~0,
): { value: LeafNumbers; leaves: number } {
  const { tree, free } = context;
  if (node < 0) return { value: { locals: [loadSplat(context, firstLeaf + 128)] }, leaves: 1 };
  const [left, right] = [tree.left[node]!, tree.right[node]!];
  if (left < 0 && right < 0) return { value: emitLeafPair(context, node, firstLeaf), leaves: 2 };
  const onLeft = leafCount(tree, left);
  const onRight = leafCount(tree, right);
  const rightFirst = onRight > onLeft;
  const emitLeft = () => emitSubtree(context, firstLeaf, left).value;
  const emitRight = () => emitSubtree(context, firstLeaf + onLeft, right).value;
  const early = rightFirst ? emitRight() : emitLeft();
  const late = rightFirst ? emitLeft() : emitRight();
  const value = emitSelect(context, node, rightFirst ? late : early, rightFirst ? early : late);
  free.push(...early.locals, ...late.locals);
  return { value, leaves: onLeft + onRight };
}

/** Two leaves n and n + 1: n − mask, the mask being −1 where the split goes right. */
function emitLeafPair(context: TreeContext, node: number, firstLeaf: number): LeafNumbers {
  const { code, free } = context;
  const leaf = loadSplat(context, firstLeaf + 128);
  const threshold = loadSplat(context, thresholdSplat(context, node));
  const locals = vectors((v) => {
    code.get(leaf);
    emitGoesRight(context, node, threshold, v);
    code.simd(SIMD.subI8);
    const local = take(context);
    code.set(local);
    return local;
  });
  free.push(leaf, threshold);
  return { locals };
}

function emitSelect(
  context: TreeContext,
  node: number,
  left: LeafNumbers,
  right: LeafNumbers,
): LeafNumbers {
  const { code, free, relaxed } = context;
  const threshold = loadSplat(context, thresholdSplat(context, node));
  const locals = vectors((v) => {
    code.get(right.locals[v] ?? right.locals[0]!);
    code.get(left.locals[v] ?? left.locals[0]!);
    emitGoesRight(context, node, threshold, v);
    code.simd(relaxed ? SIMD.relaxedLaneselectI8 : SIMD.bitselect);
    const local = take(context);
    code.set(local);
    return local;
  });
  free.push(threshold);
  return { locals };
}

function emitGoesRight(context: TreeContext, node: number, threshold: number, v: number): void {
  const { code, columns, memory, index, row } = context;
  const column = columns.nodeColumn[index]![node]!;
  code.get(row);
  code.simdMemory(SIMD.load, memory.codes + column * CODE_STRIDE + v * 16);
  code.get(threshold);
  code.simd(SIMD.gtI8);
}

/** Codes lie as rank ^ 128 in memory, so that signed comparison orders them. */
function thresholdSplat(context: TreeContext, node: number): number {
  return context.columns.nodeCode[context.index]![node]!;
}

/** Loads entry `index` of the table of constant vectors; its bytes are `index − 128`. */
function loadSplat(context: TreeContext, index: number): number {
  const { code, memory } = context;
  code.i32(0);
  code.simdMemory(SIMD.load, memory.splats + (index & 255) * 16);
  const local = take(context);
  code.set(local);
  return local;
}

function storeLeafOffsets(context: TreeContext, leaf: LeafNumbers, slot: number): void {
  const { code, memory, free } = context;
  for (let v = 0; v < VECTORS; v++) {
    for (const [half, extend] of [SIMD.extendLowU8, SIMD.extendHighU8].entries()) {
      code.i32(0);
      code.get(leaf.locals[v] ?? leaf.locals[0]!);
      code.simd(extend);
      code.i32(3);
      code.simd(SIMD.shlI16);
      code.simdMemory(SIMD.store, memory.scratch + ((slot * VECTORS + v) * 2 + half) * 16);
    }
  }
  free.push(...leaf.locals);
}

function addLeaves(
  input: TreeCodeInput,
  code: FunctionCode,
  score: number,
  trees: readonly number[],
): void {
  const { memory } = input;
  const both = code.local(I32);
  for (let pair = 0; pair < ROWS_PER_STEP; pair += 2) {
    code.get(score);
    code.get(score);
    code.simdMemory(SIMD.load, memory.scores + pair * 8);
    for (const [slot, t] of trees.entries()) {
      const offset = memory.scratch + (slot * ROWS_PER_STEP + pair) * 2;
      code.i32(0);
      code.i32Load(offset); // two offsets at once: loads are what is scarce here
      code.set(both);
      code.get(both);
      code.i32(16);
      code.i32ShrU();
      code.get(both);
      code.i32(0xffff);
      code.i32And();
      code.simdMemory(SIMD.load64Zero, memory.leaves[t]!);
      code.simdLane(SIMD.load64Lane, memory.leaves[t]!, 1);
      code.simd(SIMD.addF64);
    }
    code.simdMemory(SIMD.store, memory.scores + pair * 8);
  }
}

/**
 * The function `(end)` that clears the scores and calls every tree function.
 *
 * @param first Index of the first tree function in the module.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planColumns } from "./columns.ts";
 * import { planMemory } from "./memory.ts";
 * import { parseModel } from "./model_text.ts";
 * import { stumpText } from "./testing.ts";
 * import { scoreFunction } from "./tree_code.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const columns = planColumns(model);
 * const image = planMemory(model, columns);
 * assert.equal(scoreFunction(image.plan, 0, 1).params, 1);
 * ```
 */
export function scoreFunction(memory: MemoryPlan, first: number, count: number): FunctionCode {
  const code = newFunction(1);
  const at = code.local(I32);
  const end = code.local(I32);
  code.i32(BLOCK_ROWS * 8);
  code.set(end);
  code.countingLoop(at, end, 16, () => {
    code.get(at);
    code.simdConst(new Uint8Array(16));
    code.simdMemory(SIMD.store, memory.scores);
  });
  for (let i = 0; i < count; i++) {
    code.get(0);
    code.call(first + i);
  }
  return code;
}

function vectors(emit: (v: number) => number): number[] {
  return Array.from({ length: VECTORS }, (_, v) => emit(v));
}

function leafCount(tree: Tree, node: number): number {
  return node < 0 ? 1 : leafCount(tree, tree.left[node]!) + leafCount(tree, tree.right[node]!);
}
