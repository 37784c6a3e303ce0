/**
 * Population stability index: how far a feature or score has moved since it was learned.
 *
 * @module
 */
import { quantileOfSorted } from "./bootstrap.ts";
import { requireAllBetween, requireSameLength, requireSome } from "./checks.ts";

/** Options of {@linkcode psiOfCounts}. */
export interface PsiOptions {
  /** Shares below this count as this, or one empty bin makes the index infinite. @default {0.0001} */
  floor?: number;
}

/**
 * Population stability index of two histograms, Σ (q − p) ln(q / p). Below 0.1 counts as stable,
 * above 0.25 as moved (Siddiqi 2006).
 *
 * @param reference Counts per bin when learned.
 * @param current Counts in the same bins now.
 * @throws {RangeError} If lengths differ, a count is negative, or a histogram is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { psiOfCounts } from "./psi.ts";
 *
 * assert.equal(psiOfCounts([50, 50], [500, 500]), 0);
 * assert.ok(Math.abs(psiOfCounts([50, 50], [75, 25]) - 0.25 * Math.log(3)) < 1e-15);
 * ```
 */
export function psiOfCounts(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: PsiOptions = {},
): number {
  const { floor = 1e-4 } = options;
  requireSameLength(reference.length, current.length, "reference and current");
  const p = shares(reference, "reference", floor);
  const q = shares(current, "current", floor);
  return p.reduce((sum, share, bin) => sum + (q[bin]! - share) * Math.log(q[bin]! / share), 0);
}

/** Options of {@linkcode populationStabilityIndex}. */
export interface PsiSampleOptions extends PsiOptions {
  /** Number of bins of equal share of the reference; ties may leave fewer. @default {10} */
  bins?: number;
}

/**
 * Population stability index of two samples, in bins of equal share of the reference; missing
 * values (NaN) are a bin of their own.
 *
 * @throws {RangeError} If a sample is empty or `bins` is not an integer above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { populationStabilityIndex } from "./psi.ts";
 *
 * const reference = Array.from({ length: 1000 }, (_, i) => i);
 * assert.equal(populationStabilityIndex(reference, reference), 0);
 * assert.ok(populationStabilityIndex(reference, reference.map((value) => value + 500)) > 1);
 * ```
 */
export function populationStabilityIndex(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  options: PsiSampleOptions = {},
): number {
  const { bins = 10 } = options;
  requireSome(reference, "reference");
  requireSome(current, "current");
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`Expected bins to be an integer above 0 but found ${bins}`);
  }
  const edges = quantileEdges(reference, bins);
  return psiOfCounts(countInBins(reference, edges), countInBins(current, edges), options);
}

/** Inner edges between bins, rising, without repeats; a value equal to an edge is above it. */
function quantileEdges(values: ArrayLike<number>, bins: number): Float64Array {
  const sorted = Float64Array.from(values).filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return new Float64Array(0);
  const edges = Array.from(
    { length: bins - 1 },
    (_, i) => quantileOfSorted(sorted, (i + 1) / bins),
  );
  return Float64Array.from(new Set(edges));
}

/** Counts per bin; the last one counts missing values. */
function countInBins(values: ArrayLike<number>, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 2);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    let [low, high] = [0, edges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    counts[Number.isNaN(value) ? edges.length + 1 : low]!++;
  }
  return counts;
}

/** A bin that is empty in both histograms adds nothing: both of its shares are the floor. */
function shares(counts: ArrayLike<number>, name: string, floor: number): Float64Array {
  requireSome(counts, name);
  requireAllBetween(counts, 0, Number.MAX_SAFE_INTEGER, name);
  const result = Float64Array.from(counts);
  const total = result.reduce((sum, count) => sum + count, 0);
  if (total === 0) throw new RangeError(`Expected ${name} to hold a count above 0 but found none`);
  return result.map((count) => Math.max(count / total, floor));
}
