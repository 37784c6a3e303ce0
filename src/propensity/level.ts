/**
 * The shop's level moves from week to week (season, campaigns); calibration must follow it as fast
 * as the weeks behind show that it moves, and no faster.
 *
 * @module
 */

/** A level forecast. */
export interface Level {
  /** Forecast of the next offset. */
  readonly offset: number;
  /** Standard deviation of the level's step from one period to the next. */
  readonly stepSpread: number;
}

/** Steps tried; the prior on their logarithm is normal around {@linkcode USUAL_STEP}. */
const STEPS = [0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.14, 0.2, 0.28, 0.4];
const USUAL_STEP = 0.07;

/**
 * Forecast by the local level model (a random walk seen through noise), its step chosen by maximum
 * a posteriori over a grid: Durbin and Koopman (2012), "Time Series Analysis by State Space
 * Methods", chapter 2.
 *
 * @param offsets Seen offsets in log-odds, oldest first.
 * @param variances Their sampling variances.
 * @throws {RangeError} If the lengths differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { forecastLevel } from "./level.ts";
 *
 * const still = forecastLevel([0.1, -0.1, 0.1, -0.1], [0.01, 0.01, 0.01, 0.01]);
 * assert.ok(Math.abs(still.offset) < 0.05);
 * const rising = forecastLevel([0, 0.3, 0.6, 0.9], [0.001, 0.001, 0.001, 0.001]);
 * assert.ok(rising.offset > 0.8 && rising.stepSpread > still.stepSpread);
 * ```
 */
export function forecastLevel(offsets: readonly number[], variances: readonly number[]): Level {
  if (offsets.length !== variances.length) {
    throw new RangeError(
      `Expected as many variances as offsets but found ${variances.length} and ${offsets.length}`,
    );
  }
  let best = { offset: 0, stepSpread: USUAL_STEP, score: -Infinity };
  for (const stepSpread of STEPS) {
    const { offset, logLikelihood } = filter(offsets, variances, stepSpread ** 2);
    const score = logLikelihood - Math.log(stepSpread / USUAL_STEP) ** 2 / 2;
    if (score > best.score) best = { offset, stepSpread, score };
  }
  return { offset: best.offset, stepSpread: best.stepSpread };
}

/** Kalman's filter from a wide start around 0. */
function filter(
  offsets: readonly number[],
  variances: readonly number[],
  stepVariance: number,
): { offset: number; logLikelihood: number } {
  let mean = 0;
  let variance = 1;
  let logLikelihood = 0;
  for (let t = 0; t < offsets.length; t++) {
    const total = variance + variances[t]!;
    const surprise = offsets[t]! - mean;
    logLikelihood -= (Math.log(2 * Math.PI * total) + surprise ** 2 / total) / 2;
    mean += variance / total * surprise;
    variance = variance * variances[t]! / total + stepVariance;
  }
  return { offset: mean, logLikelihood };
}
