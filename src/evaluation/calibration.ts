/**
 * How well stated probabilities hold on weeks they were not fitted on.
 *
 * @module
 */
import {
  brierScore,
  expectedCalibrationError,
  type ReliabilityBin,
  reliabilityBins,
} from "../statistics/calibration.ts";

/** Stated probabilities and what happened, one entry per case. */
export interface ProbabilityCases {
  readonly probability: Float64Array;
  /** 0 or 1. */
  readonly outcome: Uint8Array;
}

/** Calibration of one kind of probability over the test weeks. */
export interface ProbabilityEvaluation {
  readonly cases: number;
  readonly meanStated: number;
  readonly meanObserved: number;
  readonly brier: number;
  readonly expectedCalibrationError: number;
  readonly reliability: readonly ReliabilityBin[];
  /** The calibration error of each fold. */
  readonly folds: readonly number[];
}

/**
 * Brier score, expected calibration error and reliability of all folds' cases together.
 *
 * @throws {RangeError} If there are no cases.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { evaluateProbability } from "./calibration.ts";
 *
 * const fold = { probability: Float64Array.of(0, 1), outcome: Uint8Array.of(0, 1) };
 * assert.equal(evaluateProbability([fold]).brier, 0);
 * ```
 */
export function evaluateProbability(folds: readonly ProbabilityCases[]): ProbabilityEvaluation {
  const probability = joined(folds.map((fold) => fold.probability));
  const outcome = joined(folds.map((fold) => fold.outcome));
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    cases: probability.length,
    meanStated: mean(probability),
    meanObserved: mean(outcome),
    brier: brierScore(probability, outcome),
    expectedCalibrationError: expectedCalibrationError(probability, outcome),
    reliability: reliabilityBins(probability, outcome),
    folds: folds.map((fold) => expectedCalibrationError(fold.probability, fold.outcome)),
  };
}

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
