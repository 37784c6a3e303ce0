/**
 * The steady half of the ensemble: ridge logistic regression on transformed feature rows.
 *
 * @module
 */
import { logit } from "./calibrate.ts";
import { FEATURE_COUNT, PROPENSITY_FEATURES } from "./features.ts";
import { fitLogistic } from "./logistic.ts";
import type { CutoffRows } from "./training_rows.ts";

/**
 * Log-odds = intercept + Σ weight · (transformed feature − centre), a missing feature adding its
 * `missing` instead; plain data.
 */
export interface LinearModel {
  readonly intercept: number;
  readonly weight: readonly number[];
  readonly centre: readonly number[];
  readonly missing: readonly number[];
}

/** Options of {@linkcode fitLinear}. */
export interface LinearOptions {
  /** Penalty on the standardised weights, in observations. @default {50} */
  ridge?: number;
  /** Rows above which every n-th row is taken. @default {60000} */
  maxRows?: number;
}

/**
 * Fits the regression on the rows of several cutoffs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitLinear, linearScores } from "./linear.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 * import { habitualShop } from "./testing.ts";
 * import { rowsAtCutoff } from "./training_rows.ts";
 *
 * const context = { horizon: 7, bgNbd: { r: 1, alpha: 10, a: 1, b: 2 }, usualGap: 20 };
 * const rows = rowsAtCutoff(purchaseDays(habitualShop().orders), 1100, context);
 * const scores = linearScores(fitLinear([rows]), rows.features);
 * assert.ok(scores.every(Number.isFinite));
 * ```
 */
export function fitLinear(
  parts: readonly CutoffRows[],
  options: LinearOptions = {},
): LinearModel {
  const { ridge = 50, maxRows = 60_000 } = options;
  const total = parts.reduce((n, part) => n + part.labels.length, 0);
  const stride = Math.max(1, Math.ceil(total / maxRows));
  const rows: Float32Array[] = [];
  const labels: number[] = [];
  let index = 0;
  for (const part of parts) {
    for (let i = 0; i < part.labels.length; i++) {
      if (index++ % stride !== 0) continue;
      rows.push(part.features.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
      labels.push(part.labels[i]!);
    }
  }
  const centre = centresOf(rows);
  const width = 2 * FEATURE_COUNT;
  const x = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    for (let j = 0; j < FEATURE_COUNT; j++) {
      const value = transform(j, row[j]!);
      x[i * width + j] = Number.isNaN(value) ? 0 : value - centre[j]!;
      x[i * width + FEATURE_COUNT + j] = Number.isNaN(value) ? 1 : 0;
    }
  });
  return unstandardise(x, width, labels, ridge, centre);
}

function unstandardise(
  x: Float64Array,
  width: number,
  labels: readonly number[],
  ridge: number,
  centre: readonly number[],
): LinearModel {
  const fitted = fitLogistic(x, width, labels, { ridge });
  const slopes = Array.from(fitted.weights, (w, j) => w / fitted.scale[j]!);
  const shift = slopes.reduce((sum, slope, j) => sum + slope * fitted.centre[j]!, 0);
  return {
    intercept: fitted.intercept - shift,
    weight: slopes.slice(0, FEATURE_COUNT),
    centre,
    missing: slopes.slice(FEATURE_COUNT),
  };
}

/** Log-odds of row-major feature rows. */
export function linearScores(model: LinearModel, features: Float32Array): Float64Array {
  const scores = new Float64Array(features.length / FEATURE_COUNT).fill(model.intercept);
  for (let i = 0; i < features.length; i++) {
    const row = Math.floor(i / FEATURE_COUNT);
    scores[row]! += contribution(model, i - row * FEATURE_COUNT, features[i]!);
  }
  return scores;
}

/**
 * What a feature's value adds to the log-odds.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { FEATURE_COUNT } from "./features.ts";
 * import { contribution } from "./linear.ts";
 *
 * const ones = new Array(FEATURE_COUNT).fill(1);
 * const model = { intercept: 0, weight: ones, centre: ones, missing: ones.map(() => -2) };
 * assert.equal(contribution(model, 0, Math.E - 1), 0);
 * assert.equal(contribution(model, 0, NaN), -2);
 * ```
 */
export function contribution(model: LinearModel, feature: number, raw: number): number {
  const value = transform(feature, raw);
  if (Number.isNaN(value)) return model.missing[feature]!;
  return model.weight[feature]! * (value - model.centre[feature]!);
}

type Transform = (value: number) => number;

const TRANSFORMS: readonly Transform[] = PROPENSITY_FEATURES.map(({ name }): Transform => {
  if (name.startsWith("bgnbd")) return logit;
  if (name === "due_share" || name === "weekday_regularity") return (value) => value;
  if (name === "due_spread") return (value) => Math.max(-5, Math.min(5, value));
  if (name === "rate") return (value) => Math.log(Math.max(1e-6, value));
  return (value) => Math.log1p(Math.max(0, value));
});

function transform(feature: number, value: number): number {
  return Number.isNaN(value) ? NaN : TRANSFORMS[feature]!(value);
}

/** Means of the transformed features where they are known; 0 where they never are. */
function centresOf(rows: readonly Float32Array[]): number[] {
  return PROPENSITY_FEATURES.map((_, j) => {
    let sum = 0;
    let n = 0;
    for (const row of rows) {
      const value = transform(j, row[j]!);
      if (Number.isNaN(value)) continue;
      sum += value;
      n++;
    }
    return n > 0 ? sum / n : 0;
  });
}
