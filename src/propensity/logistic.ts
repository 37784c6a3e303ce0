/**
 * Ridge logistic regression on a few columns, the baseline that every model must beat.
 *
 * @module
 */

/** A fitted regression on standardised columns. */
export interface LogisticModel {
  readonly centre: Float64Array;
  readonly scale: Float64Array;
  readonly weights: Float64Array;
  readonly intercept: number;
}

/** Options of {@linkcode fitLogistic}. */
export interface LogisticOptions {
  /** Ridge penalty on the standardised weights, in units of one observation. @default {1} */
  ridge?: number;
}

/**
 * Fits by Newton's method; the intercept is not penalised beyond a trace that keeps it finite.
 *
 * @param x Row-major `labels.length × columns`, every value finite.
 * @throws {RangeError} If there are no rows or the sizes do not agree.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitLogistic, logisticScore } from "./logistic.ts";
 *
 * const model = fitLogistic(Float64Array.of(0, 1, 2, 3), 1, Uint8Array.of(0, 0, 1, 1));
 * assert.ok(logisticScore(model, [3]) > 0 && logisticScore(model, [0]) < 0);
 * ```
 */
export function fitLogistic(
  x: Float64Array,
  columns: number,
  labels: ArrayLike<number>,
  options: LogisticOptions = {},
): LogisticModel {
  const rows = labels.length;
  if (rows === 0 || x.length !== rows * columns) {
    throw new RangeError(
      `Expected ${rows} rows of ${columns} columns but found ${x.length} values`,
    );
  }
  const { centre, scale } = moments(x, columns, rows);
  const beta = new Float64Array(columns + 1);
  for (let round = 0; round < 25; round++) {
    const { gradient, hessian } = derivatives(x, labels, centre, scale, beta, options.ridge ?? 1);
    const step = solve(hessian, gradient);
    let largest = 0;
    for (let j = 0; j <= columns; j++) {
      const change = Math.max(-4, Math.min(4, step[j]!));
      beta[j]! += change;
      largest = Math.max(largest, Math.abs(change));
    }
    if (largest < 1e-9) break;
  }
  return { centre, scale, weights: beta.slice(1), intercept: beta[0]! };
}

/**
 * Log-odds of a row.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logisticScore } from "./logistic.ts";
 *
 * const one = Float64Array.of(1);
 * assert.equal(logisticScore({ centre: one, scale: one, weights: one, intercept: 0.5 }, [3]), 2.5);
 * ```
 */
export function logisticScore(model: LogisticModel, row: ArrayLike<number>): number {
  let sum = model.intercept;
  for (let j = 0; j < model.weights.length; j++) {
    sum += model.weights[j]! * (row[j]! - model.centre[j]!) / model.scale[j]!;
  }
  return sum;
}

function moments(x: Float64Array, columns: number, rows: number) {
  const centre = new Float64Array(columns);
  const scale = new Float64Array(columns);
  for (let i = 0; i < x.length; i++) centre[i % columns]! += x[i]! / rows;
  for (let i = 0; i < x.length; i++) {
    scale[i % columns]! += (x[i]! - centre[i % columns]!) ** 2 / rows;
  }
  // a constant column's variance is rounding error, not 0
  const varies = (v: number, j: number) => v > 1e-18 * (1 + centre[j]! ** 2);
  return { centre, scale: scale.map((v, j) => varies(v, j) ? Math.sqrt(v) : 1) };
}

/** Gradient of the penalised log-likelihood and the negative of its second derivative. */
function derivatives(
  x: Float64Array,
  labels: ArrayLike<number>,
  centre: Float64Array,
  scale: Float64Array,
  beta: Float64Array,
  ridge: number,
): { gradient: Float64Array; hessian: Float64Array[] } {
  const size = beta.length;
  const gradient = beta.map((b, j) => -(j === 0 ? 1e-6 : ridge) * b);
  const hessian = Array.from({ length: size }, (_, j) => {
    const row = new Float64Array(size);
    row[j] = j === 0 ? 1e-6 : ridge;
    return row;
  });
  const z = new Float64Array(size);
  z[0] = 1;
  for (let i = 0; i < labels.length; i++) {
    let score = beta[0]!;
    for (let j = 1; j < size; j++) {
      z[j] = (x[i * (size - 1) + j - 1]! - centre[j - 1]!) / scale[j - 1]!;
      score += beta[j]! * z[j]!;
    }
    const p = 1 / (1 + Math.exp(-score));
    const weight = p * (1 - p);
    for (let j = 0; j < size; j++) {
      gradient[j]! += (labels[i]! - p) * z[j]!;
      const row = hessian[j]!;
      const factor = weight * z[j]!;
      for (let k = 0; k <= j; k++) row[k]! += factor * z[k]!;
    }
  }
  for (let j = 0; j < size; j++) for (let k = 0; k < j; k++) hessian[k]![j] = hessian[j]![k]!;
  return { gradient, hessian };
}

/** Solves a symmetric positive definite system by Gaussian elimination. */
function solve(matrix: Float64Array[], right: Float64Array): Float64Array {
  const a = matrix.map((row) => row.slice());
  const b = right.slice();
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let r = i + 1; r < n; r++) {
      const factor = a[r]![i]! / a[i]![i]!;
      for (let c = i; c < n; c++) a[r]![c]! -= factor * a[i]![c]!;
      b[r]! -= factor * b[i]!;
    }
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let c = i + 1; c < n; c++) b[i]! -= a[i]![c]! * b[c]!;
    b[i]! /= a[i]![i]!;
  }
  return b;
}
