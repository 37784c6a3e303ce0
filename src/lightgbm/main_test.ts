import assert from "node:assert/strict";
import { commandOf, summaryOf } from "./main.ts";

Deno.test("commandOf() reads every option", () => {
  const args = ["a.conf", "--engine", "wasm", "--threads", "3", "--model", "m.txt", "--json"];
  assert.deepEqual(commandOf(args), {
    config: "a.conf",
    engine: "wasm",
    threads: 3,
    model: "m.txt",
    json: true,
  });
});

Deno.test("commandOf() throws on what it cannot do", () => {
  assert.throws(() => commandOf([]), /Expected 1 configuration file but found 0/);
  assert.throws(() => commandOf(["a", "--engine", "gpu"]), /but found gpu/);
  assert.throws(() => commandOf(["a", "--threads", "0"]), /Expected --threads/);
});

Deno.test("summaryOf() gives the last and the best iteration's value", () => {
  const outcome = {
    modelText: "",
    bestIteration: 2,
    evals: [{
      data: "v",
      metric: "auc",
      higherIsBetter: true,
      iterations: [1, 2, 3],
      values: [0.5, 0.9, 0.8],
    }],
    importance: { gain: new Float64Array(), split: new Float64Array() },
    featureNames: [],
  };
  assert.deepEqual(summaryOf("wasm", outcome), {
    engine: "wasm",
    bestIteration: 2,
    evals: [{ data: "v", metric: "auc", iteration: 3, value: 0.8, bestValue: 0.9 }],
  });
});
