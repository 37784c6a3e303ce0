/**
 * What the quality benchmark says of every system: figures with intervals, and how far the
 * project's own system is ahead, paired over the same customers.
 *
 * @module
 */
import {
  bootstrapFoldMean,
  type BootstrapInterval,
  quantileOfSorted,
} from "../statistics/bootstrap.ts";
import { createRandom } from "../statistics/random.ts";

/** A figure over folds, and each fold's own. */
export interface FoldedInterval extends BootstrapInterval {
  readonly folds: readonly BootstrapInterval[];
}

/** One figure of one system. */
export interface Figure extends FoldedInterval {
  /** How far the project's own system is ahead: above 0 it is better. `null` for itself. */
  readonly ahead: FoldedInterval | null;
}

/** One row of a table. */
export interface QualityRow {
  readonly name: string;
  /** The settings chosen on earlier weeks; `null` where there are none. */
  readonly settings: string | null;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** One of the three tables. */
export interface QualityTable {
  /** Names of the figures, in order. */
  readonly figures: readonly string[];
  /** The project's own system first. */
  readonly rows: readonly QualityRow[];
}

/** Options of every bootstrap here. */
export interface ResampleOptions {
  /** @default {1000} */
  resamples?: number;
  /** @default {1} */
  seed?: number;
}

/**
 * A figure that is a mean over customers, fold by fold, beside the own system's on the same ones.
 *
 * @param own Values of the project's own system; `null` where `values` are its own.
 * @param sign 1 where more is better, −1 where less is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { meanFigure } from "./quality_figures.ts";
 *
 * const loss = meanFigure([Float64Array.of(3, 3)], [Float64Array.of(1, 1)], -1);
 * assert.deepEqual([loss.mean, loss.ahead!.mean, loss.ahead!.low], [3, 2, 2]);
 * ```
 */
export function meanFigure(
  values: readonly Float64Array[],
  own: readonly Float64Array[] | null,
  sign: 1 | -1,
  options: ResampleOptions = {},
): Figure {
  const ahead = own?.map((mine, f) => mine.map((x, i) => sign * (x - values[f]![i]!)));
  return {
    ...foldedMean(values, options),
    ahead: ahead === undefined ? null : foldedMean(ahead, options),
  };
}

function foldedMean(folds: readonly Float64Array[], options: ResampleOptions): FoldedInterval {
  return {
    ...bootstrapFoldMean(folds, options),
    folds: folds.map((values) => bootstrapFoldMean([values], options)),
  };
}

/** Stated probabilities of one fold and what happened. */
export interface StatedFold {
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
}

/** A figure of stated probabilities that is no mean over customers. */
export type StatedMetric = (probabilities: Float64Array, labels: Float64Array) => number;

/**
 * The same for a figure that must be computed anew on every resample of customers, such as a lift or
 * a calibration error. Both systems are computed on the same resamples.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resampledFigure } from "./quality_figures.ts";
 *
 * const fold = { probabilities: Float64Array.of(0.1, 0.9), labels: Uint8Array.of(0, 1) };
 * const highest = (p: Float64Array) => Math.max(...p);
 * assert.equal(resampledFigure([fold], null, highest, 1).mean, 0.9);
 * ```
 */
export function resampledFigure(
  folds: readonly StatedFold[],
  own: readonly StatedFold[] | null,
  metric: StatedMetric,
  sign: 1 | -1,
  options: ResampleOptions = {},
): Figure {
  const { resamples = 1000, seed = 1 } = options;
  const per = folds.map((fold, f) => {
    const random = createRandom(seed + f);
    const n = fold.labels.length;
    const all = Uint32Array.from({ length: n }, (_, i) => i);
    const drawn = new Uint32Array(n);
    const theirs = new Float64Array(resamples);
    const ahead = new Float64Array(resamples);
    for (let r = 0; r < resamples; r++) {
      for (let i = 0; i < n; i++) drawn[i] = Math.floor(random.uniform() * n);
      theirs[r] = onRows(fold, drawn, metric);
      if (own) ahead[r] = sign * (onRows(own[f]!, drawn, metric) - theirs[r]!);
    }
    const mean = onRows(fold, all, metric);
    const aheadMean = own ? sign * (onRows(own[f]!, all, metric) - mean) : 0;
    return { mean, theirs, aheadMean, ahead };
  });
  return {
    ...foldedOf(per.map(({ mean, theirs }) => ({ mean, draws: theirs }))),
    ahead: own === null
      ? null
      : foldedOf(per.map(({ aheadMean, ahead }) => ({ mean: aheadMean, draws: ahead }))),
  };
}

function onRows(fold: StatedFold, rows: Uint32Array, metric: StatedMetric): number {
  const probabilities = Float64Array.from(rows, (i) => fold.probabilities[i]!);
  return metric(probabilities, Float64Array.from(rows, (i) => fold.labels[i]!));
}

function foldedOf(folds: readonly { mean: number; draws: Float64Array }[]): FoldedInterval {
  const sums = folds[0]!.draws.map((_, r) =>
    folds.reduce((sum, { draws }) => sum + draws[r]! / folds.length, 0)
  );
  const mean = folds.reduce((sum, fold) => sum + fold.mean, 0) / folds.length;
  return {
    ...percentiles(mean, sums),
    folds: folds.map((fold) => percentiles(fold.mean, fold.draws)),
  };
}

/** Resamples on which a figure is not defined (no buyer drawn) do not count. */
function percentiles(mean: number, draws: Float64Array): BootstrapInterval {
  const sorted = draws.filter(Number.isFinite).sort();
  if (sorted.length === 0) return { mean, low: NaN, high: NaN };
  return { mean, low: quantileOfSorted(sorted, 0.025), high: quantileOfSorted(sorted, 0.975) };
}
