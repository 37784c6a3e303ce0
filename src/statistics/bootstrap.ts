/**
 * Intervals by resampling (Efron & Tibshirani 1993), with the customer as the unit that is drawn:
 * one entry per customer, so lines of one customer stay together.
 *
 * @module
 */
import { requireFinite, requireSameLength, requireSome } from "./checks.ts";
import { createRandom, type Random } from "./random.ts";

/** Options of every bootstrap. */
export interface BootstrapOptions {
  /** Number of resamples. @default {1000} */
  resamples?: number;
  /** Seed of the draws. @default {1} */
  seed?: number;
  /** Confidence level of the interval, between 0 and 1. @default {0.95} */
  level?: number;
}

/** An estimate with its percentile interval. */
export interface BootstrapInterval {
  /** The estimate on the data themselves. */
  mean: number;
  /** Lower end of the interval. */
  low: number;
  /** Upper end of the interval. */
  high: number;
}

/**
 * Mean of one figure per customer with its percentile bootstrap interval.
 *
 * @param values One finite entry per customer.
 * @throws {RangeError} If `values` is empty or holds a number that is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrapMean } from "./bootstrap.ts";
 *
 * const hits = Float64Array.of(0, 0, 1, 0, 1, 0, 0, 1);
 * const { mean, low, high } = bootstrapMean(hits, { seed: 7 });
 * assert.equal(mean, 3 / 8);
 * assert.ok(low < mean && mean < high);
 * ```
 */
export function bootstrapMean(
  values: Float64Array,
  options: BootstrapOptions = {},
): BootstrapInterval {
  return bootstrapFoldMean([values], options);
}

/**
 * Mean of `a − b` per customer with its interval; the two arrays hold the same customers in the
 * same order, so a resample draws both figures of a customer together.
 *
 * @throws {RangeError} If the arrays differ in length, are empty, or hold a number not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrapPairedDifference } from "./bootstrap.ts";
 *
 * const a = Float64Array.of(2, 3, 4);
 * const b = Float64Array.of(1, 2, 3);
 * assert.deepEqual(bootstrapPairedDifference(a, b), { mean: 1, low: 1, high: 1 });
 * ```
 */
export function bootstrapPairedDifference(
  a: Float64Array,
  b: Float64Array,
  options: BootstrapOptions = {},
): BootstrapInterval {
  return bootstrapFoldPairedDifference([a], [b], options);
}

/** Options of the bootstraps over folds. */
export interface FoldBootstrapOptions extends BootstrapOptions {
  /**
   * Who each entry is, one array of codes per fold: somebody who is in several folds is drawn, or
   * not, in all of them together. @default {entries are drawn within each fold on its own}
   */
  clusters?: readonly ArrayLike<number>[];
}

/**
 * Mean over folds of each fold's mean, every fold counting the same whatever its size.
 *
 * @param folds One array per fold with one finite entry per customer of that fold.
 * @throws {RangeError} If there is no fold, a fold is empty, a number is not finite, or `clusters`
 * has another shape.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrapFoldMean } from "./bootstrap.ts";
 *
 * const folds = [Float64Array.of(1, 1, 1), Float64Array.of(0)];
 * assert.deepEqual(bootstrapFoldMean(folds), { mean: 1 / 2, low: 1 / 2, high: 1 / 2 });
 * ```
 */
export function bootstrapFoldMean(
  folds: readonly Float64Array[],
  options: FoldBootstrapOptions = {},
): BootstrapInterval {
  checkFolds(folds);
  const { resamples, level, random } = settings(options);
  const estimates = new Float64Array(resamples);
  const { clusters } = options;
  if (clusters !== undefined && folds.length > 1) {
    addClustered(estimates, folds, clusters, random);
  } else {
    for (const values of folds) {
      for (let r = 0; r < resamples; r++) {
        estimates[r]! += resampledSum(values, random) / values.length / folds.length;
      }
    }
  }
  const mean = folds.reduce((total, values) => total + sum(values) / values.length, 0) /
    folds.length;
  return percentileInterval(estimates, mean, level);
}

/**
 * Mean over folds of the mean paired difference `a − b` of each fold.
 *
 * @param a One array per fold, one entry per customer.
 * @param b The other figure of the same customers in the same order.
 * @throws {RangeError} If shapes differ, something is empty, or a number is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrapFoldPairedDifference } from "./bootstrap.ts";
 *
 * const a = [Float64Array.of(2, 3), Float64Array.of(8)];
 * const b = [Float64Array.of(1, 2), Float64Array.of(5)];
 * assert.equal(bootstrapFoldPairedDifference(a, b).mean, (1 + 3) / 2);
 * ```
 */
export function bootstrapFoldPairedDifference(
  a: readonly Float64Array[],
  b: readonly Float64Array[],
  options: FoldBootstrapOptions = {},
): BootstrapInterval {
  requireSameLength(a.length, b.length, "folds");
  const differences = a.map((values, fold) => {
    const others = b[fold]!;
    requireSameLength(values.length, others.length, `fold ${fold}`);
    return values.map((value, i) => value - others[i]!);
  });
  return bootstrapFoldMean(differences, options);
}

/**
 * Ratio of two totals, such as clicks per item shown, with whole clusters (customers) drawn: the
 * interval is right although one customer's lines go together.
 *
 * @param numerators Total of the numerator per cluster, e.g. clicks ({@linkcode sumByCluster}).
 * @param denominators Total of the denominator per cluster, e.g. items shown.
 * @throws {RangeError} If lengths differ, are 0, a number is not finite, or the total of
 * `denominators` is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bootstrapClusterRatio } from "./bootstrap.ts";
 *
 * const clicks = Float64Array.of(1, 0, 3);
 * const shown = Float64Array.of(12, 12, 12);
 * assert.equal(bootstrapClusterRatio(clicks, shown).mean, 4 / 36);
 * ```
 */
export function bootstrapClusterRatio(
  numerators: Float64Array,
  denominators: Float64Array,
  options: BootstrapOptions = {},
): BootstrapInterval {
  requireSameLength(numerators.length, denominators.length, "clusters");
  checkFolds([numerators, denominators]);
  const total = sum(denominators);
  if (!(total > 0)) {
    throw new RangeError(`Expected denominators to sum to more than 0 but found ${total}`);
  }
  const { resamples, level, random } = settings(options);
  const estimates = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    estimates[r] = resampledRatio(numerators, denominators, random);
  }
  return percentileInterval(estimates, sum(numerators) / total, level);
}

/**
 * Adds up lines by cluster: `result[c]` is the sum of `values[i]` over lines with `cluster[i] = c`.
 *
 * @param cluster Cluster code (0 … clusters − 1) per line.
 * @throws {RangeError} If lengths differ or a code is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sumByCluster } from "./bootstrap.ts";
 *
 * assert.deepEqual([...sumByCluster([1, 2, 4], [0, 2, 0], 3)], [5, 0, 2]);
 * ```
 */
export function sumByCluster(
  values: ArrayLike<number>,
  cluster: ArrayLike<number>,
  clusters: number,
): Float64Array {
  requireSameLength(values.length, cluster.length, "lines");
  const sums = new Float64Array(clusters);
  for (let i = 0; i < values.length; i++) {
    const code = cluster[i]!;
    if (!(code >= 0 && code < clusters)) {
      throw new RangeError(`Expected cluster codes from 0 to ${clusters - 1} but found ${code}`);
    }
    sums[code]! += values[i]!;
  }
  return sums;
}

/**
 * The `q`-quantile of sorted values, linear between neighbours (type 7 of Hyndman & Fan 1996, the
 * default of NumPy and R).
 *
 * @throws {RangeError} If `sorted` is empty or `q` is outside 0 … 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { quantileOfSorted } from "./bootstrap.ts";
 *
 * assert.equal(quantileOfSorted([1, 2, 3, 4], 0.5), 2.5);
 * ```
 */
export function quantileOfSorted(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) throw new RangeError("Expected sorted to hold a value but found none");
  if (!(q >= 0 && q <= 1)) throw new RangeError(`Expected q to be from 0 to 1 but found ${q}`);
  const position = q * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (position - below) * (high - low);
}

function settings(options: BootstrapOptions): { resamples: number; level: number; random: Random } {
  const { resamples = 1000, seed = 1, level = 0.95 } = options;
  if (!Number.isInteger(resamples) || resamples < 1) {
    throw new RangeError(`Expected resamples to be an integer above 0 but found ${resamples}`);
  }
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`Expected level to be between 0 and 1 but found ${level}`);
  }
  return { resamples, level, random: createRandom(seed) };
}

/**
 * Draws people, not entries: a resample's mean of a fold is over the entries of those drawn, each as
 * often as drawn; NaN where a fold has none of them.
 */
function addClustered(
  estimates: Float64Array,
  folds: readonly Float64Array[],
  clusters: readonly ArrayLike<number>[],
  random: Random,
): void {
  requireSameLength(folds.length, clusters.length, "folds");
  const place = new Map<number, number>();
  const entries = folds.map((values, f) => {
    const codes = Array.from(clusters[f]!);
    requireSameLength(values.length, codes.length, `fold ${f}`);
    return Uint32Array.from(codes, (code) => {
      if (!place.has(code)) place.set(code, place.size);
      return place.get(code)!;
    });
  });
  const drawn = new Uint32Array(place.size);
  const scale = place.size / 2 ** 32;
  for (let r = 0; r < estimates.length; r++) {
    drawn.fill(0);
    for (let i = 0; i < drawn.length; i++) drawn[Math.floor(random.uint32() * scale)]! += 1;
    for (let f = 0; f < folds.length; f++) {
      const [values, who] = [folds[f]!, entries[f]!];
      let [total, weight] = [0, 0];
      for (let i = 0; i < values.length; i++) {
        const times = drawn[who[i]!]!;
        total += times * values[i]!;
        weight += times;
      }
      estimates[r]! += total / weight / folds.length;
    }
  }
}

/** Multiply-shift: each entry's share of the draws is right to within `length / 2 ** 32`. */
function resampledSum(values: Float64Array, random: Random): number {
  const scale = values.length / 2 ** 32;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[Math.floor(random.uint32() * scale)]!;
  return total;
}

function resampledRatio(
  numerators: Float64Array,
  denominators: Float64Array,
  random: Random,
): number {
  const scale = numerators.length / 2 ** 32;
  let top = 0;
  let bottom = 0;
  for (let i = 0; i < numerators.length; i++) {
    const drawn = Math.floor(random.uint32() * scale);
    top += numerators[drawn]!;
    bottom += denominators[drawn]!;
  }
  return top / bottom;
}

function percentileInterval(
  estimates: Float64Array,
  mean: number,
  level: number,
): BootstrapInterval {
  const sorted = estimates.filter((estimate) => !Number.isNaN(estimate)).sort();
  return {
    mean,
    low: quantileOfSorted(sorted, (1 - level) / 2),
    high: quantileOfSorted(sorted, (1 + level) / 2),
  };
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function checkFolds(folds: readonly Float64Array[]): void {
  if (folds.length === 0) throw new RangeError("Expected folds to hold a fold but found none");
  folds.forEach((values, fold) => {
    requireSome(values, `fold ${fold}`);
    requireFinite(values, `fold ${fold}`);
  });
}
