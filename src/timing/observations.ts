/**
 * What timing learns from: per purchase day one point on a circle (the hour of the day's first
 * order, or the day of the week) and the context it was seen in.
 *
 * @module
 */
import { type PurchaseDays, timedDays, weekday } from "../propensity/purchase_days.ts";

/**
 * Points on a circle of `bins` equal parts, one per purchase day, in the layout of
 * {@linkcode PurchaseDays}: points of customer `c` are `[offsets[c], offsets[c + 1])`, oldest first.
 */
export interface Observations {
  /** Size of the circle: 24 hours or 7 days. */
  readonly bins: number;
  /** Number of contexts: 7 days of the week for hours, 1 for days. */
  readonly contexts: number;
  /** Number of customers. */
  readonly customers: number;
  /** Length `customers + 1`. */
  readonly offsets: Uint32Array;
  /** Days since 1970-01-01. */
  readonly day: Uint16Array;
  /** Point per purchase day, `0 … bins - 1`. */
  readonly bin: Uint8Array;
}

/**
 * Context of a day: its day of the week (0 = Monday) among 7, or 0 where there is one context.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { contextOf, hourObservations } from "./observations.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 4, minute: 0 }]);
 * assert.equal(contextOf(hourObservations(purchaseDays(shop.orders)), 4), 0); // a Monday
 * ```
 */
export function contextOf(observations: Observations, day: number): number {
  return observations.contexts === 1 ? 0 : weekday(day);
}

/**
 * The hour of the first order of each purchase day where it is known, in the context of its day of the week.
 *
 * @throws {TypeError} If the source has dates only.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { hourObservations } from "./observations.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 4, minute: 59 }]);
 * assert.deepEqual([...hourObservations(purchaseDays(shop.orders)).bin], [0]);
 * ```
 */
export function hourObservations(days: PurchaseDays): Observations {
  const { customers, offsets, day, firstHour } = timedDays(days);
  return { bins: 24, contexts: 7, customers, offsets, day, bin: Uint8Array.from(firstHour) };
}

/**
 * The day of the week of each purchase day (0 = Monday), in one context.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { dayObservations } from "./observations.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 4 }]); // 1970-01-05, a Monday
 * assert.deepEqual([...dayObservations(purchaseDays(shop.orders)).bin], [0]);
 * ```
 */
export function dayObservations({ customers, offsets, day }: PurchaseDays): Observations {
  const bin = Uint8Array.from(day, weekday);
  return { bins: 7, contexts: 1, customers, offsets, day, bin };
}
