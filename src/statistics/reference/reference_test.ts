import assert from "node:assert/strict";
import { checkReference } from "./reference.ts";

const file = (expect: number | string) => ({
  versions: {},
  cases: [{ call: "half", args: [1], expect, source: "arithmetic" }],
});

Deno.test("checkReference() fails when a value is off by more than a relative 1e-9", () => {
  checkReference(file(0.5 * (1 + 0.9e-9)), { half: (x: number) => x / 2 });
  assert.throws(
    () => checkReference(file(0.5 * (1 + 1.1e-9)), { half: (x: number) => x / 2 }),
    /half\(1\), arithmetic: expected/,
  );
  assert.throws(() => checkReference(file("NaN"), { half: () => 0.5 }), /expected NaN/);
  assert.throws(() => checkReference(file(0.5), { half: () => NaN }), /found NaN/);
});

Deno.test("checkReference() fails when a function is never called", () => {
  const half = (x: number) => x / 2;
  assert.throws(() => checkReference(file(0.5), { half, unused: half }), assert.AssertionError);
});
