/**
 * Pearson's chi-square tests, of independence and of given shares.
 *
 * @module
 */
import { requireAllBetween, requireSameLength, requireSome } from "./checks.ts";
import { chiSquareTails } from "./distributions.ts";
import { type TestResult, testResult } from "./hypothesis.ts";

/** What a chi-square test finds. */
export interface ChiSquareResult extends TestResult {
  /** Degrees of freedom. */
  df: number;
}

/** Options of {@linkcode chiSquareTest}. */
export interface ChiSquareOptions {
  /**
   * Yates's continuity correction, for tables with one degree of freedom: every difference from the
   * expected count shrinks by one half, at most to 0 (Yates 1934).
   * @default {false}
   */
  correction?: boolean;
}

/**
 * Tests whether rows and columns of a table of counts are independent.
 *
 * @param table Rows of equal length; counts of at least 0, empty cells allowed.
 * @returns NaN for statistic and p-value when a whole row or column is empty: nothing can be told.
 * @throws {RangeError} If the table has fewer than two rows or columns, is ragged, or a count is
 * negative.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chiSquareTest } from "./chi_square.ts";
 *
 * const { statistic, df } = chiSquareTest([[10, 20], [20, 10]]);
 * assert.ok(Math.abs(statistic - 4 * 5 ** 2 / 15) < 1e-14);
 * assert.equal(df, 1);
 * ```
 */
export function chiSquareTest(
  table: readonly (readonly number[])[],
  options: ChiSquareOptions = {},
): ChiSquareResult {
  requireSome(table, "table", 2);
  const columns = table[0]!.length;
  for (const row of table) {
    requireSome(row, "row", 2);
    requireSameLength(columns, row.length, "rows");
    requireAllBetween(row, 0, Number.MAX_SAFE_INTEGER, "counts");
  }
  const rowTotals = table.map(total);
  const columnTotals = table[0]!.map((_, c) => total(table.map((row) => row[c]!)));
  const all = total(rowTotals);
  const df = (table.length - 1) * (columns - 1);
  const shrink = options.correction && df === 1 ? 0.5 : 0;
  let statistic = 0;
  table.forEach((row, r) =>
    row.forEach((count, c) => {
      const expected = rowTotals[r]! * columnTotals[c]! / all;
      const difference = Math.max(Math.abs(count - expected) - shrink, 0);
      statistic += difference * difference / expected;
    })
  );
  return result(statistic, df);
}

/**
 * Tests whether counts follow given shares (goodness of fit).
 *
 * @param observed Counts per category.
 * @param shares Expected shares in any unit; they are scaled to the observed total.
 * @throws {RangeError} If there are fewer than two categories, lengths differ, a count is negative,
 * or a share is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chiSquareFitTest } from "./chi_square.ts";
 *
 * assert.equal(chiSquareFitTest([40, 60], [1, 1]).statistic, 2 * 10 ** 2 / 50);
 * ```
 */
export function chiSquareFitTest(
  observed: readonly number[],
  shares: readonly number[],
): ChiSquareResult {
  requireSome(observed, "observed", 2);
  requireSameLength(observed.length, shares.length, "observed and shares");
  requireAllBetween(observed, 0, Number.MAX_SAFE_INTEGER, "counts");
  requireAllBetween(shares, Number.MIN_VALUE, Number.MAX_VALUE, "shares");
  const scale = total(observed) / total(shares);
  const statistic = observed.reduce((sum, count, i) => {
    const expected = shares[i]! * scale;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return result(statistic, observed.length - 1);
}

function result(statistic: number, df: number): ChiSquareResult {
  return { ...testResult(statistic, chiSquareTails(statistic, df), "greater"), df };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
