import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { neverSeenRate, recentBaseRate } from "./base_rates.ts";
import { purchaseDays } from "./purchase_days.ts";

const shop = shopFromLines([
  { customer: 0, article: 0, day: 10 },
  { customer: 1, article: 0, day: 10 },
  { customer: 0, article: 0, day: 13 },
  { customer: 2, article: 0, day: 14 },
], { customers: 6 });

Deno.test("neverSeenRate() counts first purchases among those unseen at the cutoff", () => {
  const days = purchaseDays(shop.orders);
  // unseen on day 11: customers 2 to 5; customer 2 buys within [11, 18)
  assert.equal(neverSeenRate(days, [11], 7, 0.2), (1 + 0.2) / (4 + 1));
});

Deno.test("neverSeenRate() without cutoffs is the base rate", () => {
  assert.equal(neverSeenRate(purchaseDays(shop.orders), [], 7, 0.2), 0.2);
});

Deno.test("recentBaseRate() scales half of a short history to the horizon", () => {
  const snapshot = snapshotAt(shop, 14);
  const rate = recentBaseRate(purchaseDays(snapshot.orders), snapshot, 7, undefined);
  // cut at day 12: customers 0 and 1 are known, customer 0 buys within two days
  assert.ok(Math.abs(rate - (1 - (1 - (1 + 0.2) / (2 + 2)) ** (7 / 2))) < 1e-12);
});

Deno.test("recentBaseRate() of a single day is the prior", () => {
  const snapshot = snapshotAt(shop, 11);
  assert.equal(recentBaseRate(purchaseDays(snapshot.orders), snapshot, 7, undefined), 0.1);
});
