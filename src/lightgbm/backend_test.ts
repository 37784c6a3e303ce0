import assert from "node:assert/strict";
import {
  type Backend,
  call,
  callForNames,
  type Functions,
  lendText,
  type Loan,
  readAddress,
  textAt,
  writeAddress,
} from "./backend.ts";
import { LightGBMError } from "./errors.ts";

/** A backend over one JavaScript buffer, its functions given by the test. */
function fakeBackend(functions: Partial<Functions>, pointerBytes: 4 | 8 = 8): Backend {
  const memory = new Uint8Array(1 << 16);
  let next = 64;
  const allocate = (bytes: number): Loan => {
    const address = next;
    next += Math.ceil(bytes / 8) * 8;
    return {
      address,
      bytes: () => memory.subarray(address, address + bytes),
      [Symbol.dispose]() {},
    };
  };
  return {
    kind: "wasm",
    pointerBytes,
    functions: functions as Functions,
    lastError: () => "the library's reason",
    allocate,
    lend: (view) => {
      const loan = allocate(view.byteLength);
      loan.bytes().set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
      return loan;
    },
    close() {},
  };
}

Deno.test("call() throws the library's reason when the function fails", () => {
  const backend = fakeBackend({ LGBM_DatasetFree: () => -1 });
  assert.throws(
    () => call(backend, "free a data set", "LGBM_DatasetFree", 1),
    new LightGBMError("free a data set", "the library's reason"),
  );
});

Deno.test("lendText() and textAt() agree on text with any letters", () => {
  const backend = fakeBackend({});
  using loan = lendText(backend, "Größe 👕");
  assert.equal(textAt(loan.bytes()), "Größe 👕");
});

for (const pointerBytes of [4, 8] as const) {
  Deno.test(`writeAddress() writes what readAddress() reads, ${pointerBytes} bytes`, () => {
    const backend = fakeBackend({}, pointerBytes);
    using loan = backend.allocate(16);
    writeAddress(backend, loan, 8, 0xfffffff8);
    assert.equal(readAddress(backend, loan, 8), 0xfffffff8);
  });

  Deno.test(`callForNames() asks again when a name is long, ${pointerBytes} bytes`, () => {
    const names = ["short", "n".repeat(100)];
    let asked = 0;
    const backend = fakeBackend({
      LGBM_BoosterGetFeatureNames: (_handle, count, _outCount, size, outSize, outNames) => {
        asked += 1;
        const at = (address: number, bytes: number) => ({
          address,
          bytes: () => all.subarray(address, address + bytes),
          [Symbol.dispose]() {},
        });
        const all = new Uint8Array(base.buffer);
        writeAddress(backend, at(outSize!, 8), 0, 101);
        for (let i = 0; i < count!; i++) {
          const target = readAddress(backend, at(outNames! + i * pointerBytes, 8), 0);
          const text = new TextEncoder().encode(names[i]!.slice(0, size! - 1) + "\0");
          all.set(text, target);
        }
        return 0;
      },
    }, pointerBytes);
    const base = backend.allocate(8).bytes();
    const found = callForNames(backend, "list", "LGBM_BoosterGetFeatureNames", 1, 2);
    assert.deepEqual(found, names);
    assert.equal(asked, 2);
  });
}
