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
  /**
   * Customer codes of each fold's entries: somebody who is in several folds is drawn, or not, in all
   * of them together. @default {every entry is somebody else}
   */
  clusters?: readonly Uint32Array[];
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
  const { clusters: _, ...each } = options;
  return {
    ...bootstrapFoldMean(folds, options),
    folds: folds.map((values) => bootstrapFoldMean([values], each)),
  };
}

/** Stated probabilities of one fold and what happened. */
export interface StatedFold {
  readonly probabilities: Float64Array;
  readonly labels: Uint8Array;
}

/** Options of {@linkcode resampledFigure}. */
export interface ResampledOptions extends ResampleOptions {
  /**
   * Moves the resamples so that their mean is the figure itself: for figures that noise raises, as
   * it does a calibration error, whose resamples lie above it. @default {false}
   */
  centred?: boolean;
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
  options: ResampledOptions = {},
): Figure {
  const { resamples = 1000, centred = false } = options;
  const draws = folds.map(() => ({
    theirs: new Float64Array(resamples),
    ahead: new Float64Array(resamples),
  }));
  resample(folds, options, (r, f, rows) => {
    const { theirs, ahead } = draws[f]!;
    theirs[r] = onRows(folds[f]!, rows, metric);
    if (own) ahead[r] = sign * (onRows(own[f]!, rows, metric) - theirs[r]!);
  });
  const means = folds.map(({ probabilities, labels }) =>
    metric(probabilities, Float64Array.from(labels))
  );
  const told = (all: { mean: number; draws: Float64Array }[]) =>
    foldedOf(centred ? all.map(centredAround) : all);
  const figure = told(means.map((mean, f) => ({ mean, draws: draws[f]!.theirs })));
  if (own === null) return { ...figure, ahead: null };
  const aheads = own.map(({ probabilities, labels }, f) => ({
    mean: sign * (metric(probabilities, Float64Array.from(labels)) - means[f]!),
    draws: draws[f]!.ahead,
  }));
  return { ...figure, ahead: told(aheads) };
}

function centredAround({ mean, draws }: { mean: number; draws: Float64Array }) {
  const known = draws.filter(Number.isFinite);
  const shift = mean - known.reduce((sum, draw) => sum + draw / known.length, 0);
  return { mean, draws: draws.map((draw) => draw + shift) };
}

/** Draws customers and visits, for every resample and fold, the rows of those drawn. */
function resample(
  folds: readonly StatedFold[],
  { resamples = 1000, seed = 1, clusters }: ResampleOptions,
  visit: (resample: number, fold: number, rows: Uint32Array) => void,
): void {
  const random = createRandom(seed);
  const place = new Map<number, number>();
  let next = 0;
  // without clusters every row is a customer of its own
  const people = folds.map(({ labels }, f) =>
    Array.from(labels, (_, i) => {
      const code = clusters?.[f]?.[i];
      if (code === undefined) return next++;
      if (!place.has(code)) place.set(code, next++);
      return place.get(code)!;
    })
  );
  const times = new Uint32Array(next);
  for (let r = 0; r < resamples; r++) {
    times.fill(0);
    for (let i = 0; i < next; i++) times[Math.floor(random.uniform() * next)]! += 1;
    people.forEach((who, f) => {
      const rows: number[] = [];
      who.forEach((person, i) => {
        for (let t = times[person]!; t > 0; t--) rows.push(i);
      });
      visit(r, f, Uint32Array.from(rows));
    });
  }
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
