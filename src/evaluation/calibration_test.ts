import assert from "node:assert/strict";
import { evaluateProbability } from "./calibration.ts";

Deno.test("evaluateProbability() puts the folds together and keeps each fold's error", () => {
  const good = { probability: new Float64Array(4).fill(0.25), outcome: Uint8Array.of(0, 0, 0, 1) };
  const bad = { probability: new Float64Array(4).fill(0.25), outcome: Uint8Array.of(1, 1, 1, 1) };
  const found = evaluateProbability([good, bad]);
  assert.equal(found.cases, 8);
  assert.equal(found.meanObserved, 5 / 8);
  assert.deepEqual(found.folds, [0, 3 / 4]);
});
