/**
 * Training examples: what was known at earlier cutoffs, and who bought in the horizon after each.
 *
 * @module
 */
import type { BgNbd } from "./bgnbd.ts";
import { FEATURE_COUNT, featureRows, usualGapBefore } from "./features.ts";
import { firstPurchaseFrom, type PurchaseDays } from "./purchase_days.ts";

/** Examples of one cutoff. */
export interface CutoffRows {
  /** Morning as of which the features were made; labels are of `[cut, cut + horizon)`. */
  readonly cut: number;
  /** Customer code per row. */
  readonly customers: Uint32Array;
  /** Row-major `customers × FEATURE_COUNT`. */
  readonly features: Float32Array;
  /** 1 where the customer bought in the horizon. */
  readonly labels: Uint8Array;
  /** Orders in the horizon. */
  readonly orders: Uint16Array;
  /** Value in the horizon, in the shop's unit. */
  readonly value: Float64Array;
}

/** What {@linkcode rowsAtCutoff} needs to know. */
export interface RowsContext {
  horizon: number;
  bgNbd: BgNbd;
  /** Used where nobody has bought twice before the cutoff. */
  usualGap: number;
}

/** Options of {@linkcode rowsAtCutoff}. */
export interface RowsOptions {
  /** Keep every n-th customer. @default {1} */
  stride?: number;
  /** First customer code looked at, below `stride`. @default {0} */
  phase?: number;
}

/**
 * Rows of the customers who had bought before `cut`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 * import { rowsAtCutoff } from "./training_rows.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 1 },
 *   { customer: 0, article: 0, day: 12 },
 *   { customer: 1, article: 0, day: 2 },
 *   { customer: 2, article: 0, day: 12 },
 * ]);
 * const bgNbd = { r: 1, alpha: 10, a: 1, b: 2 };
 * const rows = rowsAtCutoff(purchaseDays(shop.orders), 10, { horizon: 7, bgNbd, usualGap: 9 });
 * assert.deepEqual([...rows.customers], [0, 1]); // customer 2 was not known on day 10
 * assert.deepEqual([...rows.labels], [1, 0]);
 * ```
 */
export function rowsAtCutoff(
  days: PurchaseDays,
  cut: number,
  context: RowsContext,
  options: RowsOptions = {},
): CutoffRows {
  const customers = customersSeenBefore(days, cut, options);
  const usualGap = usualGapBefore(days, cut) || context.usualGap;
  const features = featureRows(days, customers, { ...context, cut, usualGap });
  const labels = new Uint8Array(customers.length);
  const orders = new Uint16Array(customers.length);
  const value = new Float64Array(customers.length);
  customers.forEach((c, row) => {
    const from = firstPurchaseFrom(days, c, cut);
    const to = firstPurchaseFrom(days, c, cut + context.horizon);
    labels[row] = to > from ? 1 : 0;
    for (let i = from; i < to; i++) {
      orders[row]! += days.orders[i]!;
      value[row]! += days.value[i]!;
    }
  });
  return { cut, customers, features, labels, orders, value };
}

/**
 * Codes of the customers with a purchase before `cut`, ascending.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 * import { customersSeenBefore } from "./training_rows.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * assert.deepEqual([...customersSeenBefore(purchaseDays(shop.orders), 11)], [0]);
 * assert.deepEqual([...customersSeenBefore(purchaseDays(shop.orders), 10)], []);
 * ```
 */
export function customersSeenBefore(
  days: PurchaseDays,
  cut: number,
  options: RowsOptions = {},
): Uint32Array {
  const { stride = 1, phase = 0 } = options;
  const seen = new Uint32Array(Math.ceil(days.customers / stride));
  let count = 0;
  for (let c = phase; c < days.customers; c += stride) {
    const start = days.offsets[c]!;
    if (start < days.offsets[c + 1]! && days.day[start]! < cut) seen[count++] = c;
  }
  return seen.slice(0, count);
}

/** Rows of several cutoffs, one part below the other, in shared memory where Workers read them. */
export interface StackedRows {
  features: Float32Array;
  labels: Uint8Array;
  /** Halved every `halfLife` days before the newest cutoff, with mean 1. */
  weights: Float32Array;
}

/**
 * Stacks the rows of several cutoffs; older ones weigh less.
 *
 * @param halfLife In days; `Infinity` for equal weights.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { purchaseDays } from "./purchase_days.ts";
 * import { habitualShop } from "./testing.ts";
 * import { rowsAtCutoff, stackRows } from "./training_rows.ts";
 *
 * const context = { horizon: 7, bgNbd: { r: 1, alpha: 10, a: 1, b: 2 }, usualGap: 20 };
 * const days = purchaseDays(habitualShop({ customers: 20 }).orders);
 * const { weights } = stackRows([1100, 1072].map((cut) => rowsAtCutoff(days, cut, context)), 28);
 * assert.ok(Math.abs(weights[0]! / weights.at(-1)! - 2) < 1e-6);
 * ```
 */
export function stackRows(parts: readonly CutoffRows[], halfLife: number): StackedRows {
  const rows = parts.reduce((n, part) => n + part.labels.length, 0);
  const features = new Float32Array(new SharedArrayBuffer(4 * rows * FEATURE_COUNT));
  const labels = new Uint8Array(new SharedArrayBuffer(rows));
  const weights = new Float32Array(new SharedArrayBuffer(4 * rows));
  const newest = Math.max(...parts.map(({ cut }) => cut));
  let at = 0;
  let total = 0;
  for (const part of parts) {
    const weight = 2 ** ((part.cut - newest) / halfLife);
    features.set(part.features, at * FEATURE_COUNT);
    labels.set(part.labels, at);
    weights.fill(weight, at, at + part.labels.length);
    at += part.labels.length;
    total += weight * part.labels.length;
  }
  for (let i = 0; i < rows; i++) weights[i]! *= rows / total;
  return { features, labels, weights };
}
