/**
 * WebAssembly that turns float32 values into code columns, sixteen rows at a time.
 *
 * @module
 */
import type { Buckets } from "./buckets.ts";
import { type CodeColumn, type ColumnPlan, THRESHOLDS_PER_COLUMN } from "./columns.ts";
import { CODE_STRIDE, type MemoryImage, VALUE_STRIDE } from "./memory.ts";
import {
  countingLoop,
  extractI32,
  type FunctionCode,
  get,
  I32,
  i32,
  i32Add,
  i32Shl,
  newFunction,
  newLocal,
  set,
  shuffleI32,
  SIMD,
  simd,
  simdConst,
  simdLane,
  simdMemory,
  V128,
} from "./wasm_binary.ts";
import { ZERO_THRESHOLD } from "./walk.ts";

const GROUPS = [0, 1, 2, 3] as const;

interface QuantiseContext {
  readonly code: FunctionCode;
  readonly row: number;
  readonly buckets: Buckets;
  readonly search: number;
  readonly thresholds: number;
  /** Locals that hold constants, set before the loop. */
  readonly constants: ReadonlyMap<string, number>;
  readonly scratch: readonly number[];
  readonly lanes: readonly number[];
}

/**
 * The function `(end)` that writes a feature's code columns for rows `0 … end − 1` (`end` rounded up
 * to 16, positive) from its column of values.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planColumns } from "./columns.ts";
 * import { planMemory } from "./memory.ts";
 * import { parseModel } from "./model_text.ts";
 * import { quantiseFunction } from "./quantise_code.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const columns = planColumns(model);
 * assert.equal(quantiseFunction(planMemory(model, columns), columns, 0).params, 1);
 * ```
 */
export function quantiseFunction(
  image: MemoryImage,
  columns: ColumnPlan,
  feature: number,
): FunctionCode {
  const code = newFunction(1);
  const own = columns.columns.map((column, index) => ({ ...column, index }))
    .filter((column) => column.feature === feature);
  const context: QuantiseContext = {
    code,
    row: newLocal(code, I32),
    buckets: image.buckets[feature]!,
    search: image.plan.searches[feature]!,
    thresholds: image.plan.thresholds[feature]!,
    constants: emitConstants(code, image.buckets[feature]!, own),
    scratch: [0, 1, 2, 3, 4, 5].map(() => newLocal(code, V128)),
    lanes: GROUPS.map(() => newLocal(code, I32)),
  };
  const values = GROUPS.map(() => newLocal(code, V128));
  const ranks = GROUPS.map(() => newLocal(code, V128));
  const address = newLocal(code, I32);
  countingLoop(code, context.row, 0, 16, () => {
    get(code, context.row);
    i32(code, 2);
    i32Shl(code);
    set(code, address);
    for (const g of GROUPS) {
      get(code, address);
      simdMemory(code, SIMD.load, image.plan.values + feature * VALUE_STRIDE * 4 + g * 16);
      set(code, values[g]!);
      emitRank(context, values[g]!);
      set(code, ranks[g]!);
    }
    packRanks(code, ranks);
    for (const column of own) {
      get(code, context.row);
      emitCodes(context, column, values, ranks);
      simdMemory(code, SIMD.store, image.plan.codes + column.index * CODE_STRIDE);
    }
  });
  return code;
}

/** Sets up one local per constant vector that the loop needs. */
function emitConstants(
  code: FunctionCode,
  buckets: Buckets,
  own: readonly CodeColumn[],
): Map<string, number> {
  const constants = new Map<string, number>();
  const add = (name: string, bytes: Uint8Array) => {
    if (constants.has(name)) return;
    simdConst(code, bytes);
    const local = newLocal(code, V128);
    set(code, local);
    constants.set(name, local);
  };
  const float = (name: string, value: number) => add(name, splat(Float32Array.of(value)));
  const integer = (name: string, value: number) => add(name, splat(Int32Array.of(value)));
  if (buckets.kind === "scan") {
    integer("base", -128);
    buckets.thresholds.forEach((t, i) => float(`t${i}`, t));
  } else if (buckets.kind === "linear") {
    float("low", buckets.low);
    float("scale", buckets.scale);
    float("none", 0);
    float("last", buckets.base.length - 1);
    float("integer", 8388608);
    integer("bits", 0x7fffff);
  } else {
    integer("first", buckets.first);
    integer("last", buckets.last);
  }
  if (buckets.most > 3) integer("128", 128);
  for (const column of own) {
    add(`missing${column.missingCode}`, splat(Uint8Array.of(column.missingCode)));
    if (column.missing === "zero") float("zero", ZERO_THRESHOLD);
    const shift = column.part * THRESHOLDS_PER_COLUMN;
    if (shift > 0) add(`part${column.part}`, splat(Int16Array.of(shift)));
  }
  return constants;
}

function splat(value: Uint8Array | Int16Array | Int32Array | Float32Array): Uint8Array {
  const one = new Uint8Array(value.buffer);
  return Uint8Array.from({ length: 16 }, (_, i) => one[i % one.length]!);
}

function constant(context: QuantiseContext, name: string): void {
  get(context.code, context.constants.get(name)!);
}

/** Pushes the ranks − 128 of four values, as 32-bit lanes. */
function emitRank(context: QuantiseContext, value: number): void {
  const { code, buckets } = context;
  if (buckets.kind === "scan") {
    constant(context, "base");
    buckets.thresholds.forEach((_, i) => {
      get(code, value);
      constant(context, `t${i}`);
      simd(code, SIMD.gtF32);
      simd(code, SIMD.subI32);
    });
    return;
  }
  emitBucket(context, value);
  i32(code, Math.log2(buckets.most <= 1 ? 8 : buckets.most <= 3 ? 16 : 4));
  simd(code, SIMD.shlI32);
  set(code, context.scratch[0]!);
  if (buckets.most <= 1) emitPairRecords(context, value);
  else if (buckets.most <= 3) emitTripleRecords(context, value);
  else emitLongBuckets(context, value);
}

/** Pushes the bucket numbers of four values. */
function emitBucket(context: QuantiseContext, value: number): void {
  const { code, buckets, scratch } = context;
  if (buckets.kind === "linear") {
    constant(context, "last");
    constant(context, "none");
    get(code, value);
    constant(context, "low");
    simd(code, SIMD.subF32);
    constant(context, "scale");
    simd(code, SIMD.mulF32);
    simd(code, SIMD.pmaxF32); // NaN becomes 0
    simd(code, SIMD.pminF32);
    constant(context, "integer");
    simd(code, SIMD.addF32); // the mantissa now holds the rounded number
    constant(context, "bits");
    simd(code, SIMD.and);
    return;
  }
  get(code, value);
  i32(code, 31);
  simd(code, SIMD.shrI32);
  i32(code, 1);
  simd(code, SIMD.shrU32);
  get(code, value);
  simd(code, SIMD.xor);
  constant(context, "first");
  simd(code, SIMD.maxI32);
  constant(context, "last");
  simd(code, SIMD.minI32);
  constant(context, "first");
  simd(code, SIMD.subI32);
  i32(code, buckets.shift);
  simd(code, SIMD.shrU32);
  set(code, scratch[0]!);
  get(code, scratch[0]!);
}

function pushLane(context: QuantiseContext, lane: number): void {
  get(context.code, context.scratch[0]!);
  extractI32(context.code, lane);
}

/** Records [threshold, rank]: two 64-bit loads a vector, then untangled. */
function emitPairRecords(context: QuantiseContext, value: number): void {
  const { code, search, scratch } = context;
  for (const half of [0, 1]) {
    pushLane(context, half * 2 + 1);
    pushLane(context, half * 2);
    simdMemory(code, SIMD.load64Zero, search);
    simdLane(code, SIMD.load64Lane, search, 1);
    set(code, scratch[1 + half]!);
  }
  const untangle = (lanes: readonly number[]) => {
    get(code, scratch[1]!);
    get(code, scratch[2]!);
    shuffleI32(code, lanes);
  };
  untangle([1, 3, 5, 7]);
  get(code, value);
  untangle([0, 2, 4, 6]);
  simd(code, SIMD.gtF32);
  simd(code, SIMD.subI32);
}

/** Records [threshold, threshold, threshold, rank]: four loads, transposed. */
function emitTripleRecords(context: QuantiseContext, value: number): void {
  const { code, search, scratch } = context;
  for (const lane of GROUPS) {
    pushLane(context, lane);
    simdMemory(code, SIMD.load, search);
    set(code, scratch[1 + lane]!);
  }
  const shuffle = (a: number, b: number, lanes: readonly number[], to?: number) => {
    get(code, scratch[a]!);
    get(code, scratch[b]!);
    shuffleI32(code, lanes);
    if (to !== undefined) set(code, scratch[to]!);
  };
  shuffle(1, 2, [0, 4, 1, 5], 0);
  shuffle(1, 2, [2, 6, 3, 7], 1);
  shuffle(3, 4, [0, 4, 1, 5], 2);
  shuffle(3, 4, [2, 6, 3, 7], 3);
  shuffle(1, 3, [2, 3, 6, 7]);
  const comparisons = [[0, 2, 0], [0, 2, 1], [1, 3, 0]].slice(0, context.buckets.most);
  for (const [a, b, high] of comparisons) {
    get(code, value);
    shuffle(a!, b!, high ? [2, 3, 6, 7] : [0, 1, 4, 5]);
    simd(code, SIMD.gtF32);
    simd(code, SIMD.subI32);
  }
}

/** Records [rank]; the thresholds from there on are compared one after the other. */
function emitLongBuckets(context: QuantiseContext, value: number): void {
  const { code, search, thresholds, scratch, lanes, buckets } = context;
  const gather = (from: number) => {
    for (const lane of GROUPS) get(code, lanes[3 - lane]!);
    simdMemory(code, SIMD.load32Zero, from);
    for (const lane of [1, 2, 3]) simdLane(code, SIMD.load32Lane, from, lane);
  };
  const setLanes = () => {
    for (const lane of GROUPS) {
      pushLane(context, lane);
      set(code, lanes[lane]!);
    }
  };
  setLanes();
  gather(search);
  set(code, scratch[1]!);
  get(code, scratch[1]!);
  i32(code, 2);
  simd(code, SIMD.shlI32);
  set(code, scratch[0]!);
  setLanes();
  get(code, scratch[1]!);
  constant(context, "128");
  simd(code, SIMD.subI32);
  for (let i = 0; i < buckets.most; i++) {
    get(code, value);
    gather(thresholds + i * 4);
    simd(code, SIMD.gtF32);
    simd(code, SIMD.subI32);
  }
}

/** Four vectors of 32-bit ranks become two of 16 bits, in the first two locals. */
function packRanks(code: FunctionCode, ranks: readonly number[]): void {
  for (const half of [0, 1]) {
    get(code, ranks[half * 2]!);
    get(code, ranks[half * 2 + 1]!);
    simd(code, SIMD.narrowI32ToI16);
    set(code, ranks[half]!);
  }
}

/** Pushes sixteen codes of a column. Saturation confines the rank to the column's part. */
function emitCodes(
  context: QuantiseContext,
  column: CodeColumn,
  values: readonly number[],
  ranks: readonly number[],
): void {
  const { code } = context;
  for (const half of [0, 1]) {
    get(code, ranks[half]!);
    if (column.part > 0) {
      constant(context, `part${column.part}`);
      simd(code, SIMD.subSatI16);
    }
  }
  simd(code, SIMD.narrowI16ToI8);
  constant(context, `missing${column.missingCode}`);
  for (const half of [0, 1]) {
    for (const v of [values[half * 2]!, values[half * 2 + 1]!]) {
      get(code, v);
      if (column.missing === "zero") simd(code, SIMD.absF32);
      if (column.missing === "zero") constant(context, "zero");
      else get(code, v);
      simd(code, column.missing === "zero" ? SIMD.gtF32 : SIMD.eqF32);
    }
    simd(code, SIMD.narrowI32ToI16);
  }
  simd(code, SIMD.narrowI16ToI8);
  simd(code, SIMD.bitselect); // codes where present, else the missing code
}

/**
 * The function `(end)` that spreads rows `0 … end − 1` (`end` rounded up to 4) of the row-major
 * buffer into columns of values, for the groups of four features that the model uses.
 */
export function transposeFunction(image: MemoryImage, columns: ColumnPlan): FunctionCode {
  const code = newFunction(1);
  const { plan } = image;
  const features = columns.thresholds.length;
  const [row, from, to] = [newLocal(code, I32), newLocal(code, I32), newLocal(code, I32)] as const;
  const rows = GROUPS.map(() => newLocal(code, V128));
  const mixed = GROUPS.map(() => newLocal(code, V128));
  const shuffle = (a: number, b: number, lanes: readonly number[]) => {
    get(code, a);
    get(code, b);
    shuffleI32(code, lanes);
  };
  countingLoop(code, row, 0, 4, () => {
    for (let f = 0; f < features; f += 4) {
      if (!columns.columns.some((c) => c.feature >= f && c.feature < f + 4)) continue;
      for (const r of GROUPS) {
        get(code, from);
        simdMemory(code, SIMD.load, plan.rows + (r * features + f) * 4);
        set(code, rows[r]!);
      }
      for (const half of [0, 1]) {
        shuffle(rows[half * 2]!, rows[half * 2 + 1]!, [0, 4, 1, 5]);
        set(code, mixed[half * 2]!);
        shuffle(rows[half * 2]!, rows[half * 2 + 1]!, [2, 6, 3, 7]);
        set(code, mixed[half * 2 + 1]!);
      }
      for (const r of GROUPS) {
        get(code, to);
        const upper = r >> 1;
        shuffle(mixed[upper]!, mixed[2 + upper]!, r % 2 ? [2, 3, 6, 7] : [0, 1, 4, 5]);
        simdMemory(code, SIMD.store, plan.values + (f + r) * VALUE_STRIDE * 4);
      }
    }
    for (const [pointer, step] of [[from, features * 16], [to, 16]] as const) {
      get(code, pointer);
      i32(code, step);
      i32Add(code);
      set(code, pointer);
    }
  });
  return code;
}
