/**
 * Latent segments: groups of customers who order at similar times, found by expectation
 * maximisation of a mixture of multinomials.
 *
 * @module
 */
import type { Observations } from "./observations.ts";

/** A fitted mixture. */
export interface Segments {
  /** Number of segments. */
  readonly count: number;
  /** Size of the circle. */
  readonly bins: number;
  /** Share of each segment, summing to 1. */
  readonly share: Float64Array;
  /** `count × bins`: each segment's curve. */
  readonly curve: Float64Array;
  /** The average curve, `Σ share · curve`: length `bins`, positive, summing to 1. */
  readonly average: Float64Array;
  /** `count × bins`: natural logarithms of the curves. */
  readonly logCurve: Float64Array;
}

/** Options of {@linkcode fitSegments}. */
export interface FitSegmentsOptions {
  /** Number of segments. @default {4} */
  count?: number;
  /** Orders' worth of the average curve in each segment's curve. @default {10} */
  strength?: number;
  /** Rounds of expectation maximisation. @default {40} */
  rounds?: number;
  /** Customers looked at, evenly spread over the codes. @default {30000} */
  maxCustomers?: number;
}

/**
 * Segments of the customers as known before `cut` (later observations are not looked at). Only
 * customers with two or more points shape the curves.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { hourObservations } from "./observations.ts";
 * import { fitSegments } from "./segments.ts";
 *
 * const lines = Array.from({ length: 80 }, (_, i) => ({
 *   customer: i % 20, article: 0, day: i, minute: i % 2 ? 540 : 1200,
 * }));
 * const observations = hourObservations(purchaseDays(shopFromLines(lines).orders));
 * const { curve } = fitSegments(observations, 1000, { count: 2, strength: 1 });
 * assert.ok(curve[9]! > 0.9 && curve[24 + 20]! > 0.9);
 * ```
 */
export function fitSegments(
  observations: Observations,
  cut: number,
  options: FitSegmentsOptions = {},
): Segments {
  const { bins } = observations;
  const { count = 4, strength = 10, rounds = 40, maxCustomers = 30_000 } = options;
  const rows = countRows(observations, cut, maxCustomers);
  const pooled = new Float64Array(bins).fill(1 / bins);
  for (let i = 0; i < rows.length; i++) pooled[i % bins]! += rows[i]!;
  const total = pooled.reduce((a, b) => a + b, 0);
  for (let b = 0; b < bins; b++) pooled[b]! /= total;
  let weights = splitByMean(rows, pooled, count);
  let segments = maximise(rows, weights, pooled, count, strength);
  for (let round = 0; round < rounds && rows.length > 0; round++) {
    weights = expect(rows, segments);
    segments = maximise(rows, weights, pooled, count, strength);
  }
  return segments;
}

/** Counts per bin of the looked-at customers with two or more points before `cut`, row by row. */
function countRows(observations: Observations, cut: number, maxCustomers: number): Float64Array {
  const { bins, customers, offsets, day, bin } = observations;
  const stride = Math.max(1, Math.ceil(customers / maxCustomers));
  const rows: number[] = [];
  for (let c = 0; c < customers; c += stride) {
    const start = offsets[c]!;
    if (start + 1 >= offsets[c + 1]! || day[start + 1]! >= cut) continue;
    const row = new Array<number>(bins).fill(0);
    for (let i = start; i < offsets[c + 1]! && day[i]! < cut; i++) row[bin[i]!]! += 1;
    for (let b = 0; b < bins; b++) rows.push(row[b]!);
  }
  return Float64Array.from(rows);
}

/** First guess: equal groups by mean point, the circle cut open at its quietest bin. */
function splitByMean(rows: Float64Array, pooled: Float64Array, count: number): Float64Array {
  const bins = pooled.length;
  const quiet = pooled.indexOf(Math.min(...pooled));
  const n = rows.length / bins;
  const mean = new Float64Array(n);
  for (let r = 0; r < n; r++) {
    let points = 0;
    for (let b = 0; b < bins; b++) {
      points += rows[r * bins + b]!;
      mean[r]! += rows[r * bins + b]! * ((b - quiet + bins) % bins);
    }
    mean[r]! /= points;
  }
  const order = Uint32Array.from(mean.keys()).sort((a, b) => mean[a]! - mean[b]! || a - b);
  const weights = new Float64Array(n * count).fill(0.3 / count);
  order.forEach((r, rank) => weights[r * count + Math.floor(rank * count / n)]! += 0.7);
  return weights;
}

function expect(rows: Float64Array, segments: Segments): Float64Array {
  const { bins, count } = segments;
  const n = rows.length / bins;
  const weights = new Float64Array(n * count);
  for (let r = 0; r < n; r++) {
    memberships(rows.subarray(r * bins, (r + 1) * bins), segments, weights, r * count);
  }
  return weights;
}

function maximise(
  rows: Float64Array,
  weights: Float64Array,
  pooled: Float64Array,
  count: number,
  strength: number,
): Segments {
  const bins = pooled.length;
  const n = rows.length / bins;
  const share = new Float64Array(count).fill(1 / (n + count));
  const curve = new Float64Array(count * bins);
  for (let s = 0; s < count; s++) {
    let sum = strength;
    for (let b = 0; b < bins; b++) curve[s * bins + b] = strength * pooled[b]!;
    for (let r = 0; r < n; r++) {
      const weight = weights[r * count + s]!;
      share[s]! += weight / (n + count);
      for (let b = 0; b < bins; b++) {
        const x = weight * rows[r * bins + b]!;
        curve[s * bins + b]! += x;
        sum += x;
      }
    }
    for (let b = 0; b < bins; b++) curve[s * bins + b]! /= sum;
  }
  const average = new Float64Array(bins);
  for (let s = 0; s < count; s++) {
    for (let b = 0; b < bins; b++) average[b]! += share[s]! * curve[s * bins + b]!;
  }
  return { count, bins, share, curve, average, logCurve: curve.map(Math.log) };
}

/**
 * Writes P(segment | the customer's counts per bin) into `out[at … at + count)`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { memberships, type Segments } from "./segments.ts";
 *
 * const curve = Float64Array.of(0.75, 0.25, 0.25, 0.75);
 * const segments: Segments = {
 *   count: 2, bins: 2, share: Float64Array.of(0.5, 0.5), curve,
 *   average: Float64Array.of(0.5, 0.5), logCurve: curve.map(Math.log),
 * };
 * const out = new Float64Array(2);
 * memberships(Float64Array.of(1, 0), segments, out, 0);
 * assert.ok(Math.abs(out[0]! - 3 / 4) < 1e-12);
 * ```
 */
export function memberships(
  counts: Float64Array,
  segments: Segments,
  out: Float64Array,
  at: number,
): void {
  const { bins, count, share, logCurve } = segments;
  let largest = -Infinity;
  for (let s = 0; s < count; s++) {
    let value = Math.log(share[s]!);
    for (let b = 0; b < bins; b++) {
      if (counts[b]! > 0) value += counts[b]! * logCurve[s * bins + b]!;
    }
    out[at + s] = value;
    if (value > largest) largest = value;
  }
  let sum = 0;
  for (let s = 0; s < count; s++) sum += out[at + s] = Math.exp(out[at + s]! - largest);
  for (let s = 0; s < count; s++) out[at + s]! /= sum;
}
