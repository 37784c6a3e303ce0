/**
 * WebAssembly that turns float32 values into code columns, sixteen rows at a time.
 *
 * @module
 */
import type { Buckets } from "./buckets.ts";
import { type CodeColumn, type ColumnPlan, THRESHOLDS_PER_COLUMN } from "./columns.ts";
import { CODE_STRIDE, type MemoryImage, VALUE_STRIDE } from "./memory.ts";
import { type FunctionCode, I32, newFunction, SIMD, V128 } from "./wasm_binary.ts";
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
    row: code.local(I32),
    buckets: image.buckets[feature]!,
    search: image.plan.searches[feature]!,
    thresholds: image.plan.thresholds[feature]!,
    constants: emitConstants(code, image.buckets[feature]!, own),
    scratch: [0, 1, 2, 3, 4, 5].map(() => code.local(V128)),
    lanes: GROUPS.map(() => code.local(I32)),
  };
  const values = GROUPS.map(() => code.local(V128));
  const ranks = GROUPS.map(() => code.local(V128));
  const address = code.local(I32);
  code.countingLoop(context.row, 0, 16, () => {
    code.get(context.row);
    code.i32(2);
    code.i32Shl();
    code.set(address);
    for (const g of GROUPS) {
      code.get(address);
      code.simdMemory(SIMD.load, image.plan.values + feature * VALUE_STRIDE * 4 + g * 16);
      code.set(values[g]!);
      emitRank(context, values[g]!);
      code.set(ranks[g]!);
    }
    packRanks(code, ranks);
    for (const column of own) {
      code.get(context.row);
      emitCodes(context, column, values, ranks);
      code.simdMemory(SIMD.store, image.plan.codes + column.index * CODE_STRIDE);
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
    code.simdConst(bytes);
    const local = code.local(V128);
    code.set(local);
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
  context.code.get(context.constants.get(name)!);
}

/** Pushes the ranks − 128 of four values, as 32-bit lanes. */
function emitRank(context: QuantiseContext, value: number): void {
  const { code, buckets } = context;
  if (buckets.kind === "scan") {
    constant(context, "base");
    buckets.thresholds.forEach((_, i) => {
      code.get(value);
      constant(context, `t${i}`);
      code.simd(SIMD.gtF32);
      code.simd(SIMD.subI32);
    });
    return;
  }
  emitBucket(context, value);
  code.i32(Math.log2(buckets.most <= 1 ? 8 : buckets.most <= 3 ? 16 : 4));
  code.simd(SIMD.shlI32);
  code.set(context.scratch[0]!);
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
    code.get(value);
    constant(context, "low");
    code.simd(SIMD.subF32);
    constant(context, "scale");
    code.simd(SIMD.mulF32);
    code.simd(SIMD.pmaxF32); // NaN becomes 0
    code.simd(SIMD.pminF32);
    constant(context, "integer");
    code.simd(SIMD.addF32); // the mantissa now holds the rounded number
    constant(context, "bits");
    code.simd(SIMD.and);
    return;
  }
  code.get(value);
  code.i32(31);
  code.simd(SIMD.shrI32);
  code.i32(1);
  code.simd(SIMD.shrU32);
  code.get(value);
  code.simd(SIMD.xor);
  constant(context, "first");
  code.simd(SIMD.maxI32);
  constant(context, "last");
  code.simd(SIMD.minI32);
  constant(context, "first");
  code.simd(SIMD.subI32);
  code.i32(buckets.shift);
  code.simd(SIMD.shrU32);
  code.set(scratch[0]!);
  code.get(scratch[0]!);
}

function pushLane(context: QuantiseContext, lane: number): void {
  context.code.get(context.scratch[0]!);
  context.code.extractI32(lane);
}

/** Records [threshold, rank]: two 64-bit loads a vector, then untangled. */
function emitPairRecords(context: QuantiseContext, value: number): void {
  const { code, search, scratch } = context;
  for (const half of [0, 1]) {
    pushLane(context, half * 2 + 1);
    pushLane(context, half * 2);
    code.simdMemory(SIMD.load64Zero, search);
    code.simdLane(SIMD.load64Lane, search, 1);
    code.set(scratch[1 + half]!);
  }
  const untangle = (lanes: readonly number[]) => {
    code.get(scratch[1]!);
    code.get(scratch[2]!);
    code.shuffleI32(lanes);
  };
  untangle([1, 3, 5, 7]);
  code.get(value);
  untangle([0, 2, 4, 6]);
  code.simd(SIMD.gtF32);
  code.simd(SIMD.subI32);
}

/** Records [threshold, threshold, threshold, rank]: four loads, transposed. */
function emitTripleRecords(context: QuantiseContext, value: number): void {
  const { code, search, scratch } = context;
  for (const lane of GROUPS) {
    pushLane(context, lane);
    code.simdMemory(SIMD.load, search);
    code.set(scratch[1 + lane]!);
  }
  const shuffle = (a: number, b: number, lanes: readonly number[], to?: number) => {
    code.get(scratch[a]!);
    code.get(scratch[b]!);
    code.shuffleI32(lanes);
    if (to !== undefined) code.set(scratch[to]!);
  };
  shuffle(1, 2, [0, 4, 1, 5], 0);
  shuffle(1, 2, [2, 6, 3, 7], 1);
  shuffle(3, 4, [0, 4, 1, 5], 2);
  shuffle(3, 4, [2, 6, 3, 7], 3);
  shuffle(1, 3, [2, 3, 6, 7]);
  const comparisons = [[0, 2, 0], [0, 2, 1], [1, 3, 0]].slice(0, context.buckets.most);
  for (const [a, b, high] of comparisons) {
    code.get(value);
    shuffle(a!, b!, high ? [2, 3, 6, 7] : [0, 1, 4, 5]);
    code.simd(SIMD.gtF32);
    code.simd(SIMD.subI32);
  }
}

/** Records [rank]; the thresholds from there on are compared one after the other. */
function emitLongBuckets(context: QuantiseContext, value: number): void {
  const { code, search, thresholds, scratch, lanes, buckets } = context;
  const gather = (from: number) => {
    for (const lane of GROUPS) code.get(lanes[3 - lane]!);
    code.simdMemory(SIMD.load32Zero, from);
    for (const lane of [1, 2, 3]) code.simdLane(SIMD.load32Lane, from, lane);
  };
  const setLanes = () => {
    for (const lane of GROUPS) {
      pushLane(context, lane);
      code.set(lanes[lane]!);
    }
  };
  setLanes();
  gather(search);
  code.set(scratch[1]!);
  code.get(scratch[1]!);
  code.i32(2);
  code.simd(SIMD.shlI32);
  code.set(scratch[0]!);
  setLanes();
  code.get(scratch[1]!);
  constant(context, "128");
  code.simd(SIMD.subI32);
  for (let i = 0; i < buckets.most; i++) {
    code.get(value);
    gather(thresholds + i * 4);
    code.simd(SIMD.gtF32);
    code.simd(SIMD.subI32);
  }
}

/** Four vectors of 32-bit ranks become two of 16 bits, in the first two locals. */
function packRanks(code: FunctionCode, ranks: readonly number[]): void {
  for (const half of [0, 1]) {
    code.get(ranks[half * 2]!);
    code.get(ranks[half * 2 + 1]!);
    code.simd(SIMD.narrowI32ToI16);
    code.set(ranks[half]!);
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
    code.get(ranks[half]!);
    if (column.part > 0) {
      constant(context, `part${column.part}`);
      code.simd(SIMD.subSatI16);
    }
  }
  code.simd(SIMD.narrowI16ToI8);
  constant(context, `missing${column.missingCode}`);
  for (const half of [0, 1]) {
    for (const v of [values[half * 2]!, values[half * 2 + 1]!]) {
      code.get(v);
      if (column.missing === "zero") code.simd(SIMD.absF32);
      if (column.missing === "zero") constant(context, "zero");
      else code.get(v);
      code.simd(column.missing === "zero" ? SIMD.gtF32 : SIMD.eqF32);
    }
    code.simd(SIMD.narrowI32ToI16);
  }
  code.simd(SIMD.narrowI16ToI8);
  code.simd(SIMD.bitselect); // codes where present, else the missing code
}

/**
 * The function `(end)` that spreads rows `0 … end − 1` (`end` rounded up to 4) of the row-major
 * buffer into columns of values, for the groups of four features that the model uses.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planColumns } from "./columns.ts";
 * import { planMemory } from "./memory.ts";
 * import { parseModel } from "./model_text.ts";
 * import { transposeFunction } from "./quantise_code.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const columns = planColumns(model);
 * const image = planMemory(model, columns);
 * assert.equal(transposeFunction(image, columns).params, 1);
 * ```
 */
export function transposeFunction(image: MemoryImage, columns: ColumnPlan): FunctionCode {
  const code = newFunction(1);
  const { plan } = image;
  const features = columns.thresholds.length;
  const [row, from, to] = [code.local(I32), code.local(I32), code.local(I32)] as const;
  const rows = GROUPS.map(() => code.local(V128));
  const mixed = GROUPS.map(() => code.local(V128));
  const shuffle = (a: number, b: number, lanes: readonly number[]) => {
    code.get(a);
    code.get(b);
    code.shuffleI32(lanes);
  };
  code.countingLoop(row, 0, 4, () => {
    for (let f = 0; f < features; f += 4) {
      if (!columns.columns.some((c) => c.feature >= f && c.feature < f + 4)) continue;
      for (const r of GROUPS) {
        code.get(from);
        code.simdMemory(SIMD.load, plan.rows + (r * features + f) * 4);
        code.set(rows[r]!);
      }
      for (const half of [0, 1]) {
        shuffle(rows[half * 2]!, rows[half * 2 + 1]!, [0, 4, 1, 5]);
        code.set(mixed[half * 2]!);
        shuffle(rows[half * 2]!, rows[half * 2 + 1]!, [2, 6, 3, 7]);
        code.set(mixed[half * 2 + 1]!);
      }
      for (const r of GROUPS) {
        code.get(to);
        const upper = r >> 1;
        shuffle(mixed[upper]!, mixed[2 + upper]!, r % 2 ? [2, 3, 6, 7] : [0, 1, 4, 5]);
        code.simdMemory(SIMD.store, plan.values + (f + r) * VALUE_STRIDE * 4);
      }
    }
    for (const [pointer, step] of [[from, features * 16], [to, 16]] as const) {
      code.get(pointer);
      code.i32(step);
      code.i32Add();
      code.set(pointer);
    }
  });
  return code;
}
