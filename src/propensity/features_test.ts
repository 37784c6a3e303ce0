import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { FEATURE_COUNT, featureRows, PROPENSITY_FEATURES, usualGapBefore } from "./features.ts";
import { purchaseDays } from "./purchase_days.ts";
import { habitualShop, withoutLinesFrom } from "./testing.ts";

const bgNbd = { r: 1, alpha: 10, a: 1, b: 2 };
const context = { cut: 500, horizon: 7, bgNbd, usualGap: 20 };

function features(purchases: [day: number, minute: number, price: number][]) {
  const lines = purchases.map(([day, minute, price]) => ({
    customer: 0,
    article: 0,
    day,
    minute,
    price,
  }));
  const days = purchaseDays(shopFromLines(lines, { customers: 2 }).orders);
  const row = featureRows(days, Uint32Array.of(0), context);
  return Object.fromEntries(PROPENSITY_FEATURES.map(({ name }, i) => [name, row[i]!]));
}

Deno.test("featureRows() holds the facts of a short history", () => {
  const f = features([[100, 0, 8], [139, 0, 4], [480, 0, 6], [480, 60, 6], [494, 0, 2]]);
  assert.equal(f.days_since_purchase_1, 6);
  assert.equal(f.days_since_purchase_3, 361);
  assert.ok(Number.isNaN(f.days_since_purchase_5));
  assert.deepEqual([f.purchase_days, f.tenure], [4, 400]);
  assert.deepEqual([f.days_7, f.days_28, f.days_364], [1, 2, 3]);
  assert.deepEqual([f.step_1, f.step_2, f.step_3, f.step_4], [1, 0, 1, 0]);
  assert.deepEqual([f.gap_last, f.gap_longest], [14, 341]);
  assert.ok(Math.abs(f.gap_mean! - 394 / 3) < 1e-4);
  assert.deepEqual([f.year_ago, f.year_ago_wide], [1, 1]); // day 139 is in [136, 143)
  assert.equal(f.orders_per_day, 5 / 4);
  assert.deepEqual([f.prices_mean, f.prices_91], [26 / 4, 14]);
  assert.ok(Math.abs(f.prices_last! - 2 / (26 / 4)) < 1e-6);
});

Deno.test("featureRows() has no gaps and no last year after one recent purchase", () => {
  const f = features([[490, 0, 8]]);
  assert.ok([f.gap_mean, f.gap_spread, f.gap_last, f.year_ago].every(Number.isNaN));
  assert.equal(f.due, 10 / 20);
});

Deno.test("featureRows() of a customer without history is undefined throughout", () => {
  const days = purchaseDays(shopFromLines([{ customer: 0, article: 0, day: 600 }]).orders);
  assert.ok(featureRows(days, Uint32Array.of(0), context).every(Number.isNaN));
});

Deno.test("featureRows() and usualGapBefore() are blind to rows from the cut on", () => {
  const shop = habitualShop();
  const customers = Uint32Array.from({ length: 330 }, (_, c) => c);
  const rows = [shop, withoutLinesFrom(shop, 1100)].map((known) => {
    const days = purchaseDays(known.orders);
    const usualGap = usualGapBefore(days, 1100);
    return featureRows(days, customers, { ...context, cut: 1100, usualGap });
  });
  assert.equal(rows[0]!.length, 330 * FEATURE_COUNT);
  assert.deepEqual(rows[1], rows[0]);
});

Deno.test("PROPENSITY_FEATURES names every column once", () => {
  assert.equal(new Set(PROPENSITY_FEATURES.map(({ name }) => name)).size, FEATURE_COUNT);
});
