import assert from "node:assert/strict";
import { effectiveThreshold, floorToFloat32, neighbour, planColumns } from "./columns.ts";
import { parseModel } from "./model_text.ts";
import { modelText, type TreeSpec } from "./testing.ts";
import { uniform } from "./trial_data.ts";
import { ZERO_THRESHOLD } from "./walk.ts";

function planOf(features: number, trees: readonly TreeSpec[]) {
  const model = parseModel(modelText(features, trees));
  assert.ok(!("reason" in model));
  return planColumns(model);
}

Deno.test("effectiveThreshold() decides every float32 as LightGBM decides the flattened double", () => {
  const random = uniform(3);
  const edges = [0, 1e-35, -1e-35, ZERO_THRESHOLD, -ZERO_THRESHOLD, 1e-36, -1e-36, 1e300, -1e300];
  for (let i = 0; i < 3000; i++) {
    const t = edges[i] ?? (random() - 0.5) * 10 ** Math.floor(random() * 90 - 45);
    const cut = effectiveThreshold(t);
    const near = [t, cut, 0, ZERO_THRESHOLD, -ZERO_THRESHOLD].map(Math.fround);
    for (const x of near.flatMap((v) => [v, neighbour(v, 1), neighbour(v, -1), -v])) {
      if (Number.isNaN(x)) continue;
      const flattened = Math.abs(x) <= ZERO_THRESHOLD ? 0 : x;
      assert.equal(x <= cut, flattened <= t, `${x} against ${t} (${cut})`);
    }
  }
});

Deno.test("floorToFloat32() never rounds up", () => {
  assert.equal(floorToFloat32(0.5), 0.5);
  assert.equal(floorToFloat32(16777217), 16777216);
  assert.equal(floorToFloat32(-16777217), -16777218);
  assert.equal(floorToFloat32(-1e300), -Infinity);
});

Deno.test("planColumns() makes one column per feature, missing type and default direction", () => {
  const split = (feature: number, decision: number): TreeSpec => ({
    feature,
    threshold: 0.5,
    decision,
    left: 0,
    right: 1,
  });
  const plan = planOf(3, [0, 2, 4, 6, 8, 10].map((d) => split(2, d)).concat(split(0, 2)));
  const kinds = plan.columns.map((c) => [c.feature, c.missing, c.defaultLeft, c.missingCode ^ 128]);
  assert.deepEqual(kinds, [
    [0, "none", true, 0],
    [2, "none", true, 0],
    [2, "zero", true, 0],
    [2, "zero", false, 1],
    [2, "nan", true, 0],
    [2, "nan", false, 1],
  ]);
});

Deno.test("planColumns() spreads more than 255 thresholds over several columns", () => {
  const trees = Array.from({ length: 600 }, (_, i): TreeSpec => ({
    feature: 0,
    threshold: i + 0.5,
    decision: 8,
    left: 0,
    right: 1,
  }));
  const plan = planOf(1, trees);
  assert.deepEqual(plan.columns.map((c) => c.part), [0, 1, 2]);
  assert.deepEqual(plan.columns.map((c) => c.missingCode ^ 128), [255, 255, 90]);
  assert.equal(plan.nodeColumn[255]![0], 1);
  assert.equal(plan.nodeCode[255]![0], 0);
});
