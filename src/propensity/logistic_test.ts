import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import { fitLogistic, logisticScore } from "./logistic.ts";

Deno.test("fitLogistic() recovers the weights that made the labels", () => {
  const random = createRandom(5);
  const n = 20_000;
  const x = Float64Array.from({ length: 2 * n }, () => 4 * random.uniform() - 2);
  const labels = Array.from({ length: n }, (_, i) => {
    const score = -1 + 2 * x[2 * i]! - 0.5 * x[2 * i + 1]!;
    return random.uniform() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
  });
  const model = fitLogistic(x, 2, labels);
  const at = (a: number, b: number) => logisticScore(model, [a, b]);
  assert.ok(Math.abs(at(0, 0) + 1) < 0.1);
  assert.ok(Math.abs(at(1, 0) - at(0, 0) - 2) < 0.1);
  assert.ok(Math.abs(at(0, 1) - at(0, 0) + 0.5) < 0.1);
});

Deno.test("fitLogistic() matches the base rate on average", () => {
  const model = fitLogistic(Float64Array.of(1, 2, 3, 4, 5), 1, [0, 1, 0, 1, 1]);
  const mean =
    [1, 2, 3, 4, 5].reduce((sum, v) => sum + 1 / (1 + Math.exp(-logisticScore(model, [v]))), 0) / 5;
  assert.ok(Math.abs(mean - 3 / 5) < 1e-5);
});

Deno.test("fitLogistic() stays finite on separable labels and constant columns", () => {
  const model = fitLogistic(Float64Array.of(1, 7, 2, 7, 3, 7), 2, [0, 0, 1]);
  assert.ok([...model.weights, model.intercept].every(Number.isFinite));
  assert.equal(model.weights[1], 0);
});

Deno.test("fitLogistic() gives a constant column whose mean is rounded no weight", () => {
  const random = createRandom(7);
  const x = Float64Array.from({ length: 6000 }, (_, i) => i % 2 ? 0.1 : random.uniform());
  const model = fitLogistic(x, 2, Array.from({ length: 3000 }, () => random.integer(2)));
  assert.ok(Math.abs(model.weights[1]! / model.scale[1]!) < 1e-9);
});

Deno.test("fitLogistic() refuses sizes that do not agree", () => {
  assert.throws(() => fitLogistic(Float64Array.of(1), 2, [1]), RangeError);
  assert.throws(() => fitLogistic(new Float64Array(0), 2, []), RangeError);
});
