import assert from "node:assert/strict";
import { fitChoiceModel } from "./fit_choice.ts";
import { FIRST_DAY, tastefulShop } from "./testing.ts";

const DAY = FIRST_DAY + 84;

Deno.test("fitChoiceModel() finds the taste that was planted, and none where there is none", () => {
  const [planted, none] = [0.8, 0].map((taste) =>
    fitChoiceModel(tastefulShop({ taste }), DAY, { seed: 2 })
  );
  assert.ok(planted!.coefficients[4]! > 1);
  assert.ok(planted!.coefficients[4]! > 10 * planted!.standardErrors[4]!);
  assert.ok(Math.abs(none!.coefficients[4]!) < 0.4);
  assert.equal(planted!.weeks[0], DAY - 7);
});

Deno.test("fitChoiceModel() recovers the share of customers who buy nothing in a week", () => {
  const shop = tastefulShop({ customers: 300, gap: 28, taste: 0 });
  const { purchases, nothings } = fitChoiceModel(shop, DAY, { customers: 10_000 });
  const share = purchases / (purchases + nothings);
  assert.ok(share > 0.15 && share < 0.35, String(share)); // one purchase in 28 days
});

Deno.test("fitChoiceModel() does not change when everything from the day on does", () => {
  const shop = tastefulShop({ customers: 200 });
  const { orders } = shop;
  const cut = DAY - 14;
  const article = orders.article.map((a, i) => orders.day[i]! < cut ? a : 119 - a);
  const price = orders.price.map((p, i) => orders.day[i]! < cut ? p : 1000);
  const other = { ...shop, orders: { ...orders, article, price } };
  assert.deepEqual(fitChoiceModel(shop, cut), fitChoiceModel(other, cut));
});

Deno.test("fitChoiceModel() throws when there is no week to learn from", () => {
  assert.throws(() => fitChoiceModel(tastefulShop({ customers: 9 }), FIRST_DAY + 1), RangeError);
});
