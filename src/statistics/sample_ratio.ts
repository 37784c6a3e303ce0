/**
 * Sample-ratio check: whether the arms hold as many customers as the plan says.
 *
 * @module
 */
import { chiSquareFitTest, type ChiSquareResult } from "./chi_square.ts";

/** What the check finds. */
export interface SampleRatioResult extends ChiSquareResult {
  /** Whether the split is so unlikely that no result of the experiment should be believed. */
  mismatch: boolean;
}

/** Options of {@linkcode sampleRatioCheck}. */
export interface SampleRatioOptions {
  /** Planned shares of the arms, in any unit. @default {equal shares} */
  shares?: readonly number[];
  /**
   * p-value below which the split counts as a mismatch; small, because a healthy experiment must
   * rarely be thrown away (Fabijan et al. 2019).
   * @default {0.001}
   */
  threshold?: number;
}

/**
 * Tests the arms' sizes against the planned split by chi-square.
 *
 * @param counts Customers per arm.
 * @throws {RangeError} If there are fewer than two arms, a count is negative, or shares do not fit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleRatioCheck } from "./sample_ratio.ts";
 *
 * assert.equal(sampleRatioCheck([5010, 4990]).mismatch, false);
 * assert.equal(sampleRatioCheck([5300, 4700]).mismatch, true);
 * ```
 */
export function sampleRatioCheck(
  counts: readonly number[],
  options: SampleRatioOptions = {},
): SampleRatioResult {
  const { shares = counts.map(() => 1), threshold = 0.001 } = options;
  const found = chiSquareFitTest(counts, shares);
  return { ...found, mismatch: found.pValue < threshold };
}
