/**
 * WebAssembly that fills rows of a block from records of codes: one record per customer or article.
 *
 * Sixteen records × sixteen codes are transposed in registers, which replaces 256 single-byte loads
 * and stores by 96 vector instructions.
 *
 * @module
 */
import {
  countingLoop,
  type FunctionCode,
  get,
  I32,
  i32,
  i32Add,
  i32Load,
  i32Store8,
  newFunction,
  newLocal,
  set,
  shuffleI8,
  SIMD,
  simd,
  simdMemory,
  V128,
  whenBelow,
} from "./wasm_binary.ts";

const SIXTEEN = Array.from({ length: 16 }, (_, i) => i);
const LOW = SIXTEEN.map((i) => (i >> 1) + (i % 2 ? 16 : 0));
const HIGH = LOW.map((lane) => lane + 8);

/** Parameters of {@linkcode gatherFunction}, in order. */
const PARAMS = { ids: 0, row: 1, end: 2, records: 3, width: 4, targets: 5, groups: 6 } as const;

/**
 * The function `(ids, row, end, records, width, targets, targetsEnd)`: for the rows from `row` to
 * before `end`, sixteen a step, copies the record whose number is the next at `ids` into the code
 * columns whose addresses are at `targets`. Records are `width` bytes, a multiple of 16.
 */
export function gatherFunction(): FunctionCode {
  const code = newFunction(7);
  const group = newLocal(code, I32);
  const pointers = SIXTEEN.map(() => newLocal(code, I32));
  const lanes = SIXTEEN.map(() => newLocal(code, V128));
  const spare = SIXTEEN.map(() => newLocal(code, V128));
  countingLoop(code, PARAMS.row, PARAMS.end, 16, () => {
    for (const r of SIXTEEN) {
      get(code, PARAMS.ids);
      i32Load(code, r * 4);
      get(code, PARAMS.width);
      code.bytes.push(0x6c); // i32.mul
      get(code, PARAMS.records);
      i32Add(code);
      set(code, pointers[r]!);
    }
    get(code, PARAMS.targets);
    set(code, group);
    countingLoop(code, group, PARAMS.groups, 64, () => {
      for (const r of SIXTEEN) {
        get(code, pointers[r]!);
        simdMemory(code, SIMD.load, 0);
        set(code, lanes[r]!);
        bump(code, pointers[r]!, 16);
      }
      transpose(code, lanes, spare);
      for (const c of SIXTEEN) {
        get(code, group);
        i32Load(code, c * 4);
        get(code, PARAMS.row);
        i32Add(code);
        get(code, lanes[c]!);
        simdMemory(code, SIMD.store, 0);
      }
    });
    bump(code, PARAMS.ids, 64);
  });
  return code;
}

/** Four rounds of interleaving halves transpose a 16 × 16 matrix of bytes. */
function transpose(code: FunctionCode, lanes: number[], spare: number[]): void {
  let [from, to] = [lanes, spare];
  for (let round = 0; round < 4; round++) {
    for (let i = 0; i < 8; i++) {
      for (const [half, pick] of [LOW, HIGH].entries()) {
        get(code, from[i]!);
        get(code, from[i + 8]!);
        shuffleI8(code, pick);
        set(code, to[i * 2 + half]!);
      }
    }
    [from, to] = [to, from];
  }
}

/**
 * The function `(record, row, end, targets, targetsEnd)`: copies one record of codes into the rows
 * from `row` to before `end` of the columns whose addresses are at `targets`.
 */
export function broadcastFunction(): FunctionCode {
  const code = newFunction(5);
  const [record, row, end, targets, targetsEnd] = [0, 1, 2, 3, 4] as const;
  const [at, last, wide] = [newLocal(code, I32), newLocal(code, I32), newLocal(code, I32)] as const;
  const value = newLocal(code, V128);
  countingLoop(code, targets, targetsEnd, 4, () => {
    get(code, record);
    i32Load(code, 0, 1);
    simd(code, SIMD.splatI8);
    set(code, value);
    for (const [local, rowLocal] of [[at, row], [last, end]] as const) {
      get(code, targets);
      i32Load(code, 0);
      get(code, rowLocal);
      i32Add(code);
      set(code, local);
    }
    storeRun(code, { at, last, wide, value });
    bump(code, record, 1);
  });
  return code;
}

/** Stores the splat from `at` to before `last`: whole vectors, then one that ends at `last`. */
function storeRun(
  code: FunctionCode,
  locals: { at: number; last: number; wide: number; value: number },
): void {
  const { at, last, wide, value } = locals;
  get(code, at);
  i32(code, 15);
  i32Add(code);
  set(code, wide);
  whenBelow(code, wide, last, () => {
    get(code, last);
    i32(code, -16);
    i32Add(code);
    get(code, value);
    simdMemory(code, SIMD.store, 0);
    get(code, last);
    i32(code, -15);
    i32Add(code);
    set(code, wide);
    countingLoop(code, at, wide, 16, () => {
      get(code, at);
      get(code, value);
      simdMemory(code, SIMD.store, 0);
    });
    get(code, last);
    set(code, at);
  });
  whenBelow(code, at, last, () => {
    countingLoop(code, at, last, 1, () => {
      get(code, at);
      get(code, value);
      code.bytes.push(0xfd, 0x16, 0); // i8x16.extract_lane_u
      i32Store8(code, 0);
    });
  });
}

function bump(code: FunctionCode, local: number, step: number): void {
  get(code, local);
  i32(code, step);
  i32Add(code);
  set(code, local);
}
