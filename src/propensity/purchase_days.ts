/**
 * Order lines condensed to purchase days: who bought on which day, at which hour first, how much.
 *
 * @module
 */
import type { OrderLines } from "../ingest/shop.ts";

/**
 * One entry per (customer, day with a purchase), sorted by customer, then day (oldest first).
 * Entries of customer `c` are `[offsets[c], offsets[c + 1])`.
 */
export interface PurchaseDays {
  /** Number of customers. */
  readonly customers: number;
  /** Length `customers + 1`. */
  readonly offsets: Uint32Array;
  /** Days since 1970-01-01. */
  readonly day: Uint16Array;
  /** Hour (0–23) of the day's first order; `null` when the source has dates only. */
  readonly firstHour: Int8Array | null;
  /** Orders of the day: distinct timestamps, or 1 where the source has dates only. */
  readonly orders: Uint16Array;
  /** Lines of the day, at most 65,535. */
  readonly lines: Uint16Array;
  /** Sum of the day's prices times pieces in the shop's unit; unknown prices count 0. */
  readonly value: Float32Array;
  /** The same whatever the pieces: the same array where the source does not say how many. */
  readonly prices: Float32Array;
}

/**
 * The purchase days of every customer, in two linear passes over the lines.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5, minute: 610, price: 2 },
 *   { customer: 0, article: 1, day: 5, minute: 700, price: 3 },
 *   { customer: 0, article: 1, day: 9, minute: 480, price: 3, units: 4 },
 * ]);
 * const days = purchaseDays(shop.orders);
 * assert.deepEqual([...days.day], [5, 9]);
 * assert.deepEqual([...days.firstHour!], [10, 8]);
 * assert.deepEqual([...days.orders], [2, 1]);
 * assert.deepEqual([...days.value], [5, 12]);
 * assert.deepEqual([...days.prices], [5, 3]);
 * ```
 */
export function purchaseDays(orders: OrderLines): PurchaseDays {
  const out = allocate(orders, countPurchaseDays(orders));
  let at = -1;
  for (let c = 0; c < orders.customers; c++) {
    const start = orders.offsets[c]!;
    const end = orders.offsets[c + 1]!;
    for (let i = start; i < end; i++) {
      const newDay = i === start || orders.day[i] !== orders.day[i - 1];
      if (newDay) {
        at++;
        out.day[at] = orders.day[i]!;
        if (out.firstHour) out.firstHour[at] = -1;
      }
      if (out.firstHour && out.firstHour[at]! < 0) {
        out.firstHour[at] = Math.floor(orders.minute![i]! / 60); // −1 stays −1
      }
      if (newDay || (orders.minute && orders.minute[i] !== orders.minute[i - 1])) {
        out.orders[at]! += 1;
      }
      if (out.lines[at]! < 65535) out.lines[at]! += 1;
      const price = orders.price[i]!;
      if (price !== price) continue;
      out.prices[at]! += price;
      if (orders.units !== null) out.value[at]! += price * orders.units[i]!;
    }
    out.offsets[c + 1] = at + 1;
  }
  return out;
}

function countPurchaseDays({ customers, offsets, day }: OrderLines): number {
  let count = 0;
  for (let c = 0; c < customers; c++) {
    for (let i = offsets[c]!; i < offsets[c + 1]!; i++) {
      if (i === offsets[c] || day[i] !== day[i - 1]) count++;
    }
  }
  return count;
}

function allocate(orders: OrderLines, count: number): PurchaseDays {
  const prices = new Float32Array(count);
  return {
    customers: orders.customers,
    offsets: new Uint32Array(orders.customers + 1),
    day: new Uint16Array(count),
    firstHour: orders.minute ? new Int8Array(count) : null,
    orders: new Uint16Array(count),
    lines: new Uint16Array(count),
    value: orders.units === null ? prices : new Float32Array(count),
    prices,
  };
}

/**
 * The purchase days whose hour is known; all of them where every line has a time.
 *
 * @throws {TypeError} If the source has dates only.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays, timedDays } from "./purchase_days.ts";
 *
 * const lines = [{ customer: 0, article: 0, day: 5 }, { customer: 0, article: 0, day: 9, minute: 61 }];
 * const days = timedDays(purchaseDays(shopFromLines(lines).orders));
 * assert.deepEqual([[...days.day], [...days.firstHour]], [[9], [1]]);
 * ```
 */
export function timedDays(days: PurchaseDays): PurchaseDays & { readonly firstHour: Int8Array } {
  const { firstHour, customers } = days;
  if (firstHour === null) throw new TypeError("Expected times of day but found dates only");
  if (firstHour.every((hour) => hour >= 0)) return { ...days, firstHour };
  const offsets = new Uint32Array(customers + 1);
  for (let c = 0; c < customers; c++) {
    let known = 0;
    for (let i = days.offsets[c]!; i < days.offsets[c + 1]!; i++) if (firstHour[i]! >= 0) known++;
    offsets[c + 1] = offsets[c]! + known;
  }
  const known = <A extends { filter(keep: (value: number, i: number) => boolean): A }>(values: A) =>
    values.filter((_, i) => firstHour[i]! >= 0);
  return {
    customers,
    offsets,
    day: known(days.day),
    firstHour: known(firstHour),
    orders: known(days.orders),
    lines: known(days.lines),
    value: known(days.value),
    prices: known(days.prices),
  };
}

/**
 * Index of the first purchase day of customer `c` that is not before `day` (`offsets[c + 1]` when
 * there is none), by binary search.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { firstPurchaseFrom, purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([5, 9].map((day) => ({ customer: 0, article: 0, day })));
 * assert.equal(firstPurchaseFrom(purchaseDays(shop.orders), 0, 6), 1);
 * ```
 */
export function firstPurchaseFrom(days: PurchaseDays, customer: number, day: number): number {
  let low = days.offsets[customer]!;
  let high = days.offsets[customer + 1]!;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days.day[middle]! < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Whether a customer buys anything in `[cut, cut + horizon)`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { buysWithin, purchaseDays } from "./purchase_days.ts";
 *
 * const days = purchaseDays(shopFromLines([{ customer: 0, article: 0, day: 9 }]).orders);
 * assert.deepEqual([2, 3, 10].map((cut) => buysWithin(days, 0, cut, 7)), [false, true, false]);
 * ```
 */
export function buysWithin(
  days: PurchaseDays,
  customer: number,
  cut: number,
  horizon: number,
): boolean {
  const next = firstPurchaseFrom(days, customer, cut);
  return next < days.offsets[customer + 1]! && days.day[next]! < cut + horizon;
}

/**
 * Day of the week of a day since 1970-01-01 (a Thursday): 0 = Monday … 6 = Sunday.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { weekday } from "./purchase_days.ts";
 *
 * assert.equal(weekday(0), 3);
 * ```
 */
export function weekday(day: number): number {
  return (day + 3) % 7;
}
