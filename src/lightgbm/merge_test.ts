import assert from "node:assert/strict";
import { mergeModels } from "./merge.ts";
import { sampleData } from "./sample_data.ts";
import { engineTest, testEngines } from "./test_engines.ts";
import type { Engine } from "./types.ts";

const engines = await testEngines();
const data = sampleData("ranking", { seed: 12 });
const { features } = data;

function model(engine: Engine, objective: string, seed: number, extra = {}): string {
  const params = {
    objective,
    bagging_fraction: 0.5,
    bagging_freq: 1,
    seed,
    num_leaves: 7,
    ...extra,
  };
  return engine.train({ params, train: data, iterations: 5 }).modelText;
}

engineTest(engines, "mergeModels() of one model is that model", (engine) => {
  const text = model(engine, "lambdarank", 1);
  assert.equal(mergeModels([text]), text);
});

engineTest(engines, "mergeModels() adds up scaled raw scores of different objectives", (engine) => {
  const texts = [model(engine, "lambdarank", 1), model(engine, "regression", 2)];
  const scales = [0.5, -3];
  using merged = engine.loadModel(mergeModels(texts, { scales }));
  assert.equal(merged.iterations, 10);
  const parts = texts.map((text) => {
    using booster = engine.loadModel(text);
    return booster.predict(features, { raw: true });
  });
  merged.predict(features, { raw: true }).forEach((value, row) => {
    const expected = parts[0]![row]! * 0.5 + parts[1]![row]! * -3;
    assert.ok(Math.abs(value - expected) < 1e-12);
  });
});

engineTest(engines, "mergeModels() scales linear leaves and SHAP values too", (engine) => {
  const text = model(engine, "regression", 3, { linear_tree: true });
  assert.match(text, /^is_linear=1$/m);
  using single = engine.loadModel(text);
  using merged = engine.loadModel(mergeModels([text, text], { scales: [0.25, 1] }));
  const expected = single.predict(features).map((value) => value * 1.25);
  merged.predict(features, { raw: true }).forEach((value, row) =>
    assert.ok(Math.abs(value - expected[row]!) < 1e-9)
  );
});

engineTest(engines, "mergeModels() keeps SHAP values additive", (engine) => {
  const texts = [model(engine, "lambdarank", 1), model(engine, "lambdarank", 2)];
  using merged = engine.loadModel(mergeModels(texts, { scales: [0.5, 0.5] }));
  const width = features.columns + 1;
  const shap = merged.contributions(features);
  merged.predict(features, { raw: true }).forEach((raw, row) => {
    const sum = shap.subarray(row * width, (row + 1) * width).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - raw) < 1e-9);
  });
});

engineTest(engines, "mergeModels() counts the splits of all models", (engine) => {
  const texts = [model(engine, "lambdarank", 1), model(engine, "lambdarank", 2)];
  const counts = texts.map((text) => {
    using booster = engine.loadModel(text);
    return booster.importance("split");
  });
  using merged = engine.loadModel(mergeModels(texts));
  assert.deepEqual(merged.importance("split"), counts[0]!.map((n, i) => n + counts[1]![i]!));
});

engineTest(engines, "mergeModels() throws when models do not fit each other", (engine) => {
  const text = model(engine, "regression", 1);
  const few = sampleData("regression", { columns: 5 });
  const other = engine.train({ params: { objective: "regression" }, train: few, iterations: 1 });
  assert.throws(() => mergeModels([text, other.modelText]), /Model 1 differs in max_feature_idx/);
  assert.throws(
    () => mergeModels([text, model(engine, "regression", 1, { boosting: "rf" })]),
    /Model 1 averages its trees/,
  );
});

Deno.test("mergeModels() throws when there is no model or a scale is missing", () => {
  assert.throws(() => mergeModels([]), /Expected at least 1 model but found 0/);
  assert.throws(() => mergeModels(["tree"], { scales: [] }), /Expected scales to be 1 finite/);
});

engineTest(engines, "mergeModels() with trees is the training that ended there", (engine) => {
  const train = sampleData("regression");
  const grow = (iterations: number) =>
    engine.train({ params: { objective: "regression" }, train, iterations }).modelText;
  using cut = engine.loadModel(mergeModels([grow(9)], { trees: [4] }));
  using short = engine.loadModel(grow(4));
  assert.equal(cut.iterations, 4);
  assert.deepEqual(cut.predict(train.features), short.predict(train.features));
  assert.throws(
    () => mergeModels([grow(2)], { trees: [3] }),
    /Expected trees of model 0 to be an integer from 0 to 2 but found 3/,
  );
});
