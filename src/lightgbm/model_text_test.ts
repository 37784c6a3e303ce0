import assert from "node:assert/strict";
import fc from "fast-check";
import { LightGBMError } from "./errors.ts";
import { checkModelText, formatModelText, parseModelText } from "./model_text.ts";
import { sampleData } from "./sample_data.ts";
import { engineTest, testEngines } from "./test_engines.ts";

const engines = await testEngines();
const data = sampleData("binary", { seed: 3, rows: 300, columns: 4, categorical: 1 });
const params = { objective: "binary", num_leaves: 5, min_data_in_leaf: 5 };

engineTest(engines, "formatModelText() writes what parseModelText() read", (engine) => {
  for (const kind of ["ranking", "multiclass"] as const) {
    const objective = kind === "ranking" ? "lambdarank" : "multiclass";
    const { modelText } = engine.train({
      params: { objective, ...(kind === "multiclass" ? { num_class: 3 } : {}) },
      train: sampleData(kind),
      iterations: 6,
    });
    assert.equal(formatModelText(parseModelText(modelText)), modelText);
  }
});

engineTest(engines, "Engine.loadModel() throws on every cut of a model, and goes on", (engine) => {
  const { modelText } = engine.train({ params, train: data, iterations: 3 });
  const whole = modelText.indexOf("end of trees\n");
  for (let length = 0; length < whole; length += 7) {
    assert.throws(() => engine.loadModel(modelText.slice(0, length)), LightGBMError);
  }
  using booster = engine.loadModel(modelText);
  assert.equal(booster.iterations, 3);
});

engineTest(engines, "Engine.loadModel() survives any alteration of a model", (engine) => {
  const { modelText } = engine.train({ params, train: data, iterations: 2 });
  const edit = fc.record({
    at: fc.nat(modelText.length - 1),
    removed: fc.nat(12),
    text: fc.constantFrom("", "-", "9", "999999999", " ", "\n", "=", "x", "-1 ", "1e999", "nan"),
  });
  fc.assert(
    fc.property(edit, ({ at, removed, text }) => {
      const altered = modelText.slice(0, at) + text + modelText.slice(at + removed);
      try {
        using booster = engine.loadModel(altered);
        booster.predict(data.features);
      } catch (error) {
        assert.ok(error instanceof LightGBMError, String(error));
      }
    }),
    { numRuns: 300, seed: 1 },
  );
  using booster = engine.loadModel(modelText);
  assert.equal(booster.iterations, 2);
});

engineTest(engines, "checkModelText() names the fault", (engine) => {
  const { modelText } = engine.train({ params, train: data, iterations: 2 });
  const faults: [RegExp, string, RegExp][] = [
    [/left_child=\S+/, "left_child=77", /node 0 with the impossible child 77/],
    [/split_feature=\S+/, "split_feature=9", /Tree 0 has split_feature 9, expected 0 to 3/],
    [/leaf_value=\S+ /, "leaf_value=", /Tree 0 has 4 values of leaf_value, expected 5/],
    [/Tree=1/, "Tree=2", /Expected `Tree=1` but found "Tree=2"/],
    [/feature_infos=\S+ /, "feature_infos=", /Expected feature_infos to have 4 words but found 3/],
  ];
  for (const [pattern, replacement, message] of faults) {
    const altered = modelText.replace(pattern, replacement);
    const sized = altered.replace(/^tree_sizes=.*$/m, sizesOf(altered));
    assert.throws(() => checkModelText(sized), message);
  }
});

function sizesOf(text: string): string {
  const body = text.slice(text.indexOf("Tree=0"), text.indexOf("end of trees\n"));
  return `tree_sizes=${body.split(/(?=Tree=)/).map((block) => block.length).join(" ")}`;
}
