/**
 * What orders tell of hours: how well a customer's earlier order hours foretell the next one. This
 * part of a reaction to the hour can be fitted; whether a message is opened by it cannot.
 *
 * @module
 */
import type { EpochDay, Shop } from "../ingest/shop.ts";
import { bootstrapMean } from "../statistics/bootstrap.ts";
import type { MeanInterval } from "./analysis.ts";

/** Rhythms of ordering as fitted on lines before a day. */
export interface HourHabits {
  /** Lines of the whole shop by hour. */
  readonly everybody: Float64Array;
  /** Lines of everybody's rhythm that a customer's own is shrunk by. */
  readonly prior: number;
  /** Orders that it was fitted on. */
  readonly orders: number;
  /**
   * Gain of log-likelihood per order over everybody's rhythm alone, on the newer half of the
   * windows with the strength fitted on the older half; `null` with fewer than 20 orders in either.
   */
  readonly gain: MeanInterval | null;
}

/** Options of {@linkcode fitHourHabits}. */
export interface FitHourOptions {
  /** Days of a window. @default {7} */
  horizon?: number;
  /** Windows learned from. @default {8} */
  windows?: number;
}

/** Strengths tried, in lines; the last leaves nothing of a customer's own. */
const PRIORS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 1e9];
/** Strength where there are too few orders to fit one. */
const UNFITTED = 50;
/** Fewest orders that a strength is fitted on. */
const FEWEST = 20;

/**
 * Fits how far a customer's own order hours count beside everybody's: the strength of shrinkage
 * with which lines before each of the last windows best foretell the hour of each buyer's first
 * order in it (maximum likelihood over a grid).
 *
 * @returns `null` for a source without times of day: no hour is made up for it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { fitHourHabits } from "./hour_habits.ts";
 *
 * assert.equal(fitHourHabits(shopFromLines([{ customer: 0, article: 0, day: 5 }]), 9), null);
 * ```
 */
export function fitHourHabits(
  shop: Shop,
  asOf: EpochDay,
  options: FitHourOptions = {},
): HourHabits | null {
  const { horizon = 7, windows = 8 } = options;
  if (shop.orders.minute === null) return null;
  const orders = Array.from(
    { length: windows },
    (_, w) => firstOrders(shop, asOf - (w + 1) * horizon, horizon),
  );
  const half = Math.ceil(windows / 2);
  const [newer, older] = [orders.slice(0, half).flat(), orders.slice(half).flat()];
  const all = [...newer, ...older];
  const tested = newer.length >= FEWEST && older.length >= FEWEST;
  return {
    everybody: hoursBefore(shop, asOf),
    prior: all.length < FEWEST ? UNFITTED : PRIORS[bestPrior(all)]!,
    orders: all.length,
    gain: tested ? gainOf(newer, bestPrior(older)) : null,
  };
}

/**
 * How near hours are to an hour by somebody's own order hours and everybody's, one figure per hour
 * that adds up to 1: the shares of the hour and its two neighbours, averaged.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hourCurve } from "./hour_habits.ts";
 *
 * const own = new Float64Array(24);
 * own[9] = 2;
 * const curve = hourCurve(own, new Float64Array(24).fill(1), 1);
 * assert.ok(Math.abs(curve[9]! - (2 + 3 / 24) / 9) < 1e-15);
 * ```
 */
export function hourCurve(
  own: ArrayLike<number>,
  everybody: Float64Array,
  prior: number,
): Float64Array {
  let [lines, total] = [0, 0];
  for (let h = 0; h < 24; h++) {
    lines += own[h]!;
    total += everybody[h]!;
  }
  const share = Float64Array.from(
    { length: 24 },
    (_, h) => (own[h]! + (total > 0 ? prior * everybody[h]! / total : 0)) / (lines + prior),
  );
  return share.map((at, h) => (share[(h + 23) % 24]! + at + share[(h + 1) % 24]!) / 3);
}

/** Likelihood of a buyer's first order hour for each of {@linkcode PRIORS}. */
type OrderLikelihoods = Float64Array;

function firstOrders(shop: Shop, from: EpochDay, days: number): OrderLikelihoods[] {
  const { offsets, day, minute, customers } = shop.orders;
  const everybody = hoursBefore(shop, from);
  const found: OrderLikelihoods[] = [];
  for (let c = 0; c < customers; c++) {
    const own = new Float64Array(24);
    let i = offsets[c]!;
    for (; i < offsets[c + 1]! && day[i]! < from; i++) {
      if (minute![i]! >= 0) own[Math.floor(minute![i]! / 60)]! += 1;
    }
    const known = i > offsets[c]! && i < offsets[c + 1]! && minute![i]! >= 0;
    if (!known || day[i]! >= from + days) continue;
    const hour = Math.floor(minute![i]! / 60);
    found.push(Float64Array.from(
      PRIORS,
      (prior) => Math.max(1e-6, hourCurve(own, everybody, prior)[hour]!),
    ));
  }
  return found;
}

function hoursBefore(shop: Shop, asOf: EpochDay): Float64Array {
  const { minute, day } = shop.orders;
  const hours = new Float64Array(24);
  for (let i = 0; i < day.length; i++) {
    if (day[i]! < asOf && minute![i]! >= 0) hours[Math.floor(minute![i]! / 60)]! += 1;
  }
  return hours;
}

/** Place in {@linkcode PRIORS} of the likeliest strength. */
function bestPrior(orders: readonly OrderLikelihoods[]): number {
  const sums = PRIORS.map((_, k) => orders.reduce((sum, one) => sum + Math.log(one[k]!), 0));
  return sums.reduce((best, sum, k) => sum > sums[best]! ? k : best, 0);
}

function gainOf(orders: readonly OrderLikelihoods[], chosen: number): MeanInterval {
  return bootstrapMean(
    Float64Array.from(orders, (one) => Math.log(one[chosen]! / one[PRIORS.length - 1]!)),
  );
}
