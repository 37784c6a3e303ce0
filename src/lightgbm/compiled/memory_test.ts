import assert from "node:assert/strict";
import { planColumns } from "./columns.ts";
import { BLOCK_ROWS, CODE_STRIDE, leavesInOrder, planMemory, VALUE_STRIDE } from "./memory.ts";
import { parseModel } from "./model_text.ts";
import { modelText, randomModelText } from "./testing.ts";
import { uniform } from "./trial_data.ts";

Deno.test("planMemory() gives every area room of its own, aligned for vectors", () => {
  const features = 5;
  const model = parseModel(randomModelText(uniform(3), { features, trees: 60, leaves: 30 }));
  assert.ok(!("reason" in model));
  const columns = planColumns(model);
  const { plan, bytes, buckets } = planMemory(model, columns);
  const areas: [number, number][] = [
    [plan.splats, 4096],
    ...plan.leaves.map((at, t): [number, number] => [at, model.trees[t]!.leafValue.length * 8]),
    ...plan.searches.flatMap((at, f): [number, number][] =>
      at === 0 ? [] : [[at, buckets[f]!.base.length * 4]]
    ),
    [plan.scores, BLOCK_ROWS * 8],
    [plan.codes, (columns.columns.length + 1) * CODE_STRIDE],
    [plan.values, 8 * VALUE_STRIDE * 4],
    [plan.rows, BLOCK_ROWS * features * 4 + 12],
    [plan.ids, BLOCK_ROWS * 4],
    [plan.end, 0],
  ];
  areas.sort((a, b) => a[0] - b[0]);
  areas.forEach(([at, size], i) => {
    assert.equal(at % 16, 0);
    assert.ok(at + size <= (areas[i + 1]?.[0] ?? Infinity), `area ${i} at ${at} of ${size} bytes`);
  });
  assert.ok(bytes.length <= plan.scores);
});

Deno.test("planMemory() stores constant vectors and leaf values from left to right", () => {
  const model = parseModel(modelText(1, [{
    feature: 0,
    threshold: 5,
    left: { feature: 0, threshold: 1, left: 10, right: 20 },
    right: 30,
  }]));
  assert.ok(!("reason" in model));
  const { plan, bytes } = planMemory(model, planColumns(model));
  assert.deepEqual([...new Float64Array(bytes.buffer, plan.leaves[0], 3)], [10, 20, 30]);
  const constants = new Int8Array(bytes.buffer, plan.splats, 4096);
  for (let i = 0; i < 4096; i++) assert.equal(constants[i], Math.floor(i / 16) - 128);
});

Deno.test("leavesInOrder() lists the only leaf of a tree without splits", () => {
  const none = new Int32Array(0);
  assert.deepEqual(leavesInOrder({ feature: none, left: none, right: none }), [0]);
});
