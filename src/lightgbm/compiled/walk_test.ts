import assert from "node:assert/strict";
import { parseModel } from "./model_text.ts";
import { modelText } from "./testing.ts";
import { rowWalker, ZERO_THRESHOLD } from "./walk.ts";

function walkerOf(decision: number, threshold: number) {
  const text = modelText(1, [{ feature: 0, threshold, decision, left: 1, right: 2 }]);
  const model = parseModel(text);
  assert.ok(!("reason" in model));
  const walk = rowWalker(model);
  return (x: number) => walk([x]) === 1 ? "left" : "right";
}

Deno.test("rowWalker() sends missing values where the split's missing type says", () => {
  const sides = (decision: number) => {
    const side = walkerOf(decision, -1); // 0 is right of −1
    return [NaN, 0, 1e-36, -2, 2].map(side).join(" ");
  };
  assert.equal(sides(0), "right right right left right"); // no missing values: NaN is 0
  assert.equal(sides(2), "right right right left right");
  assert.equal(sides(4), "right right right left right"); // zero and NaN missing, to the right
  assert.equal(sides(6), "left left left left right");
  assert.equal(sides(8), "right right right left right"); // NaN missing, to the right
  assert.equal(sides(10), "left right right left right");
});

Deno.test("rowWalker() takes magnitudes up to 1e-35 for zero and compares doubles exactly", () => {
  assert.equal(walkerOf(2, 0)(ZERO_THRESHOLD), "left");
  assert.equal(walkerOf(2, 0)(1.1e-35), "right");
  assert.equal(walkerOf(2, -1e-36)(-ZERO_THRESHOLD), "right");
  assert.equal(walkerOf(2, 0.1)(0.1), "left");
  assert.equal(walkerOf(2, 0.1)(Math.fround(0.1)), "right"); // 0.100000001490…
});

Deno.test("rowWalker() reads the row at an offset and adds trees in order", () => {
  const model = parseModel(modelText(1, [
    { feature: 0, threshold: 0, left: 1e16, right: 3 },
    1,
    -1e16,
  ]));
  assert.ok(!("reason" in model));
  assert.equal(rowWalker(model)([9, -1, 9], 1), 1e16 + 1 + -1e16);
  assert.equal(rowWalker(model)([9, 1, 9], 1), 3 + 1 + -1e16);
});
