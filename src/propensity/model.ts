/**
 * Who buys within the horizon: the fitted model and its scores.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { applyPlatt, type PlattModel } from "../statistics/platt.ts";
import { type Amounts, ownDayValue, poissonMean } from "./amounts.ts";
import type { BgNbd } from "./bgnbd.ts";
import { boostedScorer } from "./boosted.ts";
import { logit } from "./calibrate.ts";
import { FEATURE_COUNT, featureRows } from "./features.ts";
import { type LinearModel, linearScores } from "./linear.ts";
import { purchaseDays } from "./purchase_days.ts";

/** What gives raw scores. */
export interface Ensemble {
  /**
   * What the probabilities come from: `boosted` trees with a third of a regression; `bgnbd` alone, rescaled to the recent base
   * rate, where there are too few buyers to train on; `base rate` where there is less than a
   * horizon of history.
   */
  readonly kind: "boosted" | "bgnbd" | "base rate";
  /** LightGBM text model for `boosted`, else empty. */
  readonly modelText: string;
  /** The regression beside the trees for `boosted`, else `null`. */
  readonly linear: LinearModel | null;
}

/** A fitted model: plain data, fit to be stored as JSON. */
export interface PropensityModel extends Ensemble {
  /** The morning on which it was fitted; it knows nothing of that day or later. */
  readonly asOf: number;
  /** Days ahead that it speaks of. */
  readonly horizon: number;
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
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { fitPropensity } from "./fit.ts";
 * import { scorePropensity } from "./model.ts";
 * import { habitualShop } from "./testing.ts";
 *
 * const snapshot = snapshotAt(habitualShop({ customers: 10 }), 1100);
 * const model = await fitPropensity(snapshot);
 * const [first, unseen] = scorePropensity(model, snapshot, { customers: [0, 10] });
 * assert.ok(first! > 0);
 * assert.equal(unseen, model.neverSeenRate);
 * ```
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

/** Share of the trees in the raw score; the rest is the regression's. */
export const TREE_SHARE = 2 / 3;

/**
 * A function from row-major feature rows to raw scores (log-odds before calibration).
 *
 * @throws {TypeError} If a `boosted` model has no regression.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { FEATURE_COUNT } from "./features.ts";
 * import { rawScorer } from "./model.ts";
 *
 * const score = rawScorer({ kind: "bgnbd", modelText: "", linear: null });
 * assert.equal(score(new Float32Array(FEATURE_COUNT).fill(0.5))[0], 0);
 * ```
 */
export function rawScorer(model: Ensemble): (features: Float32Array) => Float64Array {
  if (model.kind !== "boosted") return bgNbdScores;
  const { linear } = model;
  if (!linear) throw new TypeError("Expected a regression beside the trees but found none");
  const trees = boostedScorer(model.modelText);
  return (features) => {
    const scores = trees(features);
    const steady = linearScores(linear, features);
    return scores.map((score, i) => TREE_SHARE * score + (1 - TREE_SHARE) * steady[i]!);
  };
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
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { fitPropensity } from "./fit.ts";
 * import { expectedAmounts, scorePropensity } from "./model.ts";
 * import { habitualShop } from "./testing.ts";
 *
 * const snapshot = snapshotAt(habitualShop({ customers: 10 }), 1100);
 * const model = await fitPropensity(snapshot);
 * const amounts = expectedAmounts(model, snapshot, scorePropensity(model, snapshot));
 * assert.ok(amounts.value[0]! > amounts.orders[0]!);
 * ```
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

/**
 * Log-odds of BG/NBD from the rows' last column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { FEATURE_COUNT } from "./features.ts";
 * import { bgNbdScores } from "./model.ts";
 *
 * assert.equal(bgNbdScores(new Float32Array(FEATURE_COUNT).fill(0.5))[0], 0);
 * ```
 */
export function bgNbdScores(features: Float32Array): Float64Array {
  const scores = new Float64Array(features.length / FEATURE_COUNT);
  return scores.map((_, row) => logit(features[(row + 1) * FEATURE_COUNT - 1]!));
}
