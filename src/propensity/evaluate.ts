/**
 * Figures of the propensity on held-out horizons, with intervals, for metrics.json and the report.
 *
 * @module
 */
import { type Shop, type Snapshot, snapshotAt } from "../ingest/shop.ts";
import {
  bootstrapFoldMean,
  bootstrapFoldPairedDifference,
  type BootstrapInterval,
} from "../statistics/bootstrap.ts";
import {
  brierScore,
  expectedCalibrationError,
  logLoss,
  type ReliabilityBin,
  reliabilityBins,
} from "../statistics/calibration.ts";
import { auc, gainsCurve, type GainsPoint, liftAtTop } from "../statistics/ranking_auc.ts";
import { aucInfluence } from "./auc_influence.ts";
import { type BaselineProbabilities, baselineProbabilities } from "./baselines.ts";
import { fitPropensity, type FitPropensityOptions } from "./fit.ts";
import { expectedAmounts, type PropensityModel, scorePropensity } from "./model.ts";
import { buysWithin, firstPurchaseFrom, type PurchaseDays, purchaseDays } from "./purchase_days.ts";
import { customersSeenBefore } from "./training_rows.ts";

/** The model and its baselines. */
export type PropensityMethod = "model" | keyof BaselineProbabilities;

/** Point figures of one method on one fold. */
export interface FoldFigures {
  auc: number;
  logLoss: number;
  brier: number;
  /** Ten bins of equal mass. */
  calibrationError: number;
  /** Share of buyers among the top tenth over the base rate. */
  lift: number;
}

/** One fold. */
export interface PropensityFold {
  /** First held-out day, days since 1970-01-01. */
  cut: number;
  /** Customers with a purchase before it. */
  customers: number;
  /** Those who bought in the horizon. */
  buyers: number;
  methods: Record<PropensityMethod, FoldFigures>;
  /** Totals within the horizon over those customers: expected and seen. */
  orders: { expected: number; seen: number };
  value: { expected: number; seen: number };
  /** Customers of the table without a purchase before the cut: how many bought, and the forecast. */
  neverSeen: { customers: number; buyers: number; forecast: number };
  kind: PropensityModel["kind"];
  /** Seconds to fit and score. */
  seconds: number;
}

/** Figures over the folds; intervals resample customers within each fold. */
export interface PropensityEvaluation {
  horizon: number;
  folds: PropensityFold[];
  /** Means of folds. */
  mean: Record<PropensityMethod, FoldFigures>;
  /** 95 % intervals of the mean of folds. */
  intervals: Record<PropensityMethod, { auc: BootstrapInterval; logLoss: BootstrapInterval }>;
  /** Model minus method, paired. */
  differences: Record<
    keyof BaselineProbabilities,
    { auc: BootstrapInterval; logLoss: BootstrapInterval }
  >;
  /** The model's, over all folds together. */
  reliability: ReliabilityBin[];
  gains: GainsPoint[];
  /** Share of all buyers reached, by share of customers pushed. */
  budget: { share: number; buyersReached: number; lift: number }[];
}

/** Options of {@linkcode evaluatePropensity}. */
export interface EvaluatePropensityOptions extends FitPropensityOptions {
  /** Resamples of the bootstrap. @default {1000} */
  resamples?: number;
  /** Fits a snapshot, e.g. from a memory of earlier fits. @default {fitPropensity} */
  fit?: typeof fitPropensity;
  /** Called with every fold's cases, for comparisons beyond those here. */
  onJudged?: (judged: JudgedFold) => void;
}

/** One fold, case by case. */
export interface JudgedFold {
  fold: PropensityFold;
  /** Codes of the customers who had bought before the cut, in the labels' order. */
  customers: Uint32Array;
  /** 1 where the customer bought in the horizon. */
  labels: Uint8Array;
  /** Stated probabilities in the labels' order. */
  probabilities: Record<PropensityMethod, Float64Array>;
}

/**
 * Fits on what was known before each cutoff and judges who bought in the horizon after it, among
 * customers with a purchase before the cutoff.
 *
 * @throws {RangeError} If there is no cutoff, or a fold has no buyers or only buyers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { evaluatePropensity } from "./evaluate.ts";
 * import { habitualShop } from "./testing.ts";
 *
 * const shop = habitualShop({ customers: 12 });
 * const { folds, mean } = await evaluatePropensity(shop, [1100, 1110], { resamples: 20 });
 * assert.equal(folds.length, 2);
 * assert.ok(mean.model.auc > 0.5);
 * ```
 */
export async function evaluatePropensity(
  shop: Shop,
  cutoffs: readonly number[],
  options: EvaluatePropensityOptions = {},
): Promise<PropensityEvaluation> {
  if (cutoffs.length === 0) throw new RangeError("Expected at least one cutoff but found none");
  const judged: JudgedFold[] = [];
  for (const cut of cutoffs) {
    judged.push(await judgeFold(shop, cut, options));
    options.onJudged?.(judged.at(-1)!);
  }
  const methods = Object.keys(judged[0]!.probabilities) as PropensityMethod[];
  const baselines = methods.filter((m) => m !== "model") as (keyof BaselineProbabilities)[];
  const labels = Uint8Array.from(judged.flatMap((fold) => [...fold.labels]));
  const all = Float64Array.from(judged.flatMap((fold) => [...fold.probabilities.model]));
  const lifts = { resamples: options.resamples ?? 1000, seed: options.seed ?? 1 };
  const intervals = intervalsOf(judged, methods, lifts);
  return {
    horizon: options.horizon ?? 7,
    folds: judged.map(({ fold }) => fold),
    mean: record(methods, (m) => meanFigures(judged.map(({ fold }) => fold.methods[m]))),
    intervals: record(methods, (m) => intervals(m)),
    differences: record(baselines, (m) => intervals("model", m)),
    reliability: reliabilityBins(all, labels),
    gains: gainsCurve(all, labels),
    budget: [0.05, 0.1, 0.2, 0.3, 0.5].map((share) => {
      const lift = liftAtTop(all, labels, share);
      return { share, buyersReached: lift * share, lift };
    }),
  };
}

async function judgeFold(
  shop: Shop,
  cut: number,
  options: EvaluatePropensityOptions,
): Promise<JudgedFold> {
  const horizon = options.horizon ?? 7;
  const snapshot = snapshotAt(shop, cut);
  const started = performance.now();
  const { fit = fitPropensity } = options;
  const model = await fit(snapshot, options);
  const everybody = scorePropensity(model, snapshot);
  const seconds = (performance.now() - started) / 1000;
  const future = purchaseDays(shop.orders);
  const customers = customersSeenBefore(future, cut);
  const labels = Uint8Array.from(customers, (c) => buysWithin(future, c, cut, horizon) ? 1 : 0);
  const buyers = labels.reduce((a, b) => a + b, 0);
  if (buyers === 0 || buyers === labels.length) {
    throw new RangeError(`Expected some buyers and some others on day ${cut} but found ${buyers}`);
  }
  const cutoffs = model.training.cutoffs;
  const baselines = baselineProbabilities(snapshot, customers, cutoffs, horizon);
  const own = Float64Array.from(customers, (c) => everybody[c]!);
  const probabilities = { model: own, ...baselines };
  const methods = record(
    Object.keys(probabilities) as PropensityMethod[],
    (m) => figuresOf(probabilities[m], labels),
  );
  return {
    customers,
    labels,
    probabilities,
    fold: {
      cut,
      customers: customers.length,
      buyers,
      methods,
      ...totals(model, snapshot, future, customers, own, horizon),
      neverSeen: neverSeenFigures(future, cut, horizon, model.neverSeenRate),
      kind: model.kind,
      seconds,
    },
  };
}

function figuresOf(probabilities: Float64Array, labels: Uint8Array): FoldFigures {
  return {
    auc: auc(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    brier: brierScore(probabilities, labels),
    calibrationError: expectedCalibrationError(probabilities, labels),
    lift: liftAtTop(probabilities, labels, 0.1),
  };
}

function totals(
  model: PropensityModel,
  snapshot: Snapshot,
  future: PurchaseDays,
  customers: Uint32Array,
  probabilities: Float64Array,
  horizon: number,
): Pick<PropensityFold, "orders" | "value"> {
  const expected = expectedAmounts(model, snapshot, probabilities, { customers });
  const orders = { expected: expected.orders.reduce((a, b) => a + b, 0), seen: 0 };
  const value = { expected: expected.value.reduce((a, b) => a + b, 0), seen: 0 };
  for (const c of customers) {
    const to = firstPurchaseFrom(future, c, snapshot.asOf + horizon);
    for (let i = firstPurchaseFrom(future, c, snapshot.asOf); i < to; i++) {
      orders.seen += future.orders[i]!;
      value.seen += future.value[i]!;
    }
  }
  return { orders, value };
}

function neverSeenFigures(
  future: PurchaseDays,
  cut: number,
  horizon: number,
  forecast: number,
): PropensityFold["neverSeen"] {
  let customers = 0;
  let buyers = 0;
  for (let c = 0; c < future.customers; c++) {
    const start = future.offsets[c]!;
    if (start < future.offsets[c + 1]! && future.day[start]! < cut) continue;
    customers++;
    if (buysWithin(future, c, cut, horizon)) buyers++;
  }
  return { customers, buyers, forecast };
}

function meanFigures(folds: readonly FoldFigures[]): FoldFigures {
  const mean = (f: (figures: FoldFigures) => number) =>
    folds.reduce((sum, figures) => sum + f(figures), 0) / folds.length;
  return {
    auc: mean((f) => f.auc),
    logLoss: mean((f) => f.logLoss),
    brier: mean((f) => f.brier),
    calibrationError: mean((f) => f.calibrationError),
    lift: mean((f) => f.lift),
  };
}

/** Intervals of one method, or of its difference to another, over the same resamples for all. */
function intervalsOf(
  judged: readonly JudgedFold[],
  methods: readonly PropensityMethod[],
  bootstrap: { resamples: number; seed: number },
) {
  const areas = record(
    methods,
    (m) => judged.map(({ labels, probabilities }) => aucInfluence(probabilities[m], labels)),
  );
  const losses = record(
    methods,
    (m) =>
      judged.map(({ labels, probabilities }) =>
        probabilities[m].map((p, i) => logLoss([p], [labels[i]!]))
      ),
  );
  const interval = (
    values: Record<PropensityMethod, Float64Array[]>,
    a: PropensityMethod,
    b?: PropensityMethod,
  ) =>
    b
      ? bootstrapFoldPairedDifference(values[a], values[b], bootstrap)
      : bootstrapFoldMean(values[a], bootstrap);
  return (a: PropensityMethod, b?: PropensityMethod) => ({
    auc: interval(areas, a, b),
    logLoss: interval(losses, a, b),
  });
}

function record<K extends string, T>(keys: readonly K[], f: (key: K) => T): Record<K, T> {
  return Object.fromEntries(keys.map((key) => [key, f(key)])) as Record<K, T>;
}
