import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { loadEngine } from "../lightgbm/mod.ts";
import { learningCurve, treesKept } from "./learning_curve.ts";
import { type TrainingRows, trainingRows } from "./training_rows.ts";
import { trialShop } from "./trial_shop.ts";

const known = snapshotAt(trialShop(), 1120);
const train = trainingRows(known, 1106, 7);
const valid = trainingRows(known, 1113, 7);

function dataset({ data, rows, featureNames, label, group }: TrainingRows) {
  return { features: { data, rows, columns: featureNames.length }, label, group };
}

for (const objective of ["rank_xendcg", "binary", "lambdarank"]) {
  Deno.test(`learningCurve() is what LightGBM would have watched: ${objective}`, async () => {
    using engine = await loadEngine({ threads: 1 });
    const { modelText, evals } = engine.train({
      params: { objective, metric: "ndcg", eval_at: [12], learning_rate: 0.3, seed: 3 },
      train: dataset(train),
      validation: [{ name: "next week", data: dataset(valid) }],
      iterations: 15,
    });
    using booster = engine.loadModel(modelText);
    const curve = learningCurve(booster, valid, 12);
    const watched = evals[0]!.values;
    assert.equal(curve.length, watched.length);
    watched.forEach((value, i) =>
      assert.ok(Math.abs(value - curve[i]!) < 1e-9, `tree ${i + 1}: ${value} and ${curve[i]}`)
    );
  });
}

Deno.test("learningCurve() leaves queries without a positive out", async () => {
  using engine = await loadEngine({ threads: 1 });
  const { modelText } = engine.train({
    params: { objective: "binary" },
    train: dataset(train),
    iterations: 3,
  });
  using booster = engine.loadModel(modelText);
  const label = valid.label.slice().fill(0, 0, valid.group[0]!);
  const rest: TrainingRows = {
    ...valid,
    data: valid.data.subarray(valid.group[0]! * valid.featureNames.length),
    label: valid.label.subarray(valid.group[0]!),
    group: valid.group.subarray(1),
    rows: valid.rows - valid.group[0]!,
  };
  assert.deepEqual(
    [...learningCurve(booster, { ...valid, label }, 12)],
    [...learningCurve(booster, rest, 12)],
  );
});

Deno.test("treesKept() keeps one tree where every further one spoils the list, all of a flat curve", () => {
  assert.equal(treesKept([0.3, 0.2, 0.1]), 1);
  assert.equal(treesKept([0.3, 0.3, 0.3]), 3);
  assert.equal(treesKept([0, 0]), 2);
});
