import assert from "node:assert/strict";
import { type Shop, shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { articleFeatures } from "./article.ts";
import { customerFeatures } from "./customer.ts";
import { historyReader } from "./history.ts";
import { pairFiller } from "./pair.ts";

const shop = shopFromLines([
  { customer: 0, article: 0, day: 10, price: 2 },
  { customer: 0, article: 0, day: 20, price: 2 },
  { customer: 0, article: 1, day: 30, price: 6 },
  { customer: 1, article: 2, day: 35, price: 5 },
], { articleAttributes: { product_type_name: ["mug", "bag", "mug"] } });

/** Values by feature name of one customer's candidates. */
function rows(asOf: number, customer: number, articles: number[], at = 0) {
  return rowsOf(shop, asOf, customer, articles, at);
}

function rowsOf(shop: Shop, asOf: number, customer: number, articles: number[], at = 0) {
  const snapshot = snapshotAt(shop, asOf);
  const filler = pairFiller(snapshot, customerFeatures(snapshot), articleFeatures(snapshot));
  const columns = filler.definitions.map(() => new Float32Array(at + articles.length));
  const history = historyReader(snapshot);
  history.read(customer);
  filler.fill(customer, history, Uint32Array.from(articles), articles.length, columns, at);
  return Object.fromEntries(filler.definitions.map(({ name }, f) => [name, columns[f]!]));
}

Deno.test("pairFiller() measures an article bought twice by hand", () => {
  const row = rows(40, 0, [0]);
  const expected = {
    times_bought: 2,
    share_of_orders: 2 / 3,
    share_since_first: 2 / 3,
    in_last_3_orders: 2,
    days_since_bought: 20,
    days_since_first_bought: 30,
    orders_since_bought: 1,
    due_own: 20 / 10,
    due_orders: 2 / 1,
    price_now_over_paid: 1,
    price_over_usual: 2 / (10 / 3),
    days_since_product_type_name: 20,
    // First sold on day 10: the customer has ordered three times since.
    orders_since_launch: 3,
    share_since_launch: 2 / 3,
    launched_after_last_order: 10 - 30,
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.ok(Math.abs(row[name]![0]! - value) < 1e-6, `${name} ${row[name]![0]} for ${value}`);
  }
});

Deno.test("pairFiller() measures pieces by hand", () => {
  const pieces = shopFromLines([
    { customer: 0, article: 0, day: 10, price: 2, units: 12 },
    { customer: 0, article: 0, day: 20, price: 3, units: 4 },
    { customer: 0, article: 0, day: 20, price: 3, units: 2 },
    { customer: 0, article: 1, day: 20, price: 6, units: 9 },
    { customer: 1, article: 0, day: 21, price: 3, units: 6 },
  ]);
  const row = rowsOf(pieces, 24, 0, [0, 1]);
  const usual = (12 * 4 * 2 * 9) ** (1 / 4);
  const ofArticle = (12 * 4 * 2 * 6) ** (1 / 4);
  const expected = {
    usual_over_article: usual / ofArticle,
    units_last: 6,
    units_bought: 18,
    units_bought_slow: 12 * 2 ** (-14 / 180) + 6 * 2 ** (-4 / 180),
    units_share: 18 / 27,
    units_over_usual: 6 / usual,
    units_over_article: 6 / ofArticle,
    units_trend: 6 / 9,
    // 12 pieces lasted ten days, so 6 last five; four have passed.
    due_units: 4 / 5,
    supply_days: 1,
    value_last: 18,
    value_share: 42 / 96,
    value_over_mean: 42 / 48,
  };
  for (const [name, value] of Object.entries(expected)) {
    assert.ok(Math.abs(row[name]![0]! - value) < 1e-6, `${name} ${row[name]![0]} for ${value}`);
  }
  for (const name of ["due_units", "supply_days"]) {
    assert.ok(Number.isNaN(row[name]![1]!), `${name} of what was bought once`);
  }
});

Deno.test("pairFiller() has no pieces where every line is one, whatever later lines say", () => {
  const lines = [1, 1, 2].map((article) => ({ customer: 0, article, day: 10 }));
  const none = rowsOf(shopFromLines(lines), 20, 0, [0, 1]);
  assert.ok(!("units_last" in none));
  const later = [...lines.map((line) => ({ ...line, units: 1 })), {
    ...{ customer: 1, article: 1, day: 20, units: 7 },
  }];
  assert.deepEqual(rowsOf(shopFromLines(later), 20, 0, [0, 1]), none);
});

Deno.test("pairFiller() counts 0 and knows no days where the customer never bought", () => {
  const row = rows(40, 0, [2]);
  assert.equal(row.times_bought![0], 0);
  assert.equal(row.in_last_8_orders![0], 0);
  assert.ok(Number.isNaN(row.days_since_bought![0]!));
  // It is a mug, though, as the article bought on day 20 is.
  assert.equal(row.days_since_product_type_name![0], 20);
});

Deno.test("pairFiller() writes from the given row on and leaves nothing behind", () => {
  const both = rows(40, 0, [0, 2]);
  const shifted = rows(40, 0, [0, 2], 3);
  for (const [name, column] of Object.entries(both)) {
    assert.deepEqual(shifted[name]!.subarray(3), column, name);
  }
  const stranger = rows(40, 1, [0]);
  assert.equal(stranger.affinity_product_type_name![0], 1);
});
