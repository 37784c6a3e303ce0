import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { purchaseDays } from "../propensity/purchase_days.ts";
import { firstOrders } from "./first_orders.ts";

const lines = [
  { customer: 0, article: 0, day: 3, minute: 60 },
  { customer: 0, article: 0, day: 6, minute: 600 },
  { customer: 0, article: 0, day: 6, minute: 700 },
  { customer: 1, article: 0, day: 10, minute: 600 },
  { customer: 2, article: 0, day: 4, minute: 120 },
];

Deno.test("firstOrders() takes one order per customer from the window's first day on, none after it", () => {
  const { customer, weekday, hour } = firstOrders(purchaseDays(shopFromLines(lines).orders), 4, 6);
  assert.deepEqual([...customer], [0, 2]);
  assert.deepEqual([...hour!], [10, 2]);
  assert.deepEqual([...weekday], [(6 + 3) % 7, (4 + 3) % 7]);
});

Deno.test("firstOrders() has no hours where the source has none", () => {
  const dated = lines.map(({ minute: _, ...line }) => line);
  assert.equal(firstOrders(purchaseDays(shopFromLines(dated).orders), 4, 6).hour, null);
});
