import assert from "node:assert/strict";
import { I32, moduleBytes, newFunction, SIMD, V128 } from "./wasm_binary.ts";

function bytesAfter(build: Parameters<typeof moduleBytes>[0], ...args: number[]): Uint8Array {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(moduleBytes(build));
  const { run } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  (run as (...args: number[]) => void)(...args);
  return new Uint8Array(memory.buffer, 0, 64);
}

Deno.test("i32() writes constants of every length", () => {
  const values = [0, 1, -1, 63, 64, -64, -65, 127, 128, 8191, 8192, 2 ** 31 - 1, -(2 ** 31)];
  for (const value of values) {
    const code = newFunction(0);
    for (const shift of [0, 8, 16, 24]) {
      code.i32(shift / 8);
      code.i32(value >> shift);
      code.i32Store8(0);
    }
    const found = new DataView(bytesAfter([{ name: "run", code }]).buffer).getInt32(0, true);
    assert.equal(found, value);
  }
});

Deno.test("countingLoop() runs once at least and stops before its end", () => {
  const code = newFunction(1);
  const at = code.local(I32);
  code.countingLoop(at, 0, 4, () => {
    code.get(at);
    code.i32(7);
    code.i32Store8(0);
  });
  const marked = (end: number) =>
    [...bytesAfter([{ name: "run", code }], end)].flatMap((byte, i) => byte === 7 ? [i] : []);
  assert.deepEqual(marked(0), [0]);
  assert.deepEqual(marked(8), [0, 4]);
  assert.deepEqual(marked(9), [0, 4, 8]);
});

Deno.test("whenBelow() runs its body only for a lower left side", () => {
  const code = newFunction(2);
  code.whenBelow(0, 1, () => {
    code.i32(0);
    code.i32(1);
    code.i32Store8(0);
  });
  const ran = (a: number, b: number) => bytesAfter([{ name: "run", code }], a, b)[0] === 1;
  assert.deepEqual([ran(1, 2), ran(2, 2), ran(3, 2)], [true, false, false]);
});

Deno.test("moduleBytes() links calls, locals of both types and SIMD", () => {
  const callee = newFunction(1);
  const vector = callee.local(V128);
  callee.simdConst(Uint8Array.from({ length: 16 }, (_, i) => i));
  callee.set(vector);
  callee.get(0);
  callee.get(vector);
  callee.get(vector);
  callee.shuffleI32([3, 4, 1, 0]);
  callee.simdMemory(SIMD.store, 16);
  const caller = newFunction(0);
  caller.i32(8);
  caller.call(0);
  const bytes = bytesAfter([{ code: callee }, { name: "run", code: caller }]);
  const words = [12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3];
  assert.deepEqual([...bytes.slice(24, 40)], words);
});
