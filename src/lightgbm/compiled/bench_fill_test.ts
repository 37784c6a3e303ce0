import assert from "node:assert/strict";
import { fillTask, prepareFill, runFill } from "./bench_fill.ts";
import { compileModel } from "./mod.ts";
import { randomModelText } from "./testing.ts";
import { uniform } from "./trial_data.ts";

Deno.test("prepareFill() leads to the same scores in every style", () => {
  const model = compileModel(randomModelText(uniform(5), { features: 11, trees: 40, leaves: 30 }));
  assert.ok(!("reason" in model));
  const task = fillTask(11, 23, 0.1);
  const [floats, codes, tables] = (["floats", "codes", "tables"] as const)
    .map((style) => runFill(task, prepareFill(model, task, style)));
  assert.ok(new Set(floats).size > 1000);
  assert.deepEqual(codes, floats);
  assert.deepEqual(tables, floats);
});
