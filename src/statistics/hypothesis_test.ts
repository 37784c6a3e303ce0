import assert from "node:assert/strict";
import { testResult } from "./hypothesis.ts";

const tails = { logLower: Math.log(0.75), logUpper: Math.log(0.25) };

Deno.test("testResult() takes the tail that the alternative names", () => {
  assert.equal(testResult(1, tails, "less").logPValue, Math.log(0.75));
  assert.equal(testResult(1, tails, "greater").logPValue, Math.log(0.25));
  assert.ok(Math.abs(testResult(1, tails).pValue - 0.5) < 1e-15);
});

Deno.test("testResult() never exceeds 1 and stays NaN when the statistic is", () => {
  assert.equal(testResult(0, { logLower: -0.1, logUpper: -0.1 }).pValue, 1);
  assert.ok(Number.isNaN(testResult(NaN, tails).pValue));
});
