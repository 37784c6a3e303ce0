import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { auc } from "../statistics/ranking_auc.ts";
import { fitPropensity } from "./fit.ts";
import { expectedAmounts, scorePropensity } from "./model.ts";
import { firstPurchaseFrom, purchaseDays } from "./purchase_days.ts";
import { habitualShop, withoutLinesFrom } from "./testing.ts";

const options = { trees: 40, params: { learning_rate: 0.1 } };
const shop = habitualShop();
const snapshot = snapshotAt(shop, 1170);
const model = await fitPropensity(snapshot, options);
const probabilities = scorePropensity(model, snapshot);

Deno.test("fitPropensity() tells buyers of the next week from others", () => {
  const days = purchaseDays(shop.orders);
  const labels = Uint8Array.from(
    { length: 300 },
    (_, c) => firstPurchaseFrom(days, c, 1177) > firstPurchaseFrom(days, c, 1170) ? 1 : 0,
  );
  assert.equal(model.kind, "boosted");
  assert.ok(auc(probabilities.slice(0, 300), labels) > 0.8);
  const buyers = labels.reduce((a, b) => a + b, 0);
  const expected = probabilities.slice(0, 300).reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(expected / buyers - 1) < 0.25, `${expected} against ${buyers}`);
});

Deno.test("fitPropensity() is blind to rows from as-of on", async () => {
  const past = snapshotAt(withoutLinesFrom(shop, 1170), 1170);
  const again = await fitPropensity(past, options);
  assert.deepEqual(again, model);
  assert.deepEqual(scorePropensity(again, past), probabilities);
});

Deno.test("fitPropensity() gives plain data that survive JSON", () => {
  const stored = JSON.parse(JSON.stringify(model));
  assert.deepEqual(scorePropensity(stored, snapshot), probabilities);
});

Deno.test("fitPropensity() learns and calibrates before as-of only", () => {
  const { cutoffs, calibrationCutoffs } = model.training;
  assert.ok(cutoffs.every((cut) => cut + 7 <= 1170));
  assert.deepEqual(calibrationCutoffs.slice(0, 3), [1163, 1156, 1149]);
});

Deno.test("fitPropensity() takes BG/NBD where buyers are few, at the recent base rate", async () => {
  const few = snapshotAt(habitualShop({ customers: 12 }), 1100);
  const small = await fitPropensity(few);
  assert.equal(small.kind, "bgnbd");
  const p = scorePropensity(small, few);
  const seen = [...p].filter((_, c) => few.orders.offsets[c + 1]! > few.orders.offsets[c]!);
  assert.ok(Math.abs(seen.reduce((a, b) => a + b, 0) / seen.length - small.baseRate) < 1e-6);
  assert.ok(new Set(seen).size > 3);
});

Deno.test("fitPropensity() says the base rate with less than two horizons of history", async () => {
  const lines = [10, 12, 14].map((day) => ({ customer: day % 4, article: 0, day }));
  const short = snapshotAt(shopFromLines(lines, { customers: 5 }), 16);
  const fitted = await fitPropensity(short);
  assert.equal(fitted.kind, "base rate");
  const p = scorePropensity(fitted, short);
  assert.ok(p.every((x) => x > 0 && x < 1));
});

Deno.test("fitPropensity() works on a single order, and on nothing", async () => {
  const one = shopFromLines([{ customer: 0, article: 0, day: 10 }]);
  for (const asOf of [10, 11]) {
    const only = snapshotAt(one, asOf);
    const p = scorePropensity(await fitPropensity(only), only);
    assert.ok(Math.abs(p[0]! - 0.1) < 1e-5);
  }
});

Deno.test("fitPropensity() refuses horizons that are no number of days", async () => {
  await assert.rejects(fitPropensity(snapshot, { horizon: 0 }), RangeError);
  await assert.rejects(fitPropensity(snapshot, { horizon: 2.5 }), RangeError);
});

Deno.test("scorePropensity() of some customers are the entries of all", () => {
  const some = scorePropensity(model, snapshot, { customers: [299, 3, 320] });
  assert.deepEqual([...some], [299, 3, 320].map((c) => probabilities[c]));
});

Deno.test("scorePropensity() gives customers without history the rate of new ones", () => {
  for (let c = 300; c < 330; c++) assert.equal(probabilities[c], model.neverSeenRate);
  assert.ok(model.neverSeenRate < 0.02); // the 30 never buy
});

Deno.test("expectedAmounts() grow with the probability and add up to what is usual", () => {
  const { orders, value } = expectedAmounts(model, snapshot, probabilities);
  const best = probabilities.indexOf(Math.max(...probabilities));
  assert.equal(orders[best], Math.max(...orders));
  const total = orders.reduce((a, b) => a + b, 0);
  const perOrder = value.reduce((a, b) => a + b, 0) / total;
  assert.ok(perOrder > 20 && perOrder < 40, `${perOrder} per order`);
});
