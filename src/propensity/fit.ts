/**
 * Fitting who buys within the horizon.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { applyPlatt } from "../statistics/platt.ts";
import { fitAmounts } from "./amounts.ts";
import { neverSeenRate, recentBaseRate } from "./base_rates.ts";
import { bgNbdBuys, bgNbdHistory, fitBgNbd } from "./bgnbd.ts";
import { type BoostedOptions, trainBoosted } from "./boosted.ts";
import { calibrate, interceptFor, logit, meanProbability } from "./calibrate.ts";
import { featureRows, usualGapBefore } from "./features.ts";
import { fitLinear } from "./linear.ts";
import { bgNbdScores, type Ensemble, type PropensityModel, rawScorer } from "./model.ts";
import { type PurchaseDays, purchaseDays } from "./purchase_days.ts";
import {
  customersSeenBefore,
  type CutoffRows,
  rowsAtCutoff,
  type RowsContext,
} from "./training_rows.ts";

/** Options of {@linkcode fitPropensity}. */
export interface FitPropensityOptions extends BoostedOptions {
  /** Days ahead. @default {7} */
  horizon?: number;
  /** How far back training cutoffs go, in horizons. @default {24} */
  trainingHorizons?: number;
  /** Days from one training cutoff to the next. @default {two fifths of the horizon, rounded up} */
  spacing?: number;
  /** Newest horizons that the calibration is fitted on, by a model of older ones. @default {8} */
  calibrationHorizons?: number;
  /** Rows above which customers are sampled evenly. @default {250000} */
  maxRows?: number;
  /** Buyers (overlapping horizons counted once) below which trees are not trained. @default {150} */
  minBuyers?: number;
}

/**
 * Fits the probability of buying anything within the horizon, from what the snapshot knows.
 *
 * Rows are made as of successive earlier cutoffs with the purchases of the following horizon as
 * labels, all of it before as-of. A model of the older cutoffs is calibrated on the newest ones
 * (Platt's slope from all of them, the level by a local level model); the final trees see every cutoff.
 *
 * @throws {RangeError} If the horizon is not a whole number of days above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { fitPropensity } from "./fit.ts";
 * import { scorePropensity } from "./model.ts";
 * import { habitualShop } from "./testing.ts";
 *
 * const snapshot = snapshotAt(habitualShop({ customers: 12 }), 1100);
 * const model = await fitPropensity(snapshot, { horizon: 7 });
 * const probabilities = scorePropensity(model, snapshot);
 * assert.ok(probabilities.every((p) => p > 0 && p < 1));
 * ```
 */
export async function fitPropensity(
  snapshot: Snapshot,
  options: FitPropensityOptions = {},
): Promise<PropensityModel> {
  const { horizon = 7 } = options;
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new RangeError(`Expected horizon to be an integer above 0 but found ${horizon}`);
  }
  const days = purchaseDays(snapshot.orders);
  const cutoffs = trainingCutoffs(snapshot, horizon, options);
  const bgNbd = fitBgNbd(days, cutoffs[0] ?? snapshot.asOf);
  const usualGap = usualGapBefore(days, snapshot.asOf) || 30;
  const context = { horizon, bgNbd, usualGap };
  const parts = trainingParts(days, cutoffs, context, options.maxRows ?? 250_000);
  const rows = parts.reduce((n, part) => n + part.labels.length, 0);
  const buyers = parts.reduce((n, part) => n + part.labels.reduce((a, b) => a + b, 0), 0);
  const baseRate = recentBaseRate(days, snapshot, horizon, parts[0]);
  const distinct = buyers * Math.min(1, (cutoffs[0]! - cutoffs[1]!) / horizon);
  const span = (cutoffs[0] ?? 0) - (cutoffs.at(-1) ?? 0);
  const enough = span >= 3 * horizon && distinct >= (options.minBuyers ?? 150);
  const fitted = enough
    ? await fitBoosted(days, parts, context, snapshot.asOf, options)
    : fitSmall(days, parts, context, snapshot.asOf, baseRate);
  const newRate = neverSeenRate(days, cutoffs.slice(0, 4), horizon, baseRate);
  const { calibrationCutoffs, ...rest } = fitted;
  const training = { cutoffs, calibrationCutoffs, rows, buyers };
  const { asOf } = snapshot;
  return { asOf, horizon, bgNbd, usualGap, baseRate, neverSeenRate: newRate, training, ...rest };
}

/**
 * Newest first: the first one horizon before as-of, every one with at least a horizon of history
 * behind it.
 */
function trainingCutoffs(
  snapshot: Snapshot,
  horizon: number,
  options: FitPropensityOptions,
): number[] {
  const { trainingHorizons = 24, spacing = Math.ceil(0.4 * horizon) } = options;
  const cutoffs: number[] = [];
  const newest = snapshot.asOf - horizon;
  for (let cut = newest; cut > newest - trainingHorizons * horizon; cut -= spacing) {
    if (!(cut - snapshot.firstDay >= horizon)) break;
    cutoffs.push(cut);
  }
  return cutoffs;
}

function trainingParts(
  days: PurchaseDays,
  cutoffs: readonly number[],
  context: RowsContext,
  maxRows: number,
): CutoffRows[] {
  const stride = Math.max(1, Math.ceil(days.customers * cutoffs.length / maxRows));
  return cutoffs.map((cut, k) => rowsAtCutoff(days, cut, context, { stride, phase: k % stride }));
}

type Fitted = Ensemble & Pick<PropensityModel, "calibration" | "amounts"> & {
  calibrationCutoffs: number[];
};

async function fitBoosted(
  days: PurchaseDays,
  parts: readonly CutoffRows[],
  context: RowsContext,
  asOf: number,
  options: FitPropensityOptions,
): Promise<Fitted> {
  const { horizon } = context;
  const stride = Math.max(1, Math.ceil(days.customers / 50_000));
  const heldOut = heldOutCutoffs(parts, horizon, options.calibrationHorizons ?? 8)
    .map((cut) => rowsAtCutoff(days, cut, context, { stride }));
  const older = await trainEnsemble(
    parts.filter(({ cut }) => cut <= heldOut.at(-1)!.cut - horizon),
    horizon,
    { ...options, seeds: 1, thin: true },
  );
  const olderScores = rawScorer(older);
  const scores = heldOut.map((part) => olderScores(part.features));
  const olderCalibration = calibrate(heldOut, scores);
  const ensemble = await trainEnsemble(parts, horizon, options);
  const today = customersSeenBefore(days, asOf, { stride });
  const features = featureRows(days, today, { ...context, cut: asOf });
  const level = meanProbability(olderCalibration, olderScores(features));
  const { slope } = olderCalibration;
  const intercept = interceptFor(level, rawScorer(ensemble)(features), slope);
  const probabilities = scores.map((part) => part.map((s) => applyPlatt(olderCalibration, s)));
  return {
    ...ensemble,
    calibration: { slope, intercept },
    amounts: fitAmounts(days, heldOut, probabilities, asOf),
    calibrationCutoffs: heldOut.map((part) => part.cut),
  };
}

/** Newest cutoffs, a horizon apart, that leave at least as much before them to train on. */
function heldOutCutoffs(
  parts: readonly CutoffRows[],
  horizon: number,
  most: number,
): number[] {
  const newest = parts[0]!.cut;
  const steps = Math.floor((newest - parts.at(-1)!.cut) / horizon) + 1;
  const count = Math.max(1, Math.min(most, steps >> 1));
  return Array.from({ length: count }, (_, k) => newest - k * horizon);
}

/** Trees and regression on the same cutoffs; the regression (thinned: both) on a horizon's steps. */
async function trainEnsemble(
  parts: readonly CutoffRows[],
  horizon: number,
  options: BoostedOptions & { thin?: boolean },
): Promise<Ensemble> {
  const newest = parts[0]!.cut;
  const thinned = parts.filter(({ cut }) => (newest - cut) % horizon < spacingOf(parts));
  const modelText = await trainBoosted(options.thin ? thinned : parts, options);
  return { kind: "boosted", modelText, linear: fitLinear(thinned) };
}

function spacingOf(parts: readonly CutoffRows[]): number {
  return parts.length > 1 ? parts[0]!.cut - parts[1]!.cut : 1;
}

/** BG/NBD's log-odds, moved to the recent base rate: for shops with too little to train on. */
function fitSmall(
  days: PurchaseDays,
  parts: readonly CutoffRows[],
  { bgNbd, horizon }: RowsContext,
  asOf: number,
  baseRate: number,
): Fitted {
  const scores = parts.map((part) => bgNbdScores(part.features));
  const today = customersSeenBefore(days, asOf);
  const now = Float64Array.from(today, (c) => {
    const history = bgNbdHistory(days, c, asOf);
    return history ? logit(bgNbdBuys(bgNbd, history, horizon)) : 0;
  });
  const known = parts.length > 0 && now.length > 0;
  const calibration = known
    ? { slope: 1, intercept: interceptFor(baseRate, now, 1) }
    : { slope: 0, intercept: logit(baseRate) };
  const probabilities = scores.map((part) => part.map((s) => applyPlatt(calibration, s)));
  return {
    kind: known ? "bgnbd" : "base rate",
    modelText: "",
    linear: null,
    calibration,
    amounts: fitAmounts(days, parts, probabilities, asOf),
    calibrationCutoffs: parts.slice(0, 1).map((part) => part.cut),
  };
}
