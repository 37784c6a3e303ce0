/**
 * Who buys within the horizon: fitting and scoring.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { applyPlatt, fitPlatt, type PlattModel } from "../statistics/platt.ts";
import { type Amounts, fitAmounts, ownDayValue, poissonMean } from "./amounts.ts";
import { type BgNbd, bgNbdBuys, bgNbdHistory, fitBgNbd } from "./bgnbd.ts";
import { type BoostedOptions, boostedScorer, boostedScores, trainBoosted } from "./boosted.ts";
import { FEATURE_COUNT, featureRows, usualGapBefore } from "./features.ts";
import { firstPurchaseFrom, type PurchaseDays, purchaseDays } from "./purchase_days.ts";
import {
  customersSeenBefore,
  type CutoffRows,
  rowsAtCutoff,
  type RowsContext,
} from "./training_rows.ts";

/** A fitted model: plain data, fit to be stored as JSON. */
export interface PropensityModel {
  /** The morning on which it was fitted; it knows nothing of that day or later. */
  readonly asOf: number;
  /** Days ahead that it speaks of. */
  readonly horizon: number;
  /**
   * What the probabilities come from: `boosted` trees; `bgnbd` alone, rescaled to the recent base
   * rate, where there are too few buyers to train on; `base rate` where there is less than a
   * horizon of history.
   */
  readonly kind: "boosted" | "bgnbd" | "base rate";
  /** LightGBM text model for `boosted`, else empty. */
  readonly modelText: string;
  readonly bgNbd: BgNbd;
  /** Mean days between purchases. */
  readonly usualGap: number;
  /** From the raw score (log-odds) to the calibrated probability. */
  readonly calibration: PlattModel;
  /** Share of seen customers who bought in the latest known horizon, smoothed. */
  readonly baseRate: number;
  /** P(buys within the horizon) of a customer who was never seen before. */
  readonly neverSeenRate: number;
  readonly amounts: Amounts;
  /** What it was trained and calibrated on. */
  readonly training: {
    cutoffs: number[];
    calibrationCutoffs: number[];
    rows: number;
    buyers: number;
  };
}

/** Options of {@linkcode fitPropensity}. */
export interface FitPropensityOptions extends BoostedOptions {
  /** Days ahead. @default {7} */
  horizon?: number;
  /** Most training cutoffs, one horizon apart, the newest one horizon before as-of. @default {24} */
  cutoffs?: number;
  /** Newest cutoffs that the calibration is fitted on, by a model of the older ones. @default {5} */
  calibrationCutoffs?: number;
  /** Cutoffs after which one counts half in the calibrated level. @default {2} */
  levelHalfLife?: number;
  /** Rows above which customers are sampled evenly. @default {250000} */
  maxRows?: number;
  /** Buyers among the training rows below which trees are not trained. @default {200} */
  minBuyers?: number;
}

/**
 * Fits the probability of buying anything within the horizon, from what the snapshot knows.
 *
 * Rows are made as of successive earlier cutoffs with the purchases of the following horizon as
 * labels, all of it before as-of. A model of the older cutoffs is calibrated on the newest ones
 * (Platt: slope from all of them, level from the most recent); the final trees see every cutoff.
 *
 * @throws {RangeError} If the horizon is not a whole number of days above 0.
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
  const cutoffs = trainingCutoffs(snapshot, horizon, options.cutoffs ?? 24);
  const bgNbd = fitBgNbd(days, cutoffs[0] ?? snapshot.asOf);
  const usualGap = usualGapBefore(days, snapshot.asOf) || 30;
  const context = { horizon, bgNbd, usualGap };
  const parts = trainingParts(days, cutoffs, context, options.maxRows ?? 250_000);
  const rows = parts.reduce((n, part) => n + part.labels.length, 0);
  const buyers = parts.reduce((n, part) => n + part.labels.reduce((a, b) => a + b, 0), 0);
  const baseRate = recentBaseRate(days, snapshot, horizon, parts[0]);
  const enough = parts.length >= 4 && buyers >= (options.minBuyers ?? 200);
  const fitted = enough
    ? await fitBoosted(days, parts, context, snapshot.asOf, options)
    : fitSmall(days, parts, context, snapshot.asOf, baseRate);
  const neverSeenRate = neverSeen(days, cutoffs.slice(0, 4), horizon, baseRate);
  const { calibrationCutoffs, ...rest } = fitted;
  const training = { cutoffs, calibrationCutoffs, rows, buyers };
  const { asOf } = snapshot;
  return { asOf, horizon, bgNbd, usualGap, baseRate, neverSeenRate, training, ...rest };
}

/** Newest first, one horizon apart; every one has at least a horizon of history before it. */
function trainingCutoffs(snapshot: Snapshot, horizon: number, most: number): number[] {
  const cutoffs: number[] = [];
  for (let k = 1; k <= most; k++) {
    const cut = snapshot.asOf - k * horizon;
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

type Fitted =
  & Pick<PropensityModel, "kind" | "modelText" | "calibration" | "amounts">
  & { calibrationCutoffs: number[] };

async function fitBoosted(
  days: PurchaseDays,
  parts: readonly CutoffRows[],
  context: RowsContext,
  asOf: number,
  options: FitPropensityOptions,
): Promise<Fitted> {
  const count = Math.min(options.calibrationCutoffs ?? 5, parts.length >> 1);
  const heldOut = parts.slice(0, count);
  const older = await trainBoosted(parts.slice(count), options);
  const scores = heldOut.map((part) => boostedScores(older, part.features));
  const olderCalibration = calibrate(heldOut, scores, options.levelHalfLife ?? 2);
  const modelText = await trainBoosted(parts, options);
  const stride = Math.max(1, Math.ceil(days.customers / 50_000));
  const today = customersSeenBefore(days, asOf, { stride });
  const features = featureRows(days, today, { ...context, cut: asOf });
  const level = meanProbability(olderCalibration, boostedScores(older, features));
  const { slope } = olderCalibration;
  const intercept = interceptFor(level, boostedScores(modelText, features), slope);
  const probabilities = scores.map((part) => part.map((s) => applyPlatt(olderCalibration, s)));
  return {
    kind: "boosted",
    modelText,
    calibration: { slope, intercept },
    amounts: fitAmounts(days, heldOut, probabilities, asOf),
    calibrationCutoffs: heldOut.map((part) => part.cut),
  };
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
    calibration,
    amounts: fitAmounts(days, parts, probabilities, asOf),
    calibrationCutoffs: parts.slice(0, 1).map((part) => part.cut),
  };
}

/** Platt's slope from all held-out cutoffs; the level weighs recent cutoffs more. */
function calibrate(
  parts: readonly CutoffRows[],
  scores: readonly Float64Array[],
  levelHalfLife: number,
): PlattModel {
  const all = Float64Array.from(scores.flatMap((part) => [...part]));
  const labels = Float64Array.from(parts.flatMap((part) => [...part.labels]));
  const slope = Math.min(1.5, Math.max(0.5, fitPlatt(all, labels).slope));
  const residual = (intercept: number) => {
    let sum = 0;
    parts.forEach((part, k) => {
      const weight = 2 ** (-k / levelHalfLife);
      const expected = meanProbability({ slope, intercept }, scores[k]!) * part.labels.length;
      sum += weight * (part.labels.reduce((a, b) => a + b, 0) - expected);
    });
    return sum;
  };
  return { slope, intercept: rootOfDecreasing(residual) };
}

function meanProbability(model: PlattModel, scores: Float64Array): number {
  let sum = 0;
  for (const score of scores) sum += applyPlatt(model, score);
  return sum / scores.length;
}

/** The intercept under which the mean probability of the scores is `level`. */
function interceptFor(level: number, scores: Float64Array, slope: number): number {
  return rootOfDecreasing((intercept) => level - meanProbability({ slope, intercept }, scores));
}

function rootOfDecreasing(f: (x: number) => number): number {
  let [low, high] = [-20, 20];
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function bgNbdScores(features: Float32Array): Float64Array {
  const scores = new Float64Array(features.length / FEATURE_COUNT);
  return scores.map((_, row) => logit(features[(row + 1) * FEATURE_COUNT - 1]!));
}

function logit(p: number): number {
  const clipped = Math.min(1 - 1e-6, Math.max(1e-6, p));
  return Math.log(clipped / (1 - clipped));
}

/** Pseudo-customers behind the prior rate of buying within a horizon where nothing is known. */
const PRIOR_CUSTOMERS = 2;
const PRIOR_RATE = 0.1;

/**
 * Share of seen customers who bought in the newest known horizon; with less than two horizons of
 * history, in the second half of what there is, scaled to a horizon; with a single day, the prior.
 */
function recentBaseRate(
  days: PurchaseDays,
  snapshot: Snapshot,
  horizon: number,
  newest: CutoffRows | undefined,
): number {
  if (newest) return smoothed(newest.labels.reduce((a, b) => a + b, 0), newest.labels.length);
  const length = Math.floor((snapshot.asOf - snapshot.firstDay) / 2);
  if (!(length >= 1)) return PRIOR_RATE;
  const cut = snapshot.asOf - length;
  const seen = customersSeenBefore(days, cut);
  const buyers = seen.filter((c) => firstPurchaseFrom(days, c, cut) < days.offsets[c + 1]!).length;
  return 1 - (1 - smoothed(buyers, seen.length)) ** (horizon / length);
}

function smoothed(buyers: number, customers: number): number {
  return (buyers + PRIOR_CUSTOMERS * PRIOR_RATE) / (customers + PRIOR_CUSTOMERS);
}

/** Share of the customers unseen at the cutoffs who first bought in the horizon after. */
function neverSeen(
  days: PurchaseDays,
  cutoffs: readonly number[],
  horizon: number,
  baseRate: number,
): number {
  let unseen = 0;
  let buyers = 0;
  for (const cut of cutoffs) {
    for (let c = 0; c < days.customers; c++) {
      const start = days.offsets[c]!;
      const first = start < days.offsets[c + 1]! ? days.day[start]! : Infinity;
      if (first < cut) continue;
      unseen++;
      if (first < cut + horizon) buyers++;
    }
  }
  return (buyers + baseRate) / (unseen + 1);
}

/** Options of {@linkcode scorePropensity}. */
export interface ScorePropensityOptions {
  /** Customer codes. @default {every customer of the snapshot} */
  customers?: ArrayLike<number>;
}

/** Customers whose features are in memory at a time. */
const BLOCK = 16_384;

/**
 * P(buys anything within the horizon) per customer asked for, in that order; customers without a
 * purchase before the snapshot's day get the rate of never-seen customers.
 */
export function scorePropensity(
  model: PropensityModel,
  snapshot: Snapshot,
  options: ScorePropensityOptions = {},
): Float64Array {
  const days = purchaseDays(snapshot.orders);
  const customers = options.customers
    ? Uint32Array.from(options.customers)
    : Uint32Array.from({ length: days.customers }, (_, c) => c);
  const context = { ...model, cut: snapshot.asOf };
  const score = rawScorer(model);
  const out = new Float64Array(customers.length);
  for (let at = 0; at < customers.length; at += BLOCK) {
    const block = customers.subarray(at, at + BLOCK);
    const raw = score(featureRows(days, block, context));
    block.forEach((c, i) => {
      const known = days.offsets[c + 1]! > days.offsets[c]!;
      out[at + i] = known ? applyPlatt(model.calibration, raw[i]!) : model.neverSeenRate;
    });
  }
  return out;
}

function rawScorer(model: PropensityModel): (features: Float32Array) => Float64Array {
  return model.kind === "boosted" ? boostedScorer(model.modelText) : bgNbdScores;
}

/** Expected orders and value within the horizon, one entry per probability. */
export interface ExpectedAmounts {
  orders: Float64Array;
  /** In the shop's unit; NaN where the source has no prices. */
  value: Float64Array;
}

/**
 * Expected orders and value of the customers of {@linkcode scorePropensity}, whose result is
 * `probabilities` (for the same `options.customers`).
 */
export function expectedAmounts(
  model: PropensityModel,
  snapshot: Snapshot,
  probabilities: Float64Array,
  options: ScorePropensityOptions = {},
): ExpectedAmounts {
  const days = purchaseDays(snapshot.orders);
  const { ordersFactor, dayValue, dayValueStrength, valueFactor } = model.amounts;
  const orders = probabilities.map((p) => ordersFactor * poissonMean(p));
  const value = orders.map((expected, i) => {
    const customer = options.customers?.[i] ?? i;
    const own = ownDayValue(days, customer, snapshot.asOf, dayValue, dayValueStrength);
    return expected * own * valueFactor;
  });
  return { orders, value };
}
