/**
 * The first order of each customer in a held-out window, and how well every method foresaw it.
 *
 * @module
 */
import { type Shop, type Snapshot, snapshotAt } from "../ingest/shop.ts";
import { type PurchaseDays, purchaseDays, timedDays } from "../propensity/purchase_days.ts";
import {
  circularBaseline,
  globalHistogram,
  hourCounts,
  modeOf,
  shrinkageStrength,
  shrunk,
} from "./baselines.ts";
import { type FirstOrders, firstOrders } from "./first_orders.ts";
import { hourObservations } from "./observations.ts";
import { customerCurves } from "./posterior.ts";
import { bestHour, fitTiming, sendTimes, type TimingModel } from "./send_times.ts";
import type { TuneOptions } from "./tune.ts";

/**
 * Log-losses and hits per held-out order; every array has one entry per order. Those of the hour are
 * NaN for an order that has a date only.
 */
export interface HeldOutOrders {
  /** Customer code. */
  customer: Uint32Array;
  /** Purchase days before the cut. */
  history: Uint32Array;
  /** −ln P(day of the week). */
  dayLoss: { global: Float64Array; customer: Float64Array };
  /** −ln P(hour); `null` for a source with dates only. */
  hourLoss: Record<HourMethod, Float64Array> | null;
  /** 1 where the order came within an hour of the proposed one. */
  within: Record<SendMethod, Float64Array> | null;
  /** The model that was evaluated. */
  model: TimingModel;
  /** What the model knew. */
  snapshot: Snapshot;
}

/**
 * Ways to foresee the hour. `global`: everybody's histogram. `shrunk`: the customer's histogram
 * shrunk to it (one strength, tuned on the window before). `circular`: the same with a kernel around
 * the circle and the histogram of the order's day of the week as prior (three strengths, tuned on the
 * window before). `globalByDay`: the shop's curve of the order's day of the week. `customer`: this room's model given that day; `customerAnyDay`: the
 * same averaged over the customer's own days, as stored in the push plan.
 */
export type HourMethod =
  | "global"
  | "shrunk"
  | "circular"
  | "globalByDay"
  | "customer"
  | "customerAnyDay";

/**
 * Hours to send at: twelve for all; the best hour of everybody's histogram; the customer's most
 * frequent hour (else the global one); this room's proposal (made before the day of the order is
 * known), and its best hour once that day is known.
 */
export type SendMethod = "noon" | "bestGlobal" | "ownMode" | "proposed" | "proposedGivenDay";

/** Options of {@linkcode judgeHeldOut}. */
export interface JudgeOptions extends TuneOptions {
  /** Length of the held-out window in days. @default {28} */
  heldOutDays?: number;
}

/**
 * Fits on what was known before `cut` and judges the first orders of `[cut, cut + heldOutDays)`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { judgeHeldOut } from "./held_out.ts";
 * import { rhythmicShop } from "./testing.ts";
 *
 * const { customer, dayLoss } = judgeHeldOut(rhythmicShop({ customers: 20 }), 116);
 * assert.equal(dayLoss.customer.length, customer.length);
 * ```
 */
export function judgeHeldOut(shop: Shop, cut: number, options: JudgeOptions = {}): HeldOutOrders {
  const snapshot = snapshotAt(shop, cut);
  const model = fitTiming(snapshot, options);
  const days = purchaseDays(snapshot.orders);
  const first = firstOrders(purchaseDays(shop.orders), cut, options.heldOutDays ?? 28);
  const times = sendTimes(model, snapshot, { customers: first.customer });
  const dayCurve = model.day.curves.shop;
  const dayLoss = {
    global: Float64Array.from(first.weekday, (d) => -Math.log(dayCurve[d]!)),
    customer: Float64Array.from(
      first.weekday,
      (d, i) => -Math.log(times.dayProbability[7 * i + d]!),
    ),
  };
  const history = first.customer.map((c) => days.offsets[c + 1]! - days.offsets[c]!);
  const hours = first.hour && model.hour &&
    judgeHours(model, snapshot, days, first.customer, first, times);
  return {
    customer: first.customer,
    history,
    dayLoss,
    hourLoss: hours?.loss ?? null,
    within: hours?.within ?? null,
    model,
    snapshot,
  };
}

function judgeHours(
  model: TimingModel,
  snapshot: Snapshot,
  days: PurchaseDays,
  customers: Uint32Array,
  first: FirstOrders,
  times: ReturnType<typeof sendTimes>,
): { loss: Record<HourMethod, Float64Array>; within: Record<SendMethod, Float64Array> } {
  const n = customers.length;
  const losses = () => new Float64Array(n);
  const loss = {
    global: losses(),
    shrunk: losses(),
    circular: losses(),
    globalByDay: losses(),
    customer: losses(),
    customerAnyDay: losses(),
  };
  const within = {
    noon: losses(),
    bestGlobal: losses(),
    ownMode: losses(),
    proposed: losses(),
    proposedGivenDay: losses(),
  };
  const { curves, open } = model.hour!;
  const curveOf = customerCurves(model.hour!, hourObservations(days), snapshot.asOf);
  const timed = timedDays(days);
  const strength = shrinkageStrength(timed, snapshot.asOf);
  const global = globalHistogram(timed, snapshot.asOf);
  const circular = circularBaseline(timed, snapshot.asOf);
  const everywhere = new Uint8Array(24).fill(1);
  const usual = bestHour(global, everywhere);
  for (let i = 0; i < n; i++) {
    const hour = first.hour![i]!;
    if (hour < 0) {
      for (const values of [...Object.values(loss), ...Object.values(within)]) values[i] = NaN;
      continue;
    }
    const start = 24 * first.weekday[i]!;
    const counts = hourCounts(timed, customers[i]!, snapshot.asOf);
    const { curve } = curveOf(customers[i]!);
    loss.global[i] = -Math.log(global[hour]!);
    loss.shrunk[i] = -Math.log(shrunk(counts, global, strength, hour));
    loss.circular[i] = -Math.log(circular(counts, first.weekday[i]!)[hour]!);
    loss.globalByDay[i] = -Math.log(curves.context[start + hour]!);
    loss.customer[i] = -Math.log(curve[start + hour]!);
    loss.customerAnyDay[i] = -Math.log(times.hourProbability![24 * i + hour]!);
    const hit = (proposed: number) => circularDistance(proposed, hour) <= 1 ? 1 : 0;
    within.noon[i] = hit(12);
    within.bestGlobal[i] = hit(usual);
    within.ownMode[i] = hit(modeOf(counts, global, usual));
    within.proposed[i] = hit(times.hour![i]!);
    const given = curve.subarray(start, start + 24);
    within.proposedGivenDay[i] = hit(bestHour(given, open.subarray(start, start + 24)));
  }
  return { loss, within };
}

/**
 * Hours between two hours of the day, the short way round.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { circularDistance } from "./held_out.ts";
 *
 * assert.equal(circularDistance(23, 0), 1);
 * ```
 */
export function circularDistance(a: number, b: number): number {
  const distance = Math.abs(a - b) % 24;
  return Math.min(distance, 24 - distance);
}
