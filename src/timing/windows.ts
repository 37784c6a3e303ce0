/**
 * Earlier windows on which a rhythm is tuned: what was known before a cut, and the first point of
 * each customer after it.
 *
 * @module
 */
import { contextOf, type Observations } from "./observations.ts";
import { curvesFromCounts, ownKernels, type RhythmParameters } from "./rhythm.ts";
import { fitSegments, memberships, type Segments } from "./segments.ts";

/** One window as flat arrays; targets are the first points of customers with a history. */
export interface TuningWindow {
  /** First day of the window; everything else in the record but the targets is older. */
  readonly cut: number;
  readonly bins: number;
  readonly contexts: number;
  /** Points of all customers by (age in days − 1, bin): the context follows from the day. */
  readonly dayCounts: Float64Array;
  /** Context of each age. */
  readonly dayContext: Uint8Array;
  /** Per target: customer code, bin and context of the first point in the window. */
  readonly customer: Uint32Array;
  readonly bin: Uint8Array;
  readonly context: Uint8Array;
  /** Per target × bin: the segment curve over the average curve, the prior's multiplier. */
  readonly lift: Float64Array;
  /** Own points of target `t`: `[offsets[t], offsets[t + 1])` of the three arrays below. */
  readonly offsets: Uint32Array;
  readonly ownBin: Uint8Array;
  readonly ownAge: Uint16Array;
  /** 1 where the own point was seen in the target's context. */
  readonly ownSame: Uint8Array;
}

/** Options of {@linkcode tuningWindow}. */
export interface TuningWindowOptions {
  /** Length of the window in days. @default {28} */
  windowDays?: number;
  /** Customers looked at, evenly spread over the codes. @default {40000} */
  maxCustomers?: number;
  /** Most recent own points kept per customer. @default {200} */
  maxOwn?: number;
}

/**
 * The window `[cut, cut + windowDays)`, with everything that was known before `cut`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { dayObservations } from "./observations.ts";
 * import { tuningWindow } from "./windows.ts";
 *
 * const shop = shopFromLines([4, 11, 19].map((day) => ({ customer: 0, article: 0, day })));
 * const window = tuningWindow(dayObservations(purchaseDays(shop.orders)), 14);
 * assert.deepEqual([...window.bin], [1]); // day 19 is a Tuesday
 * assert.deepEqual([...window.ownAge], [10, 3]);
 * ```
 */
export function tuningWindow(
  observations: Observations,
  cut: number,
  options: TuningWindowOptions = {},
): TuningWindow {
  const { windowDays = 28, maxCustomers = 40_000, maxOwn = 200 } = options;
  const { customers, offsets, day, bin, bins, contexts } = observations;
  const segments = fitSegments(observations, cut);
  const stride = Math.max(1, Math.ceil(customers / maxCustomers));
  const targets: number[] = [];
  const firstPoint: number[] = [];
  const own = { offsets: [0], bin: [] as number[], age: [] as number[], same: [] as number[] };
  for (let c = 0; c < customers; c += stride) {
    let first = offsets[c]!;
    while (first < offsets[c + 1]! && day[first]! < cut) first++;
    if (first === offsets[c] || first === offsets[c + 1]) continue;
    if (day[first]! >= cut + windowDays) continue;
    targets.push(c);
    firstPoint.push(first);
    const context = contextOf(observations, day[first]!);
    for (let i = Math.max(offsets[c]!, first - maxOwn); i < first; i++) {
      own.bin.push(bin[i]!);
      own.age.push(cut - day[i]!);
      own.same.push(contextOf(observations, day[i]!) === context ? 1 : 0);
    }
    own.offsets.push(own.bin.length);
  }
  return {
    cut,
    bins,
    contexts,
    ...countsByAge(observations, cut),
    customer: Uint32Array.from(targets),
    bin: Uint8Array.from(firstPoint, (i) => bin[i]!),
    context: Uint8Array.from(firstPoint, (i) => contextOf(observations, day[i]!)),
    lift: segmentLifts(own.offsets, own.bin, segments),
    offsets: Uint32Array.from(own.offsets),
    ownBin: Uint8Array.from(own.bin),
    ownAge: Uint16Array.from(own.age),
    ownSame: Uint8Array.from(own.same),
  };
}

/**
 * Points of all customers before `cut` by (age − 1, bin), and the context of each age.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { dayObservations } from "./observations.ts";
 * import { countsByAge } from "./windows.ts";
 *
 * const shop = shopFromLines([4, 11].map((day) => ({ customer: 0, article: 0, day })));
 * const { dayCounts } = countsByAge(dayObservations(purchaseDays(shop.orders)), 6);
 * assert.equal(dayCounts[7 * 1 + 0], 1); // a Monday, two days old
 * ```
 */
export function countsByAge(
  observations: Observations,
  cut: number,
): { dayCounts: Float64Array; dayContext: Uint8Array } {
  const { day, bin, bins } = observations;
  let oldest = cut;
  for (let i = 0; i < day.length; i++) if (day[i]! < oldest) oldest = day[i]!;
  const dayCounts = new Float64Array((cut - oldest) * bins);
  for (let i = 0; i < day.length; i++) {
    if (day[i]! < cut) dayCounts[(cut - 1 - day[i]!) * bins + bin[i]!]! += 1;
  }
  const dayContext = Uint8Array.from(
    { length: cut - oldest },
    (_, age) => contextOf(observations, cut - 1 - age),
  );
  return { dayCounts, dayContext };
}

/**
 * Counts per (context, bin) with older days discounted by the curve's half-life.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { discountedCounts } from "./windows.ts";
 *
 * const counts = { bins: 1, contexts: 1, dayCounts: Float64Array.of(1, 1) };
 * assert.deepEqual([...discountedCounts({ ...counts, dayContext: Uint8Array.of(0, 0) }, 1)], [1.5]);
 * ```
 */
export function discountedCounts(
  window: Pick<TuningWindow, "bins" | "contexts" | "dayCounts" | "dayContext">,
  halfLife: number,
): Float64Array {
  const { bins, contexts, dayCounts, dayContext } = window;
  const counts = new Float64Array(contexts * bins);
  for (let age = 0; age < dayContext.length; age++) {
    const weight = 2 ** (-age / halfLife);
    const start = dayContext[age]! * bins;
    for (let b = 0; b < bins; b++) counts[start + b]! += weight * dayCounts[age * bins + b]!;
  }
  return counts;
}

function segmentLifts(
  offsets: readonly number[],
  ownBin: readonly number[],
  segments: Segments,
): Float64Array {
  const { bins } = segments;
  const lifts = new Float64Array((offsets.length - 1) * bins);
  const counts = new Float64Array(bins);
  for (let t = 0; t + 1 < offsets.length; t++) {
    counts.fill(0);
    for (let i = offsets[t]!; i < offsets[t + 1]!; i++) counts[ownBin[i]!]! += 1;
    segmentLift(counts, segments, lifts, t * bins);
  }
  return lifts;
}

/**
 * Writes the customer's segment curve over the average curve into `out[at … at + bins)`: 1
 * everywhere for a customer without points.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import type { Segments } from "./segments.ts";
 * import { segmentLift } from "./windows.ts";
 *
 * const curve = Float64Array.of(0.75, 0.25, 0.25, 0.75);
 * const segments: Segments = {
 *   count: 2, bins: 2, share: Float64Array.of(0.5, 0.5), curve,
 *   average: Float64Array.of(0.5, 0.5), logCurve: curve.map(Math.log),
 * };
 * const lift = new Float64Array(2);
 * segmentLift(new Float64Array(2), segments, lift, 0);
 * assert.deepEqual([...lift], [1, 1]);
 * ```
 */
export function segmentLift(
  counts: Float64Array,
  segments: Segments,
  out: Float64Array,
  at: number,
): void {
  const { bins, count, curve, average } = segments;
  const membership = new Float64Array(count);
  memberships(counts, segments, membership, 0);
  for (let b = 0; b < bins; b++) {
    let value = 0;
    for (let s = 0; s < count; s++) value += membership[s]! * curve[s * bins + b]!;
    out[at + b] = value / average[b]!;
  }
}

/**
 * The probability that the model gave to each target's bin.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { dayObservations } from "./observations.ts";
 * import { PARAMETER_COUNT, parametersAt } from "./rhythm.ts";
 * import { rhythmicShop } from "./testing.ts";
 * import { targetProbabilities, tuningWindow } from "./windows.ts";
 *
 * const days = dayObservations(purchaseDays(rhythmicShop({ customers: 20 }).orders));
 * const usual = parametersAt(new Float64Array(PARAMETER_COUNT));
 * const p = targetProbabilities(tuningWindow(days, 100), usual);
 * assert.ok(p.length > 0 && p.every((x) => x > 0 && x < 1));
 * ```
 */
export function targetProbabilities(
  window: TuningWindow,
  parameters: RhythmParameters,
): Float64Array {
  const { bins, lift } = window;
  const counts = discountedCounts(window, parameters.curveHalfLife);
  const curves = curvesFromCounts(counts, bins, parameters);
  const { kernel, tilt, inverse } = ownKernels(curves, parameters);
  const { segmentWeight, ownStrength, otherContext } = parameters;
  const decay = Float64Array.from(
    { length: window.dayContext.length + 1 },
    (_, age) => 2 ** (-age / parameters.ownHalfLife),
  );
  const out = new Float64Array(window.customer.length);
  for (let t = 0; t < out.length; t++) {
    const target = window.bin[t]!;
    const start = window.context[t]! * bins;
    let sum = 0;
    for (let b = 0; b < bins; b++) {
      sum += curves.context[start + b]! * (1 + segmentWeight * (lift[t * bins + b]! - 1));
    }
    const multiplier = 1 + segmentWeight * (lift[t * bins + target]! - 1);
    const prior = curves.context[start + target]! * multiplier / sum;
    let own = 0;
    let weights = 0;
    for (let i = window.offsets[t]!; i < window.offsets[t + 1]!; i++) {
      const weight = decay[window.ownAge[i]!]! * (window.ownSame[i] ? 1 : otherContext);
      const o = window.ownBin[i]!;
      weights += weight;
      own += weight * kernel[(target - o + bins) % bins]! * inverse[start + o]!;
    }
    out[t] = (own * tilt[start + target]! + ownStrength * prior) / (weights + ownStrength);
  }
  return out;
}
