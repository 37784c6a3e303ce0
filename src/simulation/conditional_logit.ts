/**
 * The conditional logit (McFadden 1974): which alternative somebody chooses, from the features of
 * all alternatives.
 *
 * @module
 */

/** Choices to learn from, all alternatives one after the other. */
export interface ChoiceData {
  /** Features per alternative. */
  readonly features: number;
  /** Row-major, `alternatives × features`. */
  readonly x: Float64Array;
  /** Known part of the utility per alternative, such as a correction for sampling. */
  readonly offset: Float64Array;
  /** Length `choices + 1`: bounds of each choice's alternatives. */
  readonly bounds: Uint32Array;
  /** The chosen alternative of each choice, counted from its bound. */
  readonly chosen: Uint32Array;
  /** Weight of each choice. */
  readonly weight: Float64Array;
}

/** Options of {@linkcode fitConditionalLogit}. */
export interface FitLogitOptions {
  /** Columns that are used; the others' coefficients stay 0. @default {all} */
  columns?: readonly number[];
  /** Ridge per unit of weight, so that separated data have an answer. @default {1e-4} */
  ridge?: number;
  /** @default {50} */
  maxSteps?: number;
}

/** A fitted model. */
export interface LogitFit {
  /** One per feature. */
  readonly coefficients: Float64Array;
  /** Standard errors from the information matrix; NaN for columns left out. */
  readonly standardErrors: Float64Array;
  /** Mean log-likelihood per unit of weight. */
  readonly logLikelihood: number;
  readonly steps: number;
}

/**
 * Maximises the weighted log-likelihood by Newton's method with step halving; it is concave, so
 * there is one maximum.
 *
 * @throws {RangeError} If there is no choice.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitConditionalLogit } from "./conditional_logit.ts";
 *
 * // Three of four choose the alternative with the feature: the odds are 3, the coefficient ln 3.
 * const { coefficients } = fitConditionalLogit({
 *   features: 1,
 *   x: Float64Array.of(1, 0, 1, 0, 1, 0, 1, 0),
 *   offset: new Float64Array(8),
 *   bounds: Uint32Array.of(0, 2, 4, 6, 8),
 *   chosen: Uint32Array.of(0, 0, 0, 1),
 *   weight: new Float64Array(4).fill(1),
 * }, { ridge: 0 });
 * assert.ok(Math.abs(coefficients[0]! - Math.log(3)) < 1e-9);
 * ```
 */
export function fitConditionalLogit(data: ChoiceData, options: FitLogitOptions = {}): LogitFit {
  const { columns = Array.from({ length: data.features }, (_, f) => f), ridge = 1e-4 } = options;
  if (data.chosen.length === 0) throw new RangeError("Expected choices to learn from, found none");
  const total = data.weight.reduce((a, b) => a + b, 0);
  const penalty = ridge * total;
  let beta = new Float64Array(data.features);
  let now = likelihood(data, beta, columns, penalty);
  let steps = 0;
  for (; steps < (options.maxSteps ?? 50); steps++) {
    const step = solve(now.information, now.gradient);
    let scale = 1;
    let next = now;
    let trial = beta;
    do {
      trial = beta.slice();
      columns.forEach((f, j) => trial[f]! += scale * step[j]!);
      next = likelihood(data, trial, columns, penalty);
      scale /= 2;
    } while (!(next.value >= now.value) && scale > 1e-10);
    const gain = next.value - now.value;
    if (!(gain >= 0)) break;
    [beta, now] = [trial, next];
    if (gain <= 1e-11 * total) break;
  }
  return {
    coefficients: beta,
    standardErrors: standardErrors(now.information, columns, data.features),
    logLikelihood: now.likelihood / total,
    steps,
  };
}

interface Likelihood {
  /** Penalised. */
  value: number;
  likelihood: number;
  gradient: Float64Array;
  information: Float64Array[];
}

function likelihood(
  data: ChoiceData,
  beta: Float64Array,
  columns: readonly number[],
  penalty: number,
): Likelihood {
  const { x, features, offset, bounds, chosen, weight } = data;
  const n = columns.length;
  const gradient = new Float64Array(n);
  const information = columns.map(() => new Float64Array(n));
  const mean = new Float64Array(n);
  const apart = new Float64Array(n);
  let total = 0;
  for (let c = 0; c < chosen.length; c++) {
    const [begin, end, w] = [bounds[c]!, bounds[c + 1]!, weight[c]!];
    const p = probabilities(x, features, offset, beta, begin, end);
    total += w * Math.log(Math.max(p[chosen[c]!]!, 1e-300));
    mean.fill(0);
    for (let a = begin; a < end; a++) {
      for (let j = 0; j < n; j++) mean[j]! += p[a - begin]! * x[a * features + columns[j]!]!;
    }
    const at = (begin + chosen[c]!) * features;
    for (let j = 0; j < n; j++) gradient[j]! += w * (x[at + columns[j]!]! - mean[j]!);
    for (let a = begin; a < end; a++) {
      const share = w * p[a - begin]!;
      for (let j = 0; j < n; j++) apart[j] = x[a * features + columns[j]!]! - mean[j]!;
      for (let j = 0; j < n; j++) {
        const row = information[j]!;
        const part = share * apart[j]!;
        for (let k = 0; k <= j; k++) row[k]! += part * apart[k]!;
      }
    }
  }
  let squares = 0;
  columns.forEach((f, j) => {
    squares += beta[f]! ** 2;
    gradient[j]! -= penalty * beta[f]!;
    information[j]![j]! += penalty + 1e-12;
    for (let k = 0; k < j; k++) information[k]![j] = information[j]![k]!;
  });
  return { value: total - penalty * squares / 2, likelihood: total, gradient, information };
}

function probabilities(
  x: Float64Array,
  features: number,
  offset: Float64Array,
  beta: Float64Array,
  begin: number,
  end: number,
): Float64Array {
  const p = new Float64Array(end - begin);
  let most = -Infinity;
  for (let a = begin; a < end; a++) {
    let utility = offset[a]!;
    for (let f = 0; f < features; f++) utility += beta[f]! * x[a * features + f]!;
    p[a - begin] = utility;
    most = Math.max(most, utility);
  }
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += p[i] = Math.exp(p[i]! - most);
  for (let i = 0; i < p.length; i++) p[i]! /= sum;
  return p;
}

/** Solves a symmetric positive definite system by Cholesky's factors. */
function solve(matrix: readonly Float64Array[], right: Float64Array): Float64Array {
  const n = right.length;
  const lower = matrix.map(() => new Float64Array(n));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = matrix[i]![j]!;
      for (let k = 0; k < j; k++) value -= lower[i]![k]! * lower[j]![k]!;
      lower[i]![j] = i === j ? Math.sqrt(Math.max(value, 1e-12)) : value / lower[j]![j]!;
    }
  }
  const out = right.slice();
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) out[i]! -= lower[i]![k]! * out[k]!;
    out[i]! /= lower[i]![i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) out[i]! -= lower[k]![i]! * out[k]!;
    out[i]! /= lower[i]![i]!;
  }
  return out;
}

function standardErrors(
  information: readonly Float64Array[],
  columns: readonly number[],
  features: number,
): Float64Array {
  const errors = new Float64Array(features).fill(NaN);
  columns.forEach((f, j) => {
    const unit = new Float64Array(columns.length);
    unit[j] = 1;
    errors[f] = Math.sqrt(solve(information, unit)[j]!);
  });
  return errors;
}
