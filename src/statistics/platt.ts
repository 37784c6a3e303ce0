/**
 * Platt scaling: a logistic curve from score to probability, for when there are too few cases for
 * isotonic regression.
 *
 * @module
 */
import { requireAllBetween, requireFinite, requireSameLength, requireSome } from "./checks.ts";

/** A fitted logistic curve: probability = 1 / (1 + exp(−(slope · score + intercept))). */
export interface PlattModel {
  /** Change of the log-odds per unit of score. */
  readonly slope: number;
  /** Log-odds at score 0. */
  readonly intercept: number;
}

/** Options of {@linkcode fitPlatt}. */
export interface PlattOptions {
  /** Weight above 0 per case. @default {1 each} */
  weights?: ArrayLike<number>;
}

/**
 * Fits by maximum likelihood with Platt's smoothed targets, (N₊ + 1) / (N₊ + 2) for positives and
 * 1 / (N₋ + 2) for negatives, which keep the fit finite when the classes are separable or one is
 * missing; Newton's method with backtracking (Platt 1999; Lin, Lin & Weng 2007).
 *
 * @param scores One finite score per case.
 * @param labels 1 for positives, 0 for negatives.
 * @throws {RangeError} If there is no case, lengths differ, or a number is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { applyPlatt, fitPlatt } from "./platt.ts";
 *
 * const model = fitPlatt([1, 2, 3, 4], [0, 0, 1, 1]);
 * assert.ok(Math.abs(applyPlatt(model, 2.5) - 1 / 2) < 1e-12);
 * assert.ok(applyPlatt(model, 4) > applyPlatt(model, 3));
 * ```
 */
export function fitPlatt(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: PlattOptions = {},
): PlattModel {
  requireSome(scores, "scores");
  requireSameLength(scores.length, labels.length, "scores and labels");
  requireFinite(scores, "scores");
  requireAllBetween(labels, 0, 1, "labels");
  const weights = options.weights ?? new Float64Array(scores.length).fill(1);
  requireSameLength(scores.length, weights.length, "scores and weights");
  requireAllBetween(weights, Number.MIN_VALUE, Number.MAX_VALUE, "weights");
  const cases = standardise(scores, labels, weights);
  const { slope, intercept } = newton(cases);
  return {
    slope: slope / cases.scale,
    intercept: intercept - slope * cases.centre / cases.scale,
  };
}

/**
 * The fitted probability at a score.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { applyPlatt } from "./platt.ts";
 *
 * assert.equal(applyPlatt({ slope: 2, intercept: -2 }, 1), 1 / 2);
 * ```
 */
export function applyPlatt(model: PlattModel, score: number): number {
  return 1 / (1 + Math.exp(-(model.slope * score + model.intercept)));
}

interface Cases {
  /** Scores with mean 0 and standard deviation 1. */
  x: Float64Array;
  /** Smoothed targets. */
  target: Float64Array;
  weights: ArrayLike<number>;
  centre: number;
  scale: number;
  /** Log-odds of the mean target: the best curve without a slope. */
  start: number;
}

function standardise(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  weights: ArrayLike<number>,
): Cases {
  let [total, positives, mean] = [0, 0, 0];
  for (let i = 0; i < scores.length; i++) {
    total += weights[i]!;
    positives += weights[i]! * labels[i]!;
    mean += (scores[i]! - mean) * weights[i]! / total;
  }
  let squares = 0;
  for (let i = 0; i < scores.length; i++) squares += weights[i]! * (scores[i]! - mean) ** 2;
  const scale = Math.sqrt(squares / total) || 1;
  const high = (positives + 1) / (positives + 2);
  const low = 1 / (total - positives + 2);
  const target = Float64Array.from(labels, (label) => low + label * (high - low));
  const share = (positives * high + (total - positives) * low) / total;
  const x = Float64Array.from(scores, (score) => (score - mean) / scale);
  return { x, target, weights, centre: mean, scale, start: Math.log(share / (1 - share)) };
}

/** The ridge keeps Newton's matrix invertible when all scores are equal (then the slope is 0). */
const RIDGE = 1e-12;

/**
 * Where Newton's method expects less gain than this share of the loss, rounding hides whether the loss
 * fell: the last step is taken as it is, and no line search looks for a fall that it cannot see.
 */
const RESOLUTION = 1e-13;

function newton(cases: Cases): PlattModel {
  let [slope, intercept] = [0, cases.start];
  let loss = lossAt(cases, slope, intercept);
  for (let iteration = 0; iteration < 100; iteration++) {
    const { g1, g2, h11, h12, h22 } = derivatives(cases, slope, intercept);
    const ridge = RIDGE * (h11 + h22);
    const determinant = (h11 + ridge) * (h22 + ridge) - h12 * h12;
    const d1 = ((h22 + ridge) * g1 - h12 * g2) / determinant;
    const d2 = ((h11 + ridge) * g2 - h12 * g1) / determinant;
    if (g1 * d1 + g2 * d2 <= RESOLUTION * loss) {
      slope -= d1;
      intercept -= d2;
      break;
    }
    let step = 1;
    let next = lossAt(cases, slope - d1, intercept - d2);
    while (next > loss && step > 1e-10) {
      step /= 2;
      next = lossAt(cases, slope - step * d1, intercept - step * d2);
    }
    if (next > loss) break;
    slope -= step * d1;
    intercept -= step * d2;
    loss = next;
    if (Math.abs(d1) + Math.abs(d2) < 1e-14 * (1 + Math.abs(slope) + Math.abs(intercept))) break;
  }
  return { slope, intercept };
}

/** Cross-entropy of the targets, written so that neither exponential overflows. */
function lossAt({ x, target, weights }: Cases, slope: number, intercept: number): number {
  let loss = 0;
  for (let i = 0; i < x.length; i++) {
    const z = slope * x[i]! + intercept;
    const softplus = Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
    loss += weights[i]! * (softplus - target[i]! * z);
  }
  return loss;
}

function derivatives({ x, target, weights }: Cases, slope: number, intercept: number) {
  let [g1, g2, h11, h12, h22] = [0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const p = 1 / (1 + Math.exp(-(slope * x[i]! + intercept)));
    const error = weights[i]! * (p - target[i]!);
    const curvature = weights[i]! * p * (1 - p);
    g1 += error * x[i]!;
    g2 += error;
    h11 += curvature * x[i]! * x[i]!;
    h12 += curvature * x[i]!;
    h22 += curvature;
  }
  return { g1, g2, h11, h12, h22 };
}
