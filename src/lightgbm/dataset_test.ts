import assert from "node:assert/strict";
import { checkMatrix, forEachPart, rowsOf } from "./dataset.ts";
import { sampleData } from "./sample_data.ts";
import { bothEnginesTest, engineTest, testEngines } from "./test_engines.ts";
import type { DatasetInput } from "./types.ts";

const engines = await testEngines();
const data = sampleData("ranking", { seed: 3, rows: 400 });

Deno.test("checkMatrix() throws when the shape is not one", () => {
  const values = new Float32Array(6);
  assert.throws(
    () => checkMatrix({ data: values, rows: 1.5, columns: 4 }),
    /Expected rows to be an integer from 0 but found 1.5/,
  );
  assert.throws(() => checkMatrix({ data: values, rows: -2, columns: -3 }), RangeError);
});

Deno.test("rowsOf() turns columns into rows", () => {
  const data = Float64Array.from([1, 2, 3, 10, 20, 30]);
  const part = rowsOf({ data, rows: 3, columns: 2, layout: "column" }, 1, 3);
  assert.deepEqual([...part], [2, 20, 3, 30]);
});

Deno.test("forEachPart() visits every row once, in order", () => {
  const columns = 1 << 20;
  const data = new Float64Array(3 * columns);
  for (let row = 0; row < 3; row++) data[row * columns] = row;
  const seen: number[] = [];
  forEachPart({ data, rows: 3, columns }, (part, from, to) => {
    assert.equal(to - from, 1);
    seen.push(part[0]!);
  });
  assert.deepEqual(seen, [0, 1, 2]);
});

const REFUSALS: [string, DatasetInput, RegExp][] = [
  [
    "labels are too few",
    { ...data, label: new Float32Array(3) },
    /could not set the field label: Length of labels differs from the length of #data/,
  ],
  [
    "groups do not add up",
    { ...data, group: [25, 25] },
    /could not set the field group: Sum of query counts .* differs from/,
  ],
  ["names are too few", { ...data, featureNames: ["a"] }, /to have 8 names but found 1/],
  ["a categorical column is unknown", { ...data, categorical: ["colour"] }, /colour/],
  [
    "values are too few",
    { ...data, features: { ...data.features, rows: 401 } },
    /Expected a matrix of 401 x 8 to have 3208 values but found 3200/,
  ],
];

for (const [when, input, message] of REFUSALS) {
  engineTest(engines, `Engine.dataset() throws when ${when}, and goes on`, (engine) => {
    assert.throws(() => engine.dataset(input), message);
    using set = engine.dataset(data);
    assert.equal(set.rows, 400);
  });
}

engineTest(engines, "Engine.dataset() reads columns as it reads rows", (engine) => {
  const { rows, columns } = data.features;
  const byColumn = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns; c++) {
      byColumn[c * rows + row] = data.features.data[row * columns + c]!;
    }
  }
  const params = { objective: "lambdarank" };
  const features = { data: byColumn, rows, columns, layout: "column" as const };
  const turned = engine.train({ params, train: { ...data, features }, iterations: 5 });
  assert.equal(
    turned.modelText,
    engine.train({ params, train: data, iterations: 5 }).modelText,
  );
});

engineTest(engines, "Engine.dataset() lets weights and start scores count", (engine) => {
  const binary = sampleData("binary", { rows: 400 });
  const params = { objective: "binary" };
  const text = (extra: Partial<DatasetInput>) =>
    engine.train({ params, train: { ...binary, ...extra }, iterations: 3 }).modelText;
  const weight = Float64Array.from({ length: 400 }, (_, row) => 1 + row % 3);
  assert.notEqual(text({ weight }), text({}));
  assert.notEqual(text({ initScore: weight }), text({}));
});

bothEnginesTest(engines, "Engine.booster() throws on another engine's data set", (native, wasm) => {
  using set = native.dataset(data);
  assert.throws(() => wasm.booster(set, {}), /Expected a data set made by the same engine/);
});
