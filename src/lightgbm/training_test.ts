import assert from "node:assert/strict";
import { sampleData } from "./sample_data.ts";
import { engineTest, testEngines } from "./test_engines.ts";
import { watchFor } from "./training.ts";
import type { TrainSpec } from "./types.ts";

const engines = await testEngines();
const spec: TrainSpec = {
  params: { objective: "binary", metric: ["binary_logloss", "auc"], learning_rate: 0.5 },
  train: sampleData("binary", { seed: 1, rows: 300 }),
  validation: [{ name: "later", data: sampleData("binary", { seed: 2, rows: 300 }) }],
  iterations: 200,
  earlyStopping: { rounds: 5, metric: "binary_logloss" },
};

engineTest(engines, "Engine.train() keeps the model of its best iteration", (engine) => {
  const { evals, bestIteration, modelText } = engine.train(spec);
  const loss = evals.find(({ metric }) => metric === "binary_logloss")!;
  assert.equal(loss.values[bestIteration - 1], Math.min(...loss.values));
  assert.equal(loss.iterations.at(-1), bestIteration + 5);
  using booster = engine.loadModel(modelText);
  assert.equal(booster.iterations, bestIteration);
});

engineTest(
  engines,
  "Engine.train() takes iterations and stopping from the parameters",
  (engine) => {
    const { earlyStopping: _, iterations: __, ...rest } = spec;
    const params = {
      ...spec.params,
      metric: "binary_logloss",
      n_estimators: 200,
      early_stopping: 5,
    };
    const outcome = engine.train({ ...rest, params });
    assert.equal(outcome.bestIteration, engine.train(spec).bestIteration);
    assert.equal(
      engine.train({ ...rest, params: { ...params, num_iterations: 2 } }).bestIteration,
      2,
    );
  },
);

engineTest(
  engines,
  "Engine.train() evaluates the training set and every n-th iteration",
  (engine) => {
    const { earlyStopping: _, ...rest } = spec;
    const { evals } = engine.train({
      ...rest,
      iterations: 7,
      evaluateEvery: 3,
      evaluateTraining: true,
    });
    assert.deepEqual(evals.map(({ data, metric }) => [data, metric]), [
      ["training", "binary_logloss"],
      ["training", "auc"],
      ["later", "binary_logloss"],
      ["later", "auc"],
    ]);
    for (const { iterations } of evals) assert.deepEqual(iterations, [3, 6, 7]);
  },
);

engineTest(engines, "Engine.train() ends when the callback says so", (engine) => {
  const { bestIteration } = engine.train(
    { params: spec.params, train: spec.train, iterations: 50 },
    { onIteration: ({ iteration }) => iteration < 4 },
  );
  assert.equal(bestIteration, 4);
});

engineTest(engines, "Engine.train() throws when early stopping has nothing to watch", (engine) => {
  const { validation: _, ...rest } = spec;
  assert.throws(() => engine.train(rest), /Expected early stopping to have a validation set/);
  const earlyStopping = { rounds: 3, metric: "ndcg@1" };
  assert.throws(
    () => engine.train({ ...spec, earlyStopping }),
    /Expected metric ndcg@1 on \(any set\)/,
  );
});

Deno.test("watchFor() follows the direction, the delta and the first metric", () => {
  const rise = (value: number) => [
    { data: "a", metric: "auc", value, higherIsBetter: true },
    { data: "a", metric: "l2", value: 1, higherIsBetter: false },
  ];
  const watch = watchFor({ rounds: 2, minDelta: 0.1, firstMetricOnly: true });
  const values = [0.5, 0.7, 0.75, 0.79];
  assert.deepEqual(values.map((v, i) => watch.see(i + 1, rise(v))), [false, false, false, true]);
  assert.equal(watch.best(), 2);
  const all = watchFor({ rounds: 2 });
  assert.deepEqual([1, 2, 3].map((i) => all.see(i, rise(i))), [false, false, true]);
  assert.equal(all.best(), 1);
  assert.throws(() => watchFor({ rounds: 0 }), /Expected rounds/);
});
