/**
 * When to send: day of the week and hour for every customer.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { purchaseDays } from "../propensity/purchase_days.ts";
import { dayObservations, hourObservations } from "./observations.ts";
import { customerCurves, fitRhythm, type FittedRhythm, totalVariation } from "./posterior.ts";
import type { TuneOptions } from "./tune.ts";

/** Fitted rhythms of a shop. */
export interface TimingModel {
  /** The morning on which it was fitted; it knows nothing of that day or later. */
  readonly asOf: number;
  /** Days of the week. */
  readonly day: FittedRhythm;
  /** Hours by day of the week; `null` for a source with dates only. */
  readonly hour: FittedRhythm | null;
}

/**
 * Fits the rhythms of days and, where the source has times, of hours. With too little history
 * (fewer than 50 first orders in the earlier windows) the strengths are the weak prior's means and
 * `tuned.cuts` is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { fitTiming, sendTimes } from "./send_times.ts";
 *
 * const lines = [4, 11, 18].map((day) => ({ customer: 0, article: 0, day, minute: 9 * 60 }));
 * const snapshot = snapshotAt(shopFromLines(lines), 20);
 * const times = sendTimes(fitTiming(snapshot), snapshot);
 * assert.deepEqual([times.dayOfWeek[0], times.hour![0]], [1, 9]); // Monday at nine
 * ```
 */
export function fitTiming(snapshot: Snapshot, options: TuneOptions = {}): TimingModel {
  const days = purchaseDays(snapshot.orders);
  return {
    asOf: snapshot.asOf,
    day: fitRhythm(dayObservations(days), snapshot.asOf, options),
    hour: days.firstHour ? fitRhythm(hourObservations(days), snapshot.asOf, options) : null,
  };
}

/** What a send time rests on, by code: see {@linkcode SendTimes.basis}. */
export const SEND_TIME_BASES = ["global", "segment", "personal"] as const;

/** Send times of a list of customers; row `i` belongs to the i-th customer asked for. */
export interface SendTimes {
  /** 1 = Monday … 7 = Sunday. */
  dayOfWeek: Uint8Array;
  /** 0–23, the local hour around which (± 1 h) an order is likeliest; `null` for dates only. */
  hour: Int8Array | null;
  /**
   * Code into {@linkcode SEND_TIME_BASES}. `personal`: the customer's own orders move at least a
   * tenth of the probability of the day or hour curve away from what similar customers do;
   * `segment`: they only place the customer among customers with another rhythm than the shop's
   * (again a tenth); `global`: neither, the time is the shop's own.
   */
  basis: Uint8Array;
  /** `n × 7`, Monday first: P(day of the week of the next order). */
  dayProbability: Float64Array;
  /** `n × 24`: P(hour of the next order), whatever its day; `null` for dates only. */
  hourProbability: Float64Array | null;
}

/** Options of {@linkcode sendTimes}. */
export interface SendTimesOptions {
  /** Customer codes. @default {every customer of the snapshot} */
  customers?: ArrayLike<number>;
}

/**
 * Send times from what the snapshot knows. The day is the customer's likeliest day; the hour the
 * one around which (± 1 h) an order is likeliest, whatever its day, among the hours at which anybody
 * orders on the day of sending. No day and no hour is proposed on which nobody
 * ever ordered. Times are local wall-clock times, as in the orders, so daylight saving needs no
 * correction: nine o'clock stays nine o'clock.
 *
 * @throws {TypeError} If the model has hours and the snapshot has none, or the reverse.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { fitTiming, sendTimes } from "./send_times.ts";
 * import { rhythmicShop } from "./testing.ts";
 *
 * const snapshot = snapshotAt(rhythmicShop({ times: false }), 130);
 * const times = sendTimes(fitTiming(snapshot), snapshot, { customers: [0, 1] });
 * assert.deepEqual([...times.dayOfWeek], [1, 5]);
 * assert.equal(times.hour, null); // the source has dates only
 * ```
 */
export function sendTimes(
  model: TimingModel,
  snapshot: Snapshot,
  options: SendTimesOptions = {},
): SendTimes {
  const days = purchaseDays(snapshot.orders);
  if ((days.firstHour !== null) !== (model.hour !== null)) {
    throw new TypeError("Expected the model and the snapshot to agree on having times of day");
  }
  const n = options.customers?.length ?? days.customers;
  const dayCurves = customerCurves(model.day, dayObservations(days), snapshot.asOf);
  const hour = model.hour;
  const hourCurves = hour && customerCurves(hour, hourObservations(days), snapshot.asOf);
  const out: SendTimes = {
    dayOfWeek: new Uint8Array(n),
    hour: hour && new Int8Array(n),
    basis: new Uint8Array(n),
    dayProbability: new Float64Array(7 * n),
    hourProbability: hour && new Float64Array(24 * n),
  };
  const priorHours = new Float64Array(24);
  const shopHours = new Float64Array(24);
  for (let i = 0; i < n; i++) {
    const customer = options.customers?.[i] ?? i;
    const { curve, prior } = dayCurves(customer);
    const best = argmaxOpen(curve, model.day.open);
    out.dayOfWeek[i] = best + 1;
    out.dayProbability.set(curve, 7 * i);
    out.basis[i] = basisOf(curve, prior, model.day.curves.context);
    if (!hour || !hourCurves) continue;
    const hours = hourCurves(customer);
    const average = out.hourProbability!.subarray(24 * i, 24 * i + 24);
    averageHours(curve, hours.curve, average);
    out.hour![i] = bestHour(average, hour.open.subarray(24 * best, 24 * best + 24));
    averageHours(curve, hours.prior, priorHours.fill(0));
    averageHours(curve, hour.curves.context, shopHours.fill(0));
    out.basis[i] = Math.max(out.basis[i]!, basisOf(average, priorHours, shopHours));
  }
  return out;
}

/**
 * The open hour around which (± 1 h) most of the curve lies; ties go to the likelier, then the
 * earlier hour.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bestHour } from "./send_times.ts";
 *
 * const curve = new Float64Array(24);
 * curve.set([0.4, 0, 0, 0.3, 0.3], 8); // around eleven is safer than around eight
 * assert.equal(bestHour(curve, new Uint8Array(24).fill(1)), 11);
 * ```
 */
export function bestHour(curve: Float64Array, open: Uint8Array): number {
  let best = -1;
  let bestMass = -1;
  for (let h = 0; h < 24; h++) {
    if (!open[h]) continue;
    const mass = curve[(h + 23) % 24]! + curve[h]! + curve[(h + 1) % 24]!;
    const tie = Math.abs(mass - bestMass) < 1e-12;
    if (best < 0 || (!tie && mass > bestMass) || (tie && curve[h]! > curve[best]!)) {
      best = h;
      bestMass = mass;
    }
  }
  return best;
}

function argmaxOpen(curve: Float64Array, open: Uint8Array): number {
  let best = -1;
  for (let b = 0; b < curve.length; b++) {
    if (open[b] && (best < 0 || curve[b]! > curve[best]!)) best = b;
  }
  return best;
}

function averageHours(day: Float64Array, hours: Float64Array, out: Float64Array): void {
  for (let d = 0; d < 7; d++) {
    for (let h = 0; h < 24; h++) out[h]! += day[d]! * hours[24 * d + h]!;
  }
}

function basisOf(curve: Float64Array, prior: Float64Array, shop: Float64Array): number {
  if (totalVariation(curve, prior) >= 0.1) return 2;
  return totalVariation(prior, shop) >= 0.1 ? 1 : 0;
}
