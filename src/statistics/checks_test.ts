import assert from "node:assert/strict";
import {
  requireAllBetween,
  requireBetween,
  requireBinary,
  requireCount,
  requireFinite,
  requireSameLength,
  requireSome,
} from "./checks.ts";

Deno.test("checks pass what is right, ends included", () => {
  requireSameLength(2, 2, "rows");
  requireSome([1, 2], "rows", 2);
  requireBetween(0, 0, 1, "p");
  requireBetween(1, 0, 1, "p");
  requireAllBetween([0, 1], 0, 1, "p");
  requireFinite([-1e308], "scores");
  requireCount(0, "clicks");
  requireBinary(Uint8Array.of(0, 1), "labels");
});

Deno.test("checks refuse NaN and say where", () => {
  assert.throws(() => requireBetween(NaN, 0, 1, "p"), /p to be from 0 to 1 but found NaN/);
  assert.throws(() => requireAllBetween([0, NaN], 0, 1, "p"), /found NaN at 1/);
  assert.throws(() => requireFinite([NaN], "scores"), /found NaN at 0/);
  assert.throws(() => requireCount(NaN, "clicks"), /found NaN/);
  assert.throws(() => requireBinary([NaN], "labels"), /found NaN at 0/);
  assert.throws(() => requireSome([1], "rows", 2), /at least 2 entries but found 1/);
});
