/**
 * A fitted rhythm and each customer's curves under it.
 *
 * @module
 */
import type { Observations } from "./observations.ts";
import { type Curves, curvesFromCounts, type OwnKernels, ownKernels } from "./rhythm.ts";
import { fitSegments, type Segments } from "./segments.ts";
import { type TunedRhythm, type TuneOptions, tuneRhythm } from "./tune.ts";
import { countsByAge, discountedCounts, segmentLift } from "./windows.ts";

/** Everything that {@linkcode customerCurves} needs besides the customer's own points. */
export interface FittedRhythm {
  readonly bins: number;
  readonly contexts: number;
  readonly tuned: TunedRhythm;
  readonly curves: Curves;
  readonly kernels: OwnKernels;
  readonly segments: Segments;
  /** `contexts × bins`: 1 where anybody ever ordered (in a context without orders: in any). */
  readonly open: Uint8Array;
}

/**
 * Tunes and fits a rhythm on what was known before `asOf`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { dayObservations } from "./observations.ts";
 * import { fitRhythm } from "./posterior.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 4 }]); // a Monday
 * const rhythm = fitRhythm(dayObservations(purchaseDays(shop.orders)), 5);
 * assert.deepEqual([...rhythm.open], [1, 0, 0, 0, 0, 0, 0]);
 * ```
 */
export function fitRhythm(
  observations: Observations,
  asOf: number,
  options: TuneOptions = {},
): FittedRhythm {
  const { bins, contexts } = observations;
  const tuned = tuneRhythm(observations, asOf, options);
  const counts = { bins, contexts, ...countsByAge(observations, asOf) };
  const discounted = discountedCounts(counts, tuned.parameters.curveHalfLife);
  const curves = curvesFromCounts(discounted, bins, tuned.parameters);
  return {
    bins,
    contexts,
    tuned,
    curves,
    kernels: ownKernels(curves, tuned.parameters),
    segments: fitSegments(observations, asOf),
    open: openBins(discountedCounts(counts, Infinity), bins),
  };
}

function openBins(counts: Float64Array, bins: number): Uint8Array {
  const ever = new Uint8Array(bins);
  const used = new Uint8Array(counts.length / bins);
  counts.forEach((n, i) => {
    if (n > 0) ever[i % bins] = used[Math.floor(i / bins)] = 1;
  });
  const nobody = !ever.includes(1);
  return Uint8Array.from(counts, (n, i) => {
    if (nobody) return 1;
    return used[Math.floor(i / bins)] ? (n > 0 ? 1 : 0) : ever[i % bins]!;
  });
}

/** Curves of one customer, `contexts × bins` each, written anew at every call. */
export interface CustomerCurves {
  /** The posterior: P(bin | context, customer). */
  readonly curve: Float64Array;
  /** The prior it started from: context × the customer's segments. */
  readonly prior: Float64Array;
}

/**
 * A function that computes the curves of one customer; its result is overwritten by the next call.
 * Ages count from `asOf`; the points must all be older.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { dayObservations } from "./observations.ts";
 * import { customerCurves, fitRhythm } from "./posterior.ts";
 * import { rhythmicShop } from "./testing.ts";
 *
 * const days = dayObservations(purchaseDays(rhythmicShop({ customers: 20 }).orders));
 * const curveOf = customerCurves(fitRhythm(days, 144), days, 144);
 * assert.ok(curveOf(0).curve[0]! > curveOf(1).curve[0]!); // customer 0 likes Mondays
 * ```
 */
export function customerCurves(
  rhythm: FittedRhythm,
  observations: Observations,
  asOf: number,
): (customer: number) => CustomerCurves {
  const { bins, contexts, curves, segments } = rhythm;
  const { segmentWeight, ownHalfLife, ownStrength, otherContext } = rhythm.tuned.parameters;
  const size = contexts * bins;
  const result = { curve: new Float64Array(size), prior: new Float64Array(size) };
  const counts = new Float64Array(bins);
  const lift = new Float64Array(bins);
  const own = new Float64Array(size);
  const elsewhere = new Float64Array(bins);
  return (customer) => {
    counts.fill(0);
    own.fill(0);
    elsewhere.fill(0);
    for (let i = observations.offsets[customer]!; i < observations.offsets[customer + 1]!; i++) {
      const bin = observations.bin[i]!;
      const day = observations.day[i]!;
      const context = contexts === 1 ? 0 : (day + 3) % 7;
      const weight = 2 ** ((day - asOf) / ownHalfLife);
      counts[bin]! += 1;
      own[context * bins + bin]! += (1 - otherContext) * weight;
      elsewhere[bin]! += otherContext * weight;
    }
    if (contexts === 1) own.forEach((w, b) => own[b] = w + elsewhere[b]!);
    else for (let i = 0; i < size; i++) own[i]! += elsewhere[i % bins]!;
    segmentLift(counts, segments, lift, 0);
    // the one context's smoothing helps own orders, not those who have none
    const stranger = observations.offsets[customer] === observations.offsets[customer + 1];
    const base = stranger && contexts === 1 ? curves.shop : curves.context;
    for (let start = 0; start < size; start += bins) {
      let sum = 0;
      for (let b = 0; b < bins; b++) {
        const value = base[start + b]! * (1 + segmentWeight * (lift[b]! - 1));
        sum += result.prior[start + b] = value;
      }
      for (let b = 0; b < bins; b++) result.prior[start + b]! /= sum;
      mixOwn(rhythm.kernels, own, start, bins, ownStrength, result);
    }
    return result;
  };
}

/** Posterior of one context: kernels around own points and `strength` orders' worth of prior. */
function mixOwn(
  { kernel, tilt, inverse }: OwnKernels,
  own: Float64Array,
  start: number,
  bins: number,
  strength: number,
  { curve, prior }: CustomerCurves,
): void {
  let weights = strength;
  for (let b = 0; b < bins; b++) curve[start + b] = 0;
  for (let o = 0; o < bins; o++) {
    const weight = own[start + o]!;
    if (weight === 0) continue;
    weights += weight;
    const share = weight * inverse[start + o]!;
    for (let b = 0; b < bins; b++) {
      const distance = b >= o ? b - o : b - o + bins;
      curve[start + b]! += share * kernel[distance]!;
    }
  }
  for (let b = 0; b < bins; b++) {
    const at = start + b;
    curve[at] = (curve[at]! * tilt[at]! + strength * prior[at]!) / weights;
  }
}

/**
 * Total variation distance of two distributions held in slices: the share of probability that
 * would have to move to turn one into the other.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { totalVariation } from "./posterior.ts";
 *
 * assert.equal(totalVariation(Float64Array.of(1, 0), Float64Array.of(0.5, 0.5)), 1 / 2);
 * ```
 */
export function totalVariation(p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += Math.abs(p[i]! - q[i]!);
  return sum / 2;
}
