import assert from "node:assert/strict";
import { sampleData, type SampleKind } from "./sample_data.ts";
import { bothEnginesTest, engineTest, testEngines } from "./test_engines.ts";
import type { Params, TrainSpec } from "./types.ts";
import { readConfigSpec } from "./config_file.ts";

const engines = await testEngines();

const PARAMS: Record<SampleKind, Params> = {
  ranking: { objective: "lambdarank", eval_at: [3, 12], bagging_fraction: 0.7, bagging_freq: 1 },
  binary: { objective: "binary", metric: ["auc", "binary_logloss"], feature_fraction: 0.6 },
  regression: { objective: "regression", metric: ["l2", "l1"], lambda_l2: 1 },
  multiclass: { objective: "multiclass", num_class: 3, extra_trees: true },
};

function specOf(kind: SampleKind, bits: 32 | 64): TrainSpec {
  return {
    params: { num_leaves: 15, learning_rate: 0.1, ...PARAMS[kind] },
    train: sampleData(kind, { seed: 5, bits }),
    validation: [{ name: "later", data: sampleData(kind, { seed: 6, rows: 300, bits }) }],
    iterations: 25,
  };
}

for (const kind of ["ranking", "binary", "regression", "multiclass"] as const) {
  for (const bits of [32, 64] as const) {
    bothEnginesTest(
      engines,
      `Engine.train() writes byte-identical models on both engines for ${kind}, float${bits}`,
      (native, wasm) => {
        const spec = specOf(kind, bits);
        const [left, right] = [native.train(spec), wasm.train(spec)];
        assert.match(left.modelText, /^num_cat=[1-9]/m, "no tree splits a category");
        assert.ok(left.modelText === right.modelText, "the model texts differ");
        assert.deepEqual(left.evals, right.evals);
        assert.deepEqual(left.importance, right.importance);
      },
    );
  }

  bothEnginesTest(
    engines,
    `Booster.predict() and contributions() agree within 1e-12 for ${kind}`,
    (native, wasm) => {
      const { modelText } = native.train(specOf(kind, 32));
      using left = native.loadModel(modelText);
      using right = wasm.loadModel(modelText);
      const { features } = sampleData(kind, { seed: 9, rows: 500, missing: 0.2 });
      assert.ok(largestGap(left.predict(features), right.predict(features)) <= 1e-12);
      assert.ok(largestGap(left.contributions(features), right.contributions(features)) <= 1e-12);
      assert.deepEqual(left.leafIndex(features), right.leafIndex(features));
      assert.equal(left.save(), right.save());
    },
  );
}

const EDGES = [0, -0, 1e-36, -1e-36, 1e-34, Infinity, -Infinity, NaN, 1e300, 0.5];

for (const params of [{}, { zero_as_missing: true }, { use_missing: false }]) {
  bothEnginesTest(
    engines,
    `Booster.predict() sends zeros, tiny values, infinities and NaN the same way, ` +
      JSON.stringify(params),
    (native, wasm) => {
      const train = sampleData("regression", {
        columns: 4,
        categorical: 0,
        missing: 0.1,
        bits: 64,
      });
      // zeros in the data, so that splits and defaults around them matter
      train.features.data.forEach((value, i, data) => {
        if (Math.abs(value) < 0.4) data[i] = 0;
      });
      const { modelText } = native.train({
        params: { objective: "regression", ...params },
        train,
        iterations: 30,
      });
      const rows = EDGES.length ** 2;
      const data = Float64Array.from({ length: 4 * rows }, (_, i) => {
        const [row, column] = [Math.floor(i / 4), i % 4];
        return EDGES[(column < 2 ? row : Math.floor(row / EDGES.length)) % EDGES.length]!;
      });
      using left = native.loadModel(modelText);
      using right = wasm.loadModel(modelText);
      const matrix = { data, rows, columns: 4 };
      assert.deepEqual(left.leafIndex(matrix), right.leafIndex(matrix));
      assert.deepEqual(left.predict(matrix), right.predict(matrix));
      assert.ok(new Set(left.predict(matrix)).size > 5);
    },
  );
}

/** Kinds of trees and sums that the walk in step must leave to LightGBM's own, or add in order. */
const WALKS: Record<string, { kind: SampleKind; params: Params; categorical: number }> = {
  "three classes": { kind: "multiclass", params: PARAMS.multiclass, categorical: 0 },
  "trees with and without categories": { kind: "ranking", params: PARAMS.ranking, categorical: 2 },
  "linear leaves": {
    kind: "regression",
    params: { objective: "regression", linear_tree: true },
    categorical: 0,
  },
  "a random forest": {
    kind: "binary",
    params: { objective: "binary", boosting: "rf", bagging_freq: 1, bagging_fraction: 0.5 },
    categorical: 0,
  },
  "hardly any splits": {
    kind: "regression",
    params: { objective: "regression", min_gain_to_split: 100 },
    categorical: 0,
  },
};

for (const [name, { kind, params, categorical }] of Object.entries(WALKS)) {
  bothEnginesTest(
    engines,
    `Booster.predict() is the same to the last bit for any range of iterations, ${name}`,
    (native, wasm) => {
      const train = sampleData(kind, { seed: 3, categorical, missing: 0.1 });
      const { modelText } = native.train({ params, train, iterations: 11 });
      using left = native.loadModel(modelText);
      using right = wasm.loadModel(modelText);
      const { features } = sampleData(kind, { seed: 4, rows: 200, categorical, missing: 0.2 });
      for (const [startIteration, iterations] of [[0, -1], [1, 1], [2, 4], [3, 7], [10, 1]]) {
        const range = { startIteration: startIteration!, iterations: iterations! };
        assert.deepEqual(left.predict(features, range), right.predict(features, range));
        const raw = { ...range, raw: true };
        assert.deepEqual(left.predict(features, raw), right.predict(features, raw));
      }
      const row = features.data.subarray(0, features.columns);
      assert.deepEqual(left.predictRow(row), right.predictRow(row));
    },
  );
}

function largestGap(left: Float64Array, right: Float64Array): number {
  assert.equal(left.length, right.length);
  return left.reduce((most, value, i) => Math.max(most, Math.abs(value - right[i]!)), 0);
}

/** What LightGBM's Python package 4.7.0 says after 100 iterations, one thread, deterministic. */
const EXAMPLES = {
  lambdarank: {
    "training ndcg@1": 0.9833214877990997,
    "training ndcg@3": 0.985010472070441,
    "training ndcg@5": 0.9798580947014396,
    "rank.test ndcg@1": 0.5775238095238096,
    "rank.test ndcg@3": 0.6189577988179461,
    "rank.test ndcg@5": 0.6545726136019515,
  },
  binary_classification: {
    "training binary_logloss": 0.22165807558794343,
    "training auc": 0.9973955963102512,
    "binary.test binary_logloss": 0.5031374101043904,
    "binary.test auc": 0.8315622683960234,
  },
};

const SAMPLES = new URL("../../data/samples/lightgbm-examples/", import.meta.url);

for (const [example, expected] of Object.entries(EXAMPLES)) {
  engineTest(
    engines,
    `Engine.train() reaches the Python package's metrics on LightGBM's example ${example}`,
    async (engine) => {
      const { pathname } = new URL(`${example}/train.conf`, SAMPLES);
      const { evals } = engine.train(await readConfigSpec(decodeURIComponent(pathname)));
      const found = evals.map(({ data, metric, values }) => [`${data} ${metric}`, values.at(-1)]);
      assert.deepEqual(Object.fromEntries(found), expected);
    },
  );
}
