import assert from "node:assert/strict";
import fc from "fast-check";
import { answer, barsOf, orderOf } from "./answer.ts";
import { openModel } from "./model.ts";
import { type Prices, UNCHANGED } from "./sliders.ts";
import { trialPage } from "./testing.ts";

const { data, modelText } = await trialPage();
const model = await openModel(null, modelText, data.features.length);

Deno.test("answer() has the same before and after when no slider moved", () => {
  const { before, after } = answer(model, data, {
    customer: 1,
    chosen: 3,
    settings: UNCHANGED,
  });
  assert.deepEqual(after, before);
  before.order.forEach((row, place) => assert.equal(before.rank[row], place + 1));
});

Deno.test("answer() prices one article alone, or all", () => {
  const width = data.features.length;
  const column = data.features.findIndex(({ name }) => name === "price");
  const moved = (price: Prices) => {
    const controls = { customer: 0, chosen: 2, settings: { ...UNCHANGED, price } };
    const { before, after } = answer(model, data, controls);
    return before.order.filter((row) => {
      const at = row * width + column;
      return !Object.is(before.rows[at], after.rows[at]);
    });
  };
  const all = moved({ all: 0.6, own: {} });
  assert.ok(all.length > 10);
  assert.deepEqual(moved({ all: 1, own: { [all[3]!]: 0.6 } }), [all[3]]);
});

Deno.test("orderOf() is by score, then by article", () => {
  assert.deepEqual(orderOf([1, 2, 2, 0], [3, 2, 1, 0]), [2, 1, 0, 3]);
});

Deno.test("barsOf() loses nothing: its bars add up to the score", () => {
  const values = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), {
    minLength: 8,
    maxLength: 8,
  });
  fc.assert(fc.property(values, values, fc.nat(9), (before, after, most) => {
    const bars = barsOf(before, after, most);
    const score = bars.pop()!;
    assert.equal(score.kind, "score");
    const sum = (side: "before" | "after") => bars.reduce((sum, bar) => sum + bar[side], 0);
    assert.ok(Math.abs(sum("before") - score.before) < 1e-12);
    assert.ok(Math.abs(sum("after") - score.after) < 1e-12);
    assert.ok(bars.filter(({ kind }) => kind === "column").length <= most);
  }));
});
