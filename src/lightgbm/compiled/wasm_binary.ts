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

/** Appends an unsigned LEB128 number. */
function pushLeb(bytes: number[], value: number): void {
  while (value > 127) {
    bytes.push(value & 127 | 128);
    value = Math.floor(value / 128);
  }
  bytes.push(value);
}

/** Appends a signed LEB128 number of 32 bits. */
function pushSignedLeb(bytes: number[], value: number): void {
  while (value < -64 || value > 63) {
    bytes.push(value & 127 | 128);
    value >>= 7;
  }
  bytes.push(value & 127);
}

function leb(value: number): number[] {
  const bytes: number[] = [];
  pushLeb(bytes, value);
  return bytes;
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
  const op = (code: number) => void bytes.push(code);
  const indexed = (code: number, index: number) => {
    bytes.push(code);
    pushLeb(bytes, index);
  };
  const memory = (code: number, offset: number) => {
    bytes.push(code, 0);
    pushLeb(bytes, offset);
  };
  const simdMemory = (code: number, offset: number) => {
    indexed(0xfd, code);
    bytes.push(0);
    pushLeb(bytes, offset);
  };
  const simdBytes = (code: number, immediates: ArrayLike<number>) => {
    indexed(0xfd, code);
    for (let i = 0; i < immediates.length; i++) bytes.push(immediates[i]!);
  };
  const i32 = (value: number) => {
    bytes.push(0x41);
    pushSignedLeb(bytes, value);
  };
  return {
    bytes,
    params,
    locals,
    local: (type) => params + locals.push(type) - 1,
    get: (local) => indexed(0x20, local),
    set: (local) => indexed(0x21, local),
    i32,
    i32Add: () => op(0x6a),
    i32Mul: () => op(0x6c),
    i32Shl: () => op(0x74),
    i32ShrU: () => op(0x76),
    i32And: () => op(0x71),
    drop: () => op(0x1a),
    call: (index) => indexed(0x10, index),
    i32Load: (offset, width = 4) => memory(width === 4 ? 0x28 : 0x2d, offset),
    i32Store8: (offset) => memory(0x3a, offset),
    simd: (code) => indexed(0xfd, code),
    simdConst: (value) => simdBytes(SIMD.const, value),
    simdMemory,
    simdLane: (code, offset, lane) => {
      simdMemory(code, offset);
      bytes.push(lane);
    },
    extractI32: (lane) => simdBytes(SIMD.extractI32, [lane]),
    firstByte: () => simdBytes(SIMD.extractU8, [0]),
    shuffleI32: (lanes) =>
      simdBytes(SIMD.shuffle, lanes.flatMap((lane) => [0, 1, 2, 3].map((b) => lane * 4 + b))),
    shuffleI8: (lanes) => simdBytes(SIMD.shuffle, lanes),
    ...controlInstructions({ op, indexed, i32 }),
  };
}

interface Emitters {
  readonly op: (code: number) => void;
  readonly indexed: (code: number, index: number) => void;
  readonly i32: (value: number) => void;
}

function controlInstructions(
  { op, indexed, i32 }: Emitters,
): Pick<FunctionCode, "countingLoop" | "whenBelow"> {
  return {
    countingLoop: (counter, end, step, body) => {
      op(0x03); // loop
      op(0x40); // without a result
      body();
      indexed(0x20, counter); // local.get
      i32(step);
      op(0x6a); // i32.add
      indexed(0x22, counter); // local.tee
      indexed(0x20, end);
      op(0x49); // i32.lt_u
      indexed(0x0d, 0); // br_if
      op(0x0b); // end
    },
    whenBelow: (left, right, body) => {
      indexed(0x20, left);
      indexed(0x20, right);
      op(0x49); // i32.lt_u
      op(0x04); // if
      op(0x40);
      body();
      op(0x0b);
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
  const append = (more: readonly number[]) => {
    for (const byte of more) bytes.push(byte);
  };
  const section = (id: number, items: readonly (readonly number[])[]) => {
    const count = leb(items.length);
    bytes.push(id);
    pushLeb(bytes, items.reduce((size, item) => size + item.length, count.length));
    append(count);
    items.forEach(append);
  };
  section(1, types.map((n) => [0x60, ...leb(n), ...Array<number>(n).fill(I32), 0]));
  section(2, [[...text("env"), ...text("memory"), 2, 0, 0]]);
  section(3, functions.map((f) => leb(types.indexOf(f.code.params))));
  const exported = functions.flatMap((f, i) => f.name === undefined ? [] : [{ name: f.name, i }]);
  section(7, exported.map(({ name, i }) => [...text(name), 0, ...leb(i)]));
  section(10, functions.map((f) => functionBody(f.code)));
  return Uint8Array.from(bytes);
}

function text(value: string): number[] {
  return [...leb(value.length), ...new TextEncoder().encode(value)];
}

function functionBody(code: FunctionCode): number[] {
  const locals = code.locals.map((type) => [1, type]);
  const head = [...leb(locals.length), ...locals.flat()];
  return [...leb(head.length + code.bytes.length + 1), ...head].concat(code.bytes, 0x0b);
}
