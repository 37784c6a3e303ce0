/**
 * Writing WebAssembly modules by hand: instructions as bytes, functions, one memory.
 *
 * Source: WebAssembly core specification 3.0, chapter 5 (binary format).
 *
 * @module
 */

/** Value types. */
export const I32 = 0x7f;
export const V128 = 0x7b;

/** SIMD opcodes after the prefix 0xfd. */
export const SIMD = {
  load: 0x00,
  store: 0x0b,
  const: 0x0c,
  shuffle: 0x0d,
  splatI8: 0x0f,
  extractU8: 0x16,
  extractI32: 0x1b,
  gtI8: 0x27,
  eqF32: 0x41,
  gtF32: 0x44,
  and: 0x4e,
  xor: 0x51,
  bitselect: 0x52,
  load32Lane: 0x56,
  load64Lane: 0x57,
  load32Zero: 0x5c,
  load64Zero: 0x5d,
  narrowI16ToI8: 0x65,
  subI8: 0x71,
  narrowI32ToI16: 0x85,
  extendLowU8: 0x89,
  extendHighU8: 0x8a,
  shlI16: 0x8b,
  subSatI16: 0x92,
  shlI32: 0xab,
  shrI32: 0xac,
  shrU32: 0xad,
  subI32: 0xb1,
  minI32: 0xb6,
  maxI32: 0xb8,
  absF32: 0xe0,
  addF32: 0xe4,
  subF32: 0xe5,
  mulF32: 0xe6,
  pminF32: 0xea,
  pmaxF32: 0xeb,
  addF64: 0xf0,
  relaxedLaneselectI8: 0x109,
} as const;

/** Bytes of an unsigned LEB128 number. */
function leb(value: number): number[] {
  const bytes = [];
  do {
    const rest = Math.floor(value / 128);
    bytes.push(value % 128 + (rest > 0 ? 128 : 0));
    value = rest;
  } while (value > 0);
  return bytes;
}

/** Bytes of a signed LEB128 number of 32 bits. */
function signedLeb(value: number): number[] {
  const bytes = [];
  for (;;) {
    const low = value & 127;
    value >>= 7;
    const done = value === 0 && (low & 64) === 0 || value === -1 && (low & 64) !== 0;
    bytes.push(low + (done ? 0 : 128));
    if (done) return bytes;
  }
}

/** A function under construction; every method appends one instruction unless it says otherwise. */
export interface FunctionCode {
  readonly bytes: readonly number[];
  readonly params: number;
  /** Types of the locals after the parameters. */
  readonly locals: readonly number[];
  /** Adds a local of a type and gives its index; appends nothing. */
  readonly local: (type: number) => number;
  readonly get: (local: number) => void;
  readonly set: (local: number) => void;
  readonly i32: (value: number) => void;
  readonly i32Add: () => void;
  readonly i32Mul: () => void;
  readonly i32Shl: () => void;
  readonly i32ShrU: () => void;
  readonly i32And: () => void;
  readonly drop: () => void;
  readonly call: (index: number) => void;
  /** Loads an unsigned integer of 1 or 4 bytes at a constant offset from an address. */
  readonly i32Load: (offset: number, width?: 1 | 4) => void;
  readonly i32Store8: (offset: number) => void;
  /** A SIMD instruction without immediates. */
  readonly simd: (op: number) => void;
  readonly simdConst: (bytes: ArrayLike<number>) => void;
  /** A SIMD load or store at a constant offset from an address. */
  readonly simdMemory: (op: number, offset: number) => void;
  readonly simdLane: (op: number, offset: number, lane: number) => void;
  readonly extractI32: (lane: number) => void;
  /** The first byte of a vector, unsigned. */
  readonly firstByte: () => void;
  /** Picks 32-bit lanes out of two vectors: 0–3 of the first, 4–7 of the second. */
  readonly shuffleI32: (lanes: readonly number[]) => void;
  /** Picks bytes out of two vectors: 0–15 of the first, 16–31 of the second. */
  readonly shuffleI8: (lanes: readonly number[]) => void;
  /**
   * Repeats `body` while the local `counter`, from its present value, goes up by `step` and is below
   * the local `end`; at least once.
   */
  readonly countingLoop: (counter: number, end: number, step: number, body: () => void) => void;
  /** Runs `body` when the local `left` is below the local `right` (unsigned). */
  readonly whenBelow: (left: number, right: number, body: () => void) => void;
}

/**
 * A new function of `params` i32 parameters and no result.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { moduleBytes, newFunction } from "./wasm_binary.ts";
 *
 * const code = newFunction(1);
 * code.get(0);
 * code.i32(-1);
 * code.i32Store8(0);
 * const memory = new WebAssembly.Memory({ initial: 1 });
 * const module = new WebAssembly.Module(moduleBytes([{ name: "fill", code }]));
 * const { fill } = new WebAssembly.Instance(module, { env: { memory } }).exports;
 * (fill as (at: number) => void)(3);
 * assert.deepEqual([...new Uint8Array(memory.buffer, 0, 5)], [0, 0, 0, 255, 0]);
 * ```
 */
export function newFunction(params: number): FunctionCode {
  const bytes: number[] = [];
  const locals: number[] = [];
  const add = (...more: number[]) => void bytes.push(...more);
  const simd = (op: number, ...immediates: number[]) => add(0xfd, ...leb(op), ...immediates);

  return {
    bytes,
    params,
    locals,
    local: (type) => params + locals.push(type) - 1,
    get: (local) => add(0x20, ...leb(local)),
    set: (local) => add(0x21, ...leb(local)),
    i32: (value) => add(0x41, ...signedLeb(value)),
    i32Add: () => add(0x6a),
    i32Mul: () => add(0x6c),
    i32Shl: () => add(0x74),
    i32ShrU: () => add(0x76),
    i32And: () => add(0x71),
    drop: () => add(0x1a),
    call: (index) => add(0x10, ...leb(index)),
    i32Load: (offset, width = 4) => add(width === 4 ? 0x28 : 0x2d, 0, ...leb(offset)),
    i32Store8: (offset) => add(0x3a, 0, ...leb(offset)),
    simd: (op) => simd(op),
    simdConst: (value) => simd(SIMD.const, ...Array.from(value)),
    simdMemory: (op, offset) => simd(op, 0, ...leb(offset)),
    simdLane: (op, offset, lane) => simd(op, 0, ...leb(offset), lane),
    extractI32: (lane) => simd(SIMD.extractI32, lane),
    firstByte: () => simd(SIMD.extractU8, 0),
    shuffleI32: (lanes) =>
      simd(SIMD.shuffle, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((b) => lane * 4 + b))),
    shuffleI8: (lanes) => simd(SIMD.shuffle, ...lanes),
    ...controlInstructions(add),
  };
}

type Control = Pick<FunctionCode, "countingLoop" | "whenBelow">;

function controlInstructions(add: (...bytes: number[]) => void): Control {
  return {
    countingLoop: (counter, end, step, body) => {
      add(0x03, 0x40); // loop
      body();
      add(0x20, ...leb(counter), 0x41, ...signedLeb(step), 0x6a);
      add(0x22, ...leb(counter), 0x20, ...leb(end)); // local.tee, local.get
      add(0x49, 0x0d, 0, 0x0b); // i32.lt_u, br_if, end
    },
    whenBelow: (left, right, body) => {
      add(0x20, ...leb(left), 0x20, ...leb(right), 0x49, 0x04, 0x40); // i32.lt_u, if
      body();
      add(0x0b);
    },
  };
}

/**
 * A module that imports `env.memory` and exports the functions that have a name.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { moduleBytes, newFunction } from "./wasm_binary.ts";
 *
 * const bytes = moduleBytes([{ name: "nothing", code: newFunction(0) }]);
 * assert.ok(WebAssembly.validate(bytes));
 * ```
 */
export function moduleBytes(
  functions: readonly { readonly name?: string; readonly code: FunctionCode }[],
): Uint8Array<ArrayBuffer> {
  const types = [...new Set(functions.map((f) => f.code.params))];
  const bytes = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const section = (id: number, content: number[]) => {
    bytes.push(id, ...leb(content.length));
    for (const byte of content) bytes.push(byte);
  };
  const vector = (items: number[][]) => [...leb(items.length), ...items.flat()];
  section(1, vector(types.map((n) => [0x60, ...leb(n), ...Array<number>(n).fill(I32), 0])));
  section(2, vector([[...text("env"), ...text("memory"), 2, 0, 0]]));
  section(3, vector(functions.map((f) => leb(types.indexOf(f.code.params)))));
  const exported = functions.flatMap((f, i) => f.name === undefined ? [] : [{ name: f.name, i }]);
  section(7, vector(exported.map(({ name, i }) => [...text(name), 0, ...leb(i)])));
  section(10, vector(functions.map((f) => functionBody(f.code))));
  return Uint8Array.from(bytes);
}

function text(value: string): number[] {
  return [...leb(value.length), ...new TextEncoder().encode(value)];
}

function functionBody(code: FunctionCode): number[] {
  const locals = code.locals.map((type) => [1, type]);
  const body = [...leb(locals.length), ...locals.flat()].concat(code.bytes, 0x0b);
  return leb(body.length).concat(body);
}
