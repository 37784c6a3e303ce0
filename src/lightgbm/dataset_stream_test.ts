import assert from "node:assert/strict";
import { PART_BYTES } from "./dataset.ts";
import { createInParts } from "./dataset_stream.ts";
import { sampleData } from "./sample_data.ts";
import { bothEnginesTest, engineTest, testEngines } from "./test_engines.ts";
import { openNative } from "./native.ts";
import type { Dataset, Engine, Matrix } from "./types.ts";

const engines = await testEngines();
const data = sampleData("ranking", { seed: 4, rows: 700 });
const params = { objective: "lambdarank", num_leaves: 7 };

function take(matrix: Matrix, from: number, to: number): Matrix {
  const { columns } = matrix;
  return { data: matrix.data.slice(from * columns, to * columns), rows: to - from, columns };
}

function modelOf(engine: Engine, set: Dataset): string {
  using booster = engine.booster(set, params);
  for (let i = 0; i < 5; i++) booster.update();
  return booster.save();
}

function streamed(engine: Engine, sampleCount: number): Dataset {
  const binning = { bin_construct_sample_cnt: sampleCount };
  const { rows, columns } = data.features;
  const chosen = engine.sampleRows(rows, { params: binning });
  const sample = new Float32Array(chosen.length * columns);
  chosen.forEach((row, i) => sample.set(take(data.features, row, row + 1).data, i * columns));
  const { featureNames, categorical } = data;
  using stream = engine.datasetStream({
    rows,
    columns,
    sample: { data: sample, rows: chosen.length, columns },
    featureNames: featureNames!,
    categorical: categorical!,
  }, { params: binning });
  for (let row = 0; row < rows; row += 300) {
    stream.push(take(data.features, row, Math.min(rows, row + 300)));
  }
  return stream.finish({ label: data.label, group: data.group! });
}

for (const sampleCount of [100, 200000]) {
  engineTest(
    engines,
    `Engine.datasetStream() makes dataset()'s very data set from a sample of ${sampleCount}`,
    (engine) => {
      using parts = streamed(engine, sampleCount);
      using whole = engine.dataset(data, { params: { bin_construct_sample_cnt: sampleCount } });
      assert.equal(modelOf(engine, parts), modelOf(engine, whole));
    },
  );
}

engineTest(engines, "Engine.datasetStream() takes over a reference's bins", (engine) => {
  using train = engine.dataset(data);
  const later = sampleData("ranking", { seed: 8, rows: 200 });
  using stream = engine.datasetStream({ rows: 200, columns: 8 }, { reference: train });
  stream.push(later.features);
  using parts = stream.finish({ label: later.label, group: later.group! });
  using whole = engine.dataset(later, { reference: train });
  using booster = engine.booster(train, { ...params, metric: "ndcg" });
  booster.addValidation(parts, "parts");
  booster.addValidation(whole, "whole");
  booster.update();
  const values = booster.evaluate().map(({ value }) => value);
  assert.equal(values.length, 10);
  assert.deepEqual(values.slice(0, 5), values.slice(5));
});

engineTest(engines, "DatasetStream refuses rows too many, too few or too narrow", (engine) => {
  const sample = take(data.features, 0, 50);
  using stream = engine.datasetStream({ rows: 100, columns: 8, sample });
  assert.throws(() => stream.push({ data: new Float32Array(7), rows: 1, columns: 7 }), /8 columns/);
  stream.push(take(data.features, 0, 90));
  assert.throws(() => stream.push(take(data.features, 0, 11)), /at most 10 rows but found 11/);
  assert.throws(
    () => stream.finish({ label: [] }),
    /Expected 100 rows before finish\(\) but found 90/,
  );
  assert.throws(() => engine.datasetStream({ rows: 1, columns: 8 }), /a sample of its rows/);
});

bothEnginesTest(
  engines,
  "Engine.dataset() of a matrix that WebAssembly takes in parts equals the native one",
  (native, wasm) => {
    const rows = 1 + Math.ceil(PART_BYTES / 4 / 4);
    const large = sampleData("regression", { rows, columns: 4, seed: 2 });
    const spec = {
      params: { objective: "regression", num_leaves: 7, bin_construct_sample_cnt: 5000 },
      train: large,
      validation: [{ name: "same", data: large }],
      iterations: 3,
    };
    assert.equal(native.train(spec).modelText, wasm.train(spec).modelText);
  },
);

const native = engines.find((engine) => engine.kind === "native");
Deno.test({
  name: "createInParts() needs no engine of its own",
  ignore: native === undefined || "missing" in native,
  fn: () => {
    if (native === undefined || "missing" in native) return;
    const backend = openNative(native.path);
    using set = createInParts({ backend, open: new Set(), threads: 1 }, data);
    assert.equal(set.rows, 700);
    backend.close();
  },
});
