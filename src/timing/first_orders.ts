/**
 * The first order of each customer in a window of days: what send times are judged on.
 *
 * @module
 */
import { firstPurchaseFrom, type PurchaseDays, weekday } from "../propensity/purchase_days.ts";

/** The first order of each customer in a window; every array has one entry per customer. */
export interface FirstOrders {
  /** Customer code. */
  customer: Uint32Array;
  /** 0 = Monday … 6 = Sunday. */
  weekday: Uint8Array;
  /** 0–23; `null` for a source with dates only. */
  hour: Int8Array | null;
}

/**
 * The first orders of `[cut, cut + length)`, customers ascending.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { firstOrders } from "./first_orders.ts";
 *
 * const lines = [3, 5, 6].map((day) => ({ customer: 0, article: 0, day, minute: 60 * day }));
 * const { hour } = firstOrders(purchaseDays(shopFromLines(lines).orders), 4, 7);
 * assert.deepEqual([...hour!], [5]);
 * ```
 */
export function firstOrders(days: PurchaseDays, cut: number, length: number): FirstOrders {
  const at: number[] = [];
  const customer: number[] = [];
  for (let c = 0; c < days.customers; c++) {
    const i = firstPurchaseFrom(days, c, cut);
    if (i === days.offsets[c + 1] || days.day[i]! >= cut + length) continue;
    at.push(i);
    customer.push(c);
  }
  return {
    customer: Uint32Array.from(customer),
    weekday: Uint8Array.from(at, (i) => weekday(days.day[i]!)),
    hour: days.firstHour && Int8Array.from(at, (i) => days.firstHour![i]!),
  };
}
