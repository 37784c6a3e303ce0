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

/** A function under construction. */
export interface FunctionCode {
  readonly bytes: number[];
  readonly params: number;
  /** Types of the locals after the parameters. */
  readonly locals: number[];
}

/**
 * A new function of `params` i32 parameters and no result.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { newFunction } from "./wasm_binary.ts";
 *
 * assert.equal(newFunction(2).params, 2);
 * ```
 */
export function newFunction(params: number): FunctionCode {
  return { bytes: [], params, locals: [] };
}

/** Adds a local of a type and gives its index. */
export function newLocal(code: FunctionCode, type: number): number {
  return code.params + code.locals.push(type) - 1;
}

export function get(code: FunctionCode, local: number): void {
  code.bytes.push(0x20, ...leb(local));
}

export function set(code: FunctionCode, local: number): void {
  code.bytes.push(0x21, ...leb(local));
}

export function i32(code: FunctionCode, value: number): void {
  code.bytes.push(0x41, ...signedLeb(value));
}

export function i32Add(code: FunctionCode): void {
  code.bytes.push(0x6a);
}

export function i32Shl(code: FunctionCode): void {
  code.bytes.push(0x74);
}

/** Loads an unsigned 32-bit, 16-bit or 8-bit integer from the address on the stack. */
export function i32Load(code: FunctionCode, offset: number, width: 1 | 2 | 4 = 4): void {
  code.bytes.push(width === 4 ? 0x28 : width === 2 ? 0x2f : 0x2d, 0, ...leb(offset));
}

export function i32Store8(code: FunctionCode, offset: number): void {
  code.bytes.push(0x3a, 0, ...leb(offset));
}

/** A SIMD instruction without immediates. */
export function simd(code: FunctionCode, op: number): void {
  code.bytes.push(0xfd, ...leb(op));
}

/** A SIMD load or store at a constant offset from the address on the stack. */
export function simdMemory(code: FunctionCode, op: number, offset: number): void {
  code.bytes.push(0xfd, ...leb(op), 0, ...leb(offset));
}

/** A SIMD lane load at a constant offset. */
export function simdLane(code: FunctionCode, op: number, offset: number, lane: number): void {
  code.bytes.push(0xfd, ...leb(op), 0, ...leb(offset), lane);
}

/** Extracts a 32-bit lane. */
export function extractI32(code: FunctionCode, lane: number): void {
  code.bytes.push(0xfd, SIMD.extractI32, lane);
}

/** A 16-byte constant. */
export function simdConst(code: FunctionCode, bytes: ArrayLike<number>): void {
  code.bytes.push(0xfd, SIMD.const, ...Array.from(bytes));
}

/** Picks 32-bit lanes out of two vectors: 0–3 of the first, 4–7 of the second. */
export function shuffleI32(code: FunctionCode, lanes: readonly number[]): void {
  const bytes = lanes.flatMap((lane) => [0, 1, 2, 3].map((b) => lane * 4 + b));
  code.bytes.push(0xfd, SIMD.shuffle, ...bytes);
}

/** Picks bytes out of two vectors: 0–15 of the first, 16–31 of the second. */
export function shuffleI8(code: FunctionCode, lanes: readonly number[]): void {
  code.bytes.push(0xfd, SIMD.shuffle, ...lanes);
}

export function call(code: FunctionCode, index: number): void {
  code.bytes.push(0x10, ...leb(index));
}

/**
 * Repeats `body` with `counter` going up by `step` from its present value while it is below the
 * local `end`; at least once.
 */
export function countingLoop(
  code: FunctionCode,
  counter: number,
  end: number,
  step: number,
  body: () => void,
): void {
  code.bytes.push(0x03, 0x40);
  body();
  get(code, counter);
  i32(code, step);
  i32Add(code);
  code.bytes.push(0x22, ...leb(counter)); // local.tee
  get(code, end);
  code.bytes.push(0x49, 0x0d, 0, 0x0b); // i32.lt_u, br_if, end
}

/** Runs `body` when the local `left` is below the local `right` (unsigned). */
export function whenBelow(
  code: FunctionCode,
  left: number,
  right: number,
  body: () => void,
): void {
  get(code, left);
  get(code, right);
  code.bytes.push(0x49, 0x04, 0x40); // i32.lt_u, if
  body();
  code.bytes.push(0x0b);
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
