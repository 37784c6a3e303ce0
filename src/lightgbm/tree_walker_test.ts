import assert from "node:assert/strict";
import { sampleData } from "./sample_data.ts";
import { engineTest, testEngines } from "./test_engines.ts";
import { treeWalker } from "./tree_walker.ts";
import type { Params } from "./types.ts";

const engines = await testEngines();

for (const params of [{}, { zero_as_missing: true }, { use_missing: false }, { num_leaves: 2 }]) {
  engineTest(
    engines,
    `treeWalker() agrees with Booster.predict() and contributions(), ${JSON.stringify(params)}`,
    (engine) => {
      const train = sampleData("regression", {
        columns: 5,
        categorical: 0,
        missing: 0.2,
        bits: 64,
      });
      // zeros and tiny values, around which missing values are decided
      train.features.data.forEach((value, i, data) => {
        if (Math.abs(value) < 0.3) data[i] = i % 3 === 0 ? 1e-36 : 0;
      });
      const { modelText } = engine.train({
        params: { objective: "regression", num_leaves: 31, min_data_in_leaf: 3, ...params },
        train,
        iterations: 30,
      });
      using booster = engine.loadModel(modelText);
      const walker = treeWalker(modelText);
      const [rows, columns] = [200, 5];
      const data = train.features.data.subarray(0, rows * columns);
      const part = { data, rows, columns };
      assert.deepEqual(walker.scores(data, rows), booster.predict(part, { raw: true }));
      const [found, expected] = [walker.contributions(data, rows), booster.contributions(part)];
      assert.equal(found.length, rows * 6);
      found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-12, `${i}`));
    },
  );
}

engineTest(engines, "treeWalker() takes a tree without a split for its value", (engine) => {
  const features = { data: new Float64Array(40), rows: 40, columns: 1 };
  const train = { features, label: new Float64Array(40).fill(3) };
  const { modelText } = engine.train({ params: { objective: "regression" }, train, iterations: 1 });
  const walker = treeWalker(modelText);
  assert.deepEqual([...walker.scores([7], 1)], [3]);
  assert.deepEqual([...walker.contributions([7], 1)], [0, 3]);
});

engineTest(engines, "treeWalker() knows the split of the missing from all others", (engine) => {
  const data = Float64Array.from({ length: 200 }, (_, row) => row % 4 === 0 ? NaN : row - 100);
  const features = { data, rows: 200, columns: 1 };
  const train = { features, label: data.map((value) => Number.isNaN(value) ? 1 : 0) };
  const { modelText } = engine.train({ params: { objective: "regression" }, train, iterations: 3 });
  assert.match(modelText, /^threshold=.*\binf\b/m);
  using booster = engine.loadModel(modelText);
  const walker = treeWalker(modelText);
  const edges = [NaN, 3, 1e300, Infinity, -Infinity, 0];
  const matrix = { data: Float64Array.from(edges), rows: edges.length, columns: 1 };
  assert.deepEqual(walker.scores(edges, edges.length), booster.predict(matrix, { raw: true }));
  const expected = booster.contributions(matrix);
  walker.contributions(edges, edges.length).forEach((value, i) =>
    assert.ok(Math.abs(value - expected[i]!) < 1e-12)
  );
});

engineTest(engines, "treeWalker() refuses what it cannot walk", (engine) => {
  const refused: [Params, Parameters<typeof sampleData>[0], number][] = [
    [{ objective: "multiclass", num_class: 3 }, "multiclass", 0],
    [{ objective: "regression", linear_tree: true }, "regression", 0],
    [{ objective: "binary", boosting: "rf", bagging_freq: 1, bagging_fraction: 0.5 }, "binary", 0],
    [{ objective: "regression" }, "regression", 2],
  ];
  for (const [params, kind, categorical] of refused) {
    const train = sampleData(kind, { categorical });
    const { modelText } = engine.train({ params, train, iterations: 3 });
    assert.throws(() => treeWalker(modelText), /could not walk the trees: .*; use an engine/);
  }
});

engineTest(engines, "treeWalker() throws when rows and values do not fit", (engine) => {
  const train = sampleData("binary", { categorical: 0 });
  const { modelText } = engine.train({ params: { objective: "binary" }, train, iterations: 1 });
  assert.throws(() => treeWalker(modelText).scores([1, 2], 3), /Expected 3 rows of \d+ columns/);
  assert.throws(() => treeWalker("soon"), /Expected the first line to be "tree"/);
});
