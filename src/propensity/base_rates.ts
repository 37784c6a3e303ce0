/**
 * Base rates: of the customers who have bought, and of those who never have.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { firstPurchaseFrom, type PurchaseDays } from "./purchase_days.ts";
import { customersSeenBefore, type CutoffRows } from "./training_rows.ts";

/** Pseudo-customers behind the prior rate of buying within a horizon where nothing is known. */
const PRIOR_CUSTOMERS = 2;
const PRIOR_RATE = 0.1;

/**
 * Share of seen customers who bought in the newest known horizon; with less than two horizons of
 * history, in the second half of what there is, scaled to a horizon; with a single day, the prior.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { recentBaseRate } from "./base_rates.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * const first = snapshotAt(shop, 11); // a single day is known
 * assert.equal(recentBaseRate(purchaseDays(first.orders), first, 7, undefined), 0.1);
 * ```
 */
export function recentBaseRate(
  days: PurchaseDays,
  snapshot: Snapshot,
  horizon: number,
  newest: CutoffRows | undefined,
): number {
  if (newest) return smoothed(newest.labels.reduce((a, b) => a + b, 0), newest.labels.length);
  const length = Math.floor((snapshot.asOf - snapshot.firstDay) / 2);
  if (!(length >= 1)) return PRIOR_RATE;
  const cut = snapshot.asOf - length;
  const seen = customersSeenBefore(days, cut);
  const buyers = seen.filter((c) => firstPurchaseFrom(days, c, cut) < days.offsets[c + 1]!).length;
  return 1 - (1 - smoothed(buyers, seen.length)) ** (horizon / length);
}

function smoothed(buyers: number, customers: number): number {
  return (buyers + PRIOR_CUSTOMERS * PRIOR_RATE) / (customers + PRIOR_CUSTOMERS);
}

/**
 * Share of the customers unseen at the cutoffs who first bought in the horizon after.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { neverSeenRate } from "./base_rates.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * // unseen on day 5, bought within [5, 12)
 * assert.equal(neverSeenRate(purchaseDays(shop.orders), [5], 7, 0.5), (1 + 0.5) / (1 + 1));
 * ```
 */
export function neverSeenRate(
  days: PurchaseDays,
  cutoffs: readonly number[],
  horizon: number,
  baseRate: number,
): number {
  let unseen = 0;
  let buyers = 0;
  for (const cut of cutoffs) {
    for (let c = 0; c < days.customers; c++) {
      const start = days.offsets[c]!;
      const first = start < days.offsets[c + 1]! ? days.day[start]! : Infinity;
      if (first < cut) continue;
      unseen++;
      if (first < cut + horizon) buyers++;
    }
  }
  return (buyers + baseRate) / (unseen + 1);
}
