import assert from "node:assert/strict";
import { sampleData } from "./sample_data.ts";
import { engineTest, testEngines } from "./test_engines.ts";
import type { Engine, Matrix } from "./types.ts";

const engines = await testEngines();
const data = sampleData("binary", { seed: 3 });
const { features } = data;

function trained(engine: Engine): string {
  return engine.train({
    params: { objective: "binary", num_leaves: 7 },
    train: data,
    iterations: 10,
  })
    .modelText;
}

function rowAt(matrix: Matrix, row: number): Float32Array | Float64Array {
  return matrix.data.subarray(row * matrix.columns, (row + 1) * matrix.columns);
}

engineTest(engines, "Booster.predict() gives the logistic of the raw score", (engine) => {
  using booster = engine.loadModel(trained(engine));
  const raw = booster.predict(features, { raw: true });
  booster.predict(features).forEach((value, row) =>
    assert.ok(Math.abs(value - 1 / (1 + Math.exp(-raw[row]!))) < 1e-12)
  );
});

engineTest(engines, "Booster.predict() reads columns as it reads rows", (engine) => {
  using booster = engine.loadModel(trained(engine));
  const { rows, columns } = features;
  const byColumn = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      byColumn[c * rows + row] = features.data[row * columns + c]!;
    }
  }
  assert.deepEqual(
    booster.predict({ data: byColumn, rows, columns, layout: "column" }),
    booster.predict(features),
  );
});

engineTest(engines, "Booster.predictRow() equals predict() for every row and setting", (engine) => {
  using booster = engine.loadModel(trained(engine));
  for (const options of [{}, { raw: true }, { raw: true, iterations: 3 }, { startIteration: 4 }]) {
    const bulk = booster.predict(features, options);
    for (let row = 0; row < 50; row++) {
      assert.equal(booster.predictRow(rowAt(features, row), options)[0], bulk[row]);
    }
  }
});

engineTest(engines, "Booster.predictRow() throws when a value is missing", (engine) => {
  using booster = engine.loadModel(trained(engine));
  assert.throws(() => booster.predictRow([1, 2]), /Expected a row of 8 values but found 2/);
});

engineTest(engines, "Booster.contributions() add up to the raw score", (engine) => {
  using booster = engine.loadModel(trained(engine));
  const width = features.columns + 1;
  const shap = booster.contributions(features);
  booster.predict(features, { raw: true }).forEach((raw, row) => {
    const sum = shap.subarray(row * width, (row + 1) * width).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - raw) < 1e-9);
  });
});

engineTest(engines, "Booster.leafIndex() has one leaf below num_leaves per tree", (engine) => {
  using booster = engine.loadModel(trained(engine));
  const leaves = booster.leafIndex(features);
  assert.equal(leaves.length, features.rows * booster.iterations);
  assert.ok(leaves.every((leaf) => leaf >= 0 && leaf < 7));
});

engineTest(engines, "Booster.importance() counts the splits of the text", (engine) => {
  const text = trained(engine);
  using booster = engine.loadModel(text);
  const counted = new Array<number>(features.columns).fill(0);
  for (const [, list] of text.matchAll(/^split_feature=(.+)$/gm)) {
    for (const word of list!.split(" ")) counted[Number(word)]! += 1;
  }
  assert.deepEqual([...booster.importance("split")], counted);
  assert.deepEqual(
    booster.importance("gain").map((gain) => Math.sign(gain)),
    Float64Array.from(counted, Math.sign),
  );
});

engineTest(engines, "Booster.save() gives back the text that was loaded", (engine) => {
  const text = trained(engine);
  using booster = engine.loadModel(text);
  assert.equal(booster.save(), text);
  assert.deepEqual(booster.featureNames, data.featureNames);
  assert.equal(booster.classes, 1);
  assert.equal(booster.columns, 8);
});

engineTest(engines, "Booster.save() writes as many iterations as asked for", (engine) => {
  using booster = engine.loadModel(trained(engine));
  using short = engine.loadModel(booster.save({ iterations: 4 }));
  assert.equal(short.iterations, 4);
  assert.deepEqual(short.predict(features), booster.predict(features, { iterations: 4 }));
});

engineTest(engines, "Booster refuses work after it was disposed of", (engine) => {
  const booster = engine.loadModel(trained(engine));
  booster[Symbol.dispose]();
  booster[Symbol.dispose]();
  assert.throws(() => booster.predict(features), /This booster was disposed of/);
});

engineTest(engines, "Booster outlives the variable of its data set", (engine) => {
  const set = engine.dataset(data);
  using booster = engine.booster(set, { objective: "binary" });
  set[Symbol.dispose]();
  assert.equal(booster.update(), true);
  assert.equal(booster.evaluate({ training: true })[0]!.metric, "binary_logloss");
  assert.throws(() => engine.booster(set, {}).update(), /This data set was disposed of/);
});

engineTest(engines, "Booster.predict() tells LightGBM's own reason", (engine) => {
  using booster = engine.loadModel(trained(engine));
  assert.throws(
    () => booster.predict({ data: new Float32Array(6), rows: 2, columns: 3 }),
    /LightGBM could not predict: The number of features in data \(3\) is not the same/,
  );
  assert.equal(booster.predict(features).length, features.rows);
});
