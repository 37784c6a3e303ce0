import assert from "node:assert/strict";
import { parseModel } from "./model_text.ts";
import { modelText, stumpText } from "./testing.ts";

Deno.test("parseModel() reads every field of a tree", () => {
  const text = modelText(3, [{
    feature: 2,
    threshold: 0.1,
    decision: 6,
    left: -0.5,
    right: { feature: 1, threshold: Infinity, decision: 8, left: 1e-3, right: 4 },
  }, 7]);
  const model = parseModel(text);
  assert.ok(!("reason" in model));
  assert.equal(model.features, 3);
  assert.equal(model.objective, "regression");
  assert.deepEqual(model.featureNames, ["Column_0", "Column_1", "Column_2"]);
  assert.deepEqual(model.trees[0], {
    leafValue: Float64Array.of(-0.5, 1e-3, 4),
    feature: Int32Array.of(2, 1),
    threshold: Float64Array.of(0.1, Infinity),
    decision: Uint8Array.of(6, 8),
    left: Int32Array.of(~0, ~1),
    right: Int32Array.of(1, ~2),
  });
  assert.deepEqual(model.trees[1]!.leafValue, Float64Array.of(7));
});

Deno.test("parseModel() says why a model is left to LightGBM", () => {
  const reasonOf = (text: string) => {
    const parsed = parseModel(text);
    return "reason" in parsed ? parsed.reason : null;
  };
  const tree = [{ feature: 0, threshold: 1, left: 0, right: 1 }];
  assert.match(reasonOf(modelText(1, tree, ["average_output"]))!, /averages its trees/);
  assert.match(reasonOf(modelText(1, tree, ["num_class=3"]))!, /3 scores a row \(multiclass\)/);
  assert.match(reasonOf(stumpText().replace("num_cat=0", "num_cat=1"))!, /tree 0 .* categorical/);
  assert.match(reasonOf(stumpText().replace("is_linear=0", "is_linear=1"))!, /tree 0 .* linear/);
  assert.match(reasonOf(stumpText().replace("leaf_value=-1", "leaf_value=inf"))!, /not finite/);
});

Deno.test("parseModel() refuses damaged text", () => {
  const damaged = {
    "": /begin with the line `tree`/,
    [stumpText().replace("end of trees", "")]: /hold the line `end of trees`/,
    [stumpText().replace("threshold=0.5", "threshold=nan")]: /threshold .* 1 numbers/,
    [stumpText().replace("threshold=0.5", "threshold=0.5 1")]: /1 numbers but found 2/,
    [stumpText().replace("right_child=-2", "right_child=-1")]: /to form a tree/,
    [stumpText().replace("right_child=-2", "right_child=0")]: /to form a tree/,
    [stumpText().replace("split_feature=0", "split_feature=2")]: /features below 2 but found 2/,
    [stumpText().replace("num_leaves=2", "num_leaves=x")]: /num_leaves .* found x/,
  };
  for (const [text, message] of Object.entries(damaged)) {
    assert.throws(() => parseModel(text), { name: "SyntaxError", message });
  }
});

Deno.test("parseModel() reads the infinities that C++ writes", () => {
  for (const [written, value] of [["inf", Infinity], ["-inf", -Infinity]] as const) {
    const model = parseModel(stumpText().replace("threshold=0.5", `threshold=${written}`));
    assert.ok(!("reason" in model));
    assert.equal(model.trees[0]!.threshold[0], value);
  }
});
