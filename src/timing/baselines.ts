/**
 * What a customer's hour is measured against.
 *
 * @module
 */
import { minimise } from "../propensity/minimise.ts";
import { firstPurchaseFrom, type PurchaseDays, weekday } from "../propensity/purchase_days.ts";
import { firstOrders } from "./first_orders.ts";

/**
 * Hours (0–23) of a customer's purchase days before `cut`, counted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { hourCounts } from "./baselines.ts";
 *
 * const lines = [9, 9, 14].map((hour, i) => ({
 *   customer: 0, article: 0, day: i, minute: 60 * hour,
 * }));
 * const days = purchaseDays(shopFromLines(lines).orders);
 * assert.equal(hourCounts(days, 0, 3)[9], 2);
 * ```
 */
export function hourCounts(days: PurchaseDays, customer: number, cut: number): Float64Array {
  const counts = new Float64Array(24);
  const end = firstPurchaseFrom(days, customer, cut);
  for (let i = days.offsets[customer]!; i < end; i++) counts[days.firstHour![i]!]! += 1;
  return counts;
}

/**
 * Share of everybody's purchase days before `cut` by hour, one added to each hour.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { globalHistogram } from "./baselines.ts";
 *
 * const lines = [9, 9, 14].map((hour, i) => ({
 *   customer: 0, article: 0, day: i, minute: 60 * hour,
 * }));
 * const days = purchaseDays(shopFromLines(lines).orders);
 * assert.equal(globalHistogram(days, 2)[9], (2 + 1) / (2 + 24));
 * ```
 */
export function globalHistogram(days: PurchaseDays, cut: number): Float64Array {
  const counts = new Float64Array(24).fill(1);
  let total = 24;
  for (let i = 0; i < days.day.length; i++) {
    if (days.day[i]! >= cut) continue;
    counts[days.firstHour![i]!]! += 1;
    total++;
  }
  return counts.map((n) => n / total);
}

/**
 * Probability of an hour by counts shrunk to a prior of so many orders.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shrunk } from "./baselines.ts";
 *
 * assert.equal(shrunk(Float64Array.of(1, 0), Float64Array.of(0.5, 0.5), 1, 0), 3 / 4);
 * ```
 */
export function shrunk(
  counts: Float64Array,
  prior: Float64Array,
  strength: number,
  hour: number,
): number {
  const total = counts.reduce((a, b) => a + b, 0);
  return (counts[hour]! + strength * prior[hour]!) / (total + strength);
}

/** The strength of {@linkcode shrunk}, tuned on the 28 days before the cut; 30 where few ordered in them. */
export function shrinkageStrength(days: PurchaseDays, cut: number): number {
  const earlier = cut - 28;
  const first = firstOrders(days, earlier, 28);
  if (first.customer.length < 20) return 30;
  const prior = globalHistogram(days, earlier);
  const counts = Array.from(first.customer, (c) => hourCounts(days, c, earlier));
  const loss = ([log]: Float64Array) => {
    let sum = 0;
    counts.forEach((own, i) => {
      sum -= Math.log(shrunk(own, prior, Math.exp(log!), first.hour![i]!));
    });
    return sum / counts.length;
  };
  return Math.exp(minimise(loss, [Math.log(30)], { evaluations: 60 }).point[0]!);
}

/**
 * The customer's most frequent hour, ties by the usual curve; `fallback` without orders.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { modeOf } from "./baselines.ts";
 *
 * assert.equal(modeOf(Float64Array.of(1, 1, 0), Float64Array.of(0.2, 0.3, 0.5), 2), 1);
 * assert.equal(modeOf(new Float64Array(3), Float64Array.of(0.2, 0.3, 0.5), 2), 2);
 * ```
 */
export function modeOf(counts: Float64Array, usual: Float64Array, fallback: number): number {
  let best = -1;
  for (let h = 0; h < counts.length; h++) {
    if (counts[h] === 0) continue;
    const ahead = best < 0 || counts[h]! > counts[best]! ||
      (counts[h] === counts[best] && usual[h]! > usual[best]!);
    if (ahead) best = h;
  }
  return best < 0 ? fallback : best;
}

/** Strengths of the circular baseline. */
interface CircularSettings {
  /** Orders that the prior counts for. */
  strength: number;
  /** Width of the Gaussian kernel in hours. */
  width: number;
  /** Orders of everybody's histogram that a day of the week's is shrunk by. */
  dayStrength: number;
}

const USUAL: CircularSettings = { strength: 15, width: 1, dayStrength: 30 };

/** Probability per hour of a customer with these counts on a day of the week. */
export type CircularCurve = (counts: Float64Array, weekday: number) => Float64Array;

/**
 * The customer's histogram, smoothed around the circle, shrunk to the smoothed histogram of the day
 * of the week, which is shrunk to everybody's. All three strengths are tuned on the first orders of
 * the 28 days before the cut (round numbers where fewer than 20 ordered in them).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { circularBaseline } from "./baselines.ts";
 *
 * const lines = [9, 10, 11].map((hour, i) => ({
 *   customer: i, article: 0, day: i, minute: 60 * hour,
 * }));
 * const curve = circularBaseline(purchaseDays(shopFromLines(lines).orders), 3);
 * const own = new Float64Array(24);
 * own[23] = 9;
 * const probability = curve(own, 0);
 * assert.ok(probability[0]! > probability[5]!);
 * ```
 */
export function circularBaseline(days: PurchaseDays, cut: number): CircularCurve {
  return circularCurve(days, cut, tunedSettings(days, cut - 28));
}

function circularCurve(days: PurchaseDays, cut: number, settings: CircularSettings): CircularCurve {
  const { strength, width, dayStrength } = settings;
  const kernel = gaussianAround(width);
  const global = globalHistogram(days, cut);
  const priors = weekdayCounts(days, cut).map((counts) =>
    shrink(counts, global, dayStrength, kernel)
  );
  return (counts, weekday) => shrink(counts, priors[weekday]!, strength, kernel);
}

function shrink(counts: Float64Array, prior: Float64Array, strength: number, kernel: Float64Array) {
  const curve = prior.map((p) => strength * p);
  let total = strength;
  for (let o = 0; o < 24; o++) {
    if (counts[o] === 0) continue;
    total += counts[o]!;
    for (let h = 0; h < 24; h++) curve[h]! += counts[o]! * kernel[(h - o + 24) % 24]!;
  }
  return curve.map((p) => p / total);
}

function tunedSettings(days: PurchaseDays, cut: number): CircularSettings {
  const first = firstOrders(days, cut, 28);
  if (first.customer.length < 20) return USUAL;
  const counts = Array.from(first.customer, (c) => hourCounts(days, c, cut));
  const at = ([strength, width, dayStrength]: Float64Array): CircularSettings => ({
    strength: Math.exp(strength!),
    width: Math.exp(width!),
    dayStrength: Math.exp(dayStrength!),
  });
  const loss = (point: Float64Array) => {
    const curve = circularCurve(days, cut, at(point));
    return counts.reduce(
      (sum, own, i) => sum - Math.log(curve(own, first.weekday[i]!)[first.hour![i]!]!),
      0,
    ) / counts.length;
  };
  const start = [USUAL.strength, USUAL.width, USUAL.dayStrength].map(Math.log);
  return at(minimise(loss, start, { evaluations: 90 }).point);
}

function weekdayCounts(days: PurchaseDays, cut: number): Float64Array[] {
  const counts = Array.from({ length: 7 }, () => new Float64Array(24));
  for (let i = 0; i < days.day.length; i++) {
    if (days.day[i]! < cut) counts[weekday(days.day[i]!)]![days.firstHour![i]!]! += 1;
  }
  return counts;
}

function gaussianAround(width: number): Float64Array {
  const weights = Float64Array.from(
    { length: 24 },
    (_, d) => Math.exp(-((Math.min(d, 24 - d) / width) ** 2) / 2),
  );
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / sum);
}
