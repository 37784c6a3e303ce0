/**
 * Which weeks are test weeks: one global cutoff per fold, successive windows, newest last.
 *
 * @module
 */
import type { EpochDay } from "../ingest/shop.ts";

/** One fold: everything before `cutoff` may be learned from, `[cutoff, cutoff + horizon)` is truth. */
export interface Fold {
  readonly cutoff: EpochDay;
  readonly horizon: number;
  /** Whether the data reach to the window's end. */
  readonly complete: boolean;
}

/** Options of {@linkcode evaluationFolds}. */
export interface EvaluationFoldsOptions {
  /** Days of truth per fold. @default {7} */
  horizon?: number;
  /** Number of folds. @default {3} */
  folds?: number;
}

/**
 * The test weeks of an evaluation as of a day: the window that begins on `asOf` where the data reach
 * to its end, and the windows before it, one horizon apart. A week that is not over would count its
 * buyers as too few; only where there is no other is it taken.
 *
 * @throws {RangeError} If horizon or folds is not an integer greater than 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { evaluationFolds } from "./splits.ts";
 *
 * const folds = evaluationFolds({ firstDay: 0, lastDay: 104 }, 105);
 * assert.deepEqual(folds.map(({ cutoff }) => cutoff), [84, 91, 98]);
 * ```
 */
export function evaluationFolds(
  range: { firstDay: EpochDay; lastDay: EpochDay },
  asOf: EpochDay,
  options: EvaluationFoldsOptions = {},
): Fold[] {
  const { horizon = 7, folds = 3 } = options;
  requirePositive("horizon", horizon);
  requirePositive("folds", folds);
  const isComplete = (cutoff: EpochDay) => range.lastDay >= cutoff + horizon - 1;
  const before = asOf - horizon;
  const begins = range.lastDay >= asOf && (isComplete(asOf) || before <= range.firstDay);
  const newest = begins ? asOf : before;
  return Array.from({ length: folds }, (_, k) => newest - (folds - 1 - k) * horizon)
    .filter((cutoff) => cutoff > range.firstDay)
    .map((cutoff) => ({ cutoff, horizon, complete: isComplete(cutoff) }));
}

function requirePositive(name: string, value: number) {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`Expected ${name} to be an integer greater than 0 but found ${value}`);
  }
}
