import assert from "node:assert/strict";
import { neighbour } from "./columns.ts";
import { adversarialRows, featureRows, MODEL_KINDS, trainingTask, uniform } from "./trial_data.ts";

Deno.test("adversarialRows() draws each column's thresholds, their neighbours and odd values", () => {
  const rows = adversarialRows(uniform(1), 20_000, [[0.1], [7, -3]]);
  const column = (c: number) => new Set(rows.filter((_, i) => i % 2 === c));
  const near = (t: number) => [t, neighbour(t, 1), neighbour(t, -1)];
  assert.ok(near(Math.fround(0.1)).every((x) => column(0).has(x)));
  assert.ok([...near(7), ...near(-3)].every((x) => column(1).has(x)));
  assert.ok(!column(0).has(7));
  const odd = [NaN, Infinity, -Infinity, 0, 2 ** -149, Math.fround(1e-35), -Math.fround(1e-35)];
  assert.ok(odd.every((x) => column(0).has(x) && column(1).has(x)));
  assert.ok(rows.some((x) => Object.is(x, -0)));
});

Deno.test("featureRows() has the asked shares of NaN and zero", () => {
  const rows = featureRows(uniform(2), 10_000, 3, { missing: 0.2, zeros: 0.3 });
  const share = (test: (x: number) => boolean) => rows.filter(test).length / rows.length;
  assert.ok(Math.abs(share(Number.isNaN) - 0.2) < 0.02);
  assert.ok(share((x) => x === 0) > 0.28);
  assert.equal(featureRows(uniform(2), 100, 3).some(Number.isNaN), false);
});

Deno.test("trainingTask() makes labels that fit every kind of model", () => {
  for (const kind of MODEL_KINDS) {
    const { input, params } = trainingTask(kind, 1010, 5);
    const labels = Array.from(input.label);
    assert.equal(labels.length, 1010);
    assert.ok(new Set(labels).size > 1);
    if (kind === "binary") assert.deepEqual([...new Set(labels)].sort(), [0, 1]);
    if (kind === "ranker") {
      assert.equal(Array.from(input.group!).reduce((a, b) => a + b), 1010);
      assert.ok(labels.every((grade) => [0, 1, 2, 3].includes(grade)));
    }
    assert.equal(params["zero_as_missing"], kind === "zeroAsMissing");
  }
});
