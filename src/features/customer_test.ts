import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { columnOf } from "./catalogue.ts";
import { CUSTOMER_FEATURES, customerFeatures } from "./customer.ts";
import { randomLines, randomShop } from "./test_shop.ts";

const shop = shopFromLines([
  { customer: 1, article: 0, day: 4, minute: 600, price: 2, channel: 2, units: 4 },
  { customer: 1, article: 1, day: 4, minute: 600, price: 4, channel: 1 },
  { customer: 1, article: 0, day: 4, minute: 660, price: 2, channel: 2 },
  { customer: 1, article: 0, day: 14, minute: 600, price: 8, channel: 2 },
], { ages: [30, NaN] });

Deno.test("customerFeatures() tells orders from lines and days", () => {
  const table = customerFeatures(snapshotAt(shop, 20));
  const expected = {
    recency_days: 6,
    tenure_days: 16,
    orders_7d: 1,
    orders_28d: 3,
    orders_total: 3,
    lines_total: 4,
    gap_mean_days: 10,
    gap_due: 6 / 10,
    basket_size_mean: 4 / 3,
    last_basket_size: 1,
    distinct_articles: 2,
    repurchase_share: 2 / 4,
    price_mean: 4,
    price_spread: Math.sqrt(88 / 4 - 16),
    channel_2_share: 3 / 4,
    // 4, 1, 1 and 1 pieces
    units_usual: 4 ** (1 / 4),
    units_spread: Math.sqrt(4 / 4 - (2 / 4) ** 2),
    order_value: (8 + 4 + 2 + 8) / 3,
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.equal(columnOf(table, name)[1], Math.fround(value), name);
  }
});

Deno.test("customerFeatures() knows the age alone of who never ordered", () => {
  const table = customerFeatures(snapshotAt(shop, 20));
  assert.equal(columnOf(table, "age")[0], 30);
  assert.equal(columnOf(table, "orders_total")[0], 0);
  assert.ok(Number.isNaN(columnOf(table, "recency_days")[0]!));
});

Deno.test("customerFeatures() is blind to the future", () => {
  const whole = randomShop(6);
  const cut = shopFromLines(randomLines(6).filter(({ day }) => day < 1070), {
    customers: 30,
    articles: 20,
  });
  const now = customerFeatures(snapshotAt(whole, 1070));
  const alone = customerFeatures(snapshotAt({ ...whole, orders: cut.orders }, 1070));
  CUSTOMER_FEATURES.forEach(({ name }) =>
    assert.deepEqual(columnOf(now, name), columnOf(alone, name), name)
  );
});
