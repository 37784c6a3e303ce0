/**
 * WebAssembly that fills rows of a block from records of codes: one record per customer or article.
 *
 * Sixteen records × sixteen codes are transposed in registers, which replaces 256 single-byte loads
 * and stores by 96 vector instructions.
 *
 * @module
 */
import { type FunctionCode, I32, newFunction, SIMD, V128 } from "./wasm_binary.ts";

const SIXTEEN = Array.from({ length: 16 }, (_, i) => i);
const LOW = SIXTEEN.map((i) => (i >> 1) + (i % 2 ? 16 : 0));
const HIGH = LOW.map((lane) => lane + 8);

/** Parameters of {@linkcode gatherFunction}, in order. */
const PARAMS = { ids: 0, row: 1, end: 2, records: 3, width: 4, targets: 5, groups: 6 } as const;

/**
 * The function `(ids, row, end, records, width, targets, targetsEnd)`: for the rows from `row` to
 * before `end`, sixteen a step, copies the record whose number is the next at `ids` into the code
 * columns whose addresses are at `targets`. Records are `width` bytes, a multiple of 16.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gatherFunction } from "./fill_code.ts";
 *
 * assert.equal(gatherFunction().params, 7);
 * ```
 */
export function gatherFunction(): FunctionCode {
  const code = newFunction(7);
  const group = code.local(I32);
  const pointers = SIXTEEN.map(() => code.local(I32));
  const lanes = SIXTEEN.map(() => code.local(V128));
  const spare = SIXTEEN.map(() => code.local(V128));
  code.countingLoop(PARAMS.row, PARAMS.end, 16, () => {
    for (const r of SIXTEEN) {
      code.get(PARAMS.ids);
      code.i32Load(r * 4);
      code.get(PARAMS.width);
      code.i32Mul();
      code.get(PARAMS.records);
      code.i32Add();
      code.set(pointers[r]!);
    }
    code.get(PARAMS.targets);
    code.set(group);
    code.countingLoop(group, PARAMS.groups, 64, () => {
      for (const r of SIXTEEN) {
        code.get(pointers[r]!);
        code.simdMemory(SIMD.load, 0);
        code.set(lanes[r]!);
        bump(code, pointers[r]!, 16);
      }
      transpose(code, lanes, spare);
      for (const c of SIXTEEN) {
        code.get(group);
        code.i32Load(c * 4);
        code.get(PARAMS.row);
        code.i32Add();
        code.get(lanes[c]!);
        code.simdMemory(SIMD.store, 0);
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
        code.get(from[i]!);
        code.get(from[i + 8]!);
        code.shuffleI8(pick);
        code.set(to[i * 2 + half]!);
      }
    }
    [from, to] = [to, from];
  }
}

/**
 * The function `(record, row, end, targets, targetsEnd)`: copies one record of codes into the rows
 * from `row` to before `end` of the columns whose addresses are at `targets`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { broadcastFunction } from "./fill_code.ts";
 *
 * assert.equal(broadcastFunction().params, 5);
 * ```
 */
export function broadcastFunction(): FunctionCode {
  const code = newFunction(5);
  const [record, row, end, targets, targetsEnd] = [0, 1, 2, 3, 4] as const;
  const [at, last, wide] = [code.local(I32), code.local(I32), code.local(I32)] as const;
  const value = code.local(V128);
  code.countingLoop(targets, targetsEnd, 4, () => {
    code.get(record);
    code.i32Load(0, 1);
    code.simd(SIMD.splatI8);
    code.set(value);
    for (const [local, rowLocal] of [[at, row], [last, end]] as const) {
      code.get(targets);
      code.i32Load(0);
      code.get(rowLocal);
      code.i32Add();
      code.set(local);
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
  code.get(at);
  code.i32(15);
  code.i32Add();
  code.set(wide);
  code.whenBelow(wide, last, () => {
    code.get(last);
    code.i32(-16);
    code.i32Add();
    code.get(value);
    code.simdMemory(SIMD.store, 0);
    code.get(last);
    code.i32(-15);
    code.i32Add();
    code.set(wide);
    code.countingLoop(at, wide, 16, () => {
      code.get(at);
      code.get(value);
      code.simdMemory(SIMD.store, 0);
    });
    code.get(last);
    code.set(at);
  });
  code.whenBelow(at, last, () => {
    code.countingLoop(at, last, 1, () => {
      code.get(at);
      code.get(value);
      code.firstByte();
      code.i32Store8(0);
    });
  });
}

function bump(code: FunctionCode, local: number, step: number): void {
  code.get(local);
  code.i32(step);
  code.i32Add();
  code.set(local);
}
