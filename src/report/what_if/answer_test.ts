import assert from "node:assert/strict";
import fc from "fast-check";
import { answer, barsOf, orderOf } from "./answer.ts";
import { openModel } from "./model.ts";
import { UNCHANGED } from "./sliders.ts";
import { trialPage } from "./testing.ts";

const { data, modelText } = await trialPage();
const model = await openModel(null, modelText, data.features.length);

Deno.test("answer() has the same before and after when no slider moved", () => {
  const { before, after } = answer(model, data, {
    customer: 1,
    chosen: 3,
    settings: UNCHANGED,
    priceAll: false,
  });
  assert.deepEqual(after, before);
  before.order.forEach((row, place) => assert.equal(before.rank[row], place + 1));
});

Deno.test("answer() prices the chosen article alone, or all", () => {
  const controls = { customer: 0, chosen: 2, settings: { ...UNCHANGED, price: 0.6 } };
  const width = data.features.length;
  const price = data.features.findIndex(({ name }) => name === "price");
  const moved = (priceAll: boolean) => {
    const { before, after } = answer(model, data, { ...controls, priceAll });
    return before.scores.reduce((rows: number[], _, row) => {
      const at = row * width + price;
      return Object.is(before.rows[at], after.rows[at]) ? rows : [...rows, row];
    }, []);
  };
  assert.ok(moved(false).length <= 1 && moved(false).every((row) => row === 2));
  assert.ok(moved(true).length > 10);
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
