/**
 * McNemar's test: two yes/no answers of the same customers.
 *
 * @module
 */
import { requireCount } from "./checks.ts";
import { binomialTails, chiSquareTails } from "./distributions.ts";
import { type TestResult, testResult } from "./hypothesis.ts";

/** Options of {@linkcode mcnemarTest}. */
export interface McnemarOptions {
  /**
   * `"exact"`: binomial. `"chi-square"`: (b − c)² / (b + c). `"corrected"`: the same with
   * (|b − c| − 1)², at least 0 (Edwards 1948).
   * @default {"exact"}
   */
  method?: "exact" | "chi-square" | "corrected";
}

/**
 * Tests whether the two discordant counts are equally likely (McNemar 1947), two-sided.
 *
 * @param onlyFirst Customers who said yes only the first time (or under arm A).
 * @param onlySecond Customers who said yes only the second time (or under arm B).
 * @returns `statistic` is the smaller count for `"exact"` and chi-square otherwise. Without a
 * discordant customer the exact p-value is 1 and the others are NaN.
 * @throws {RangeError} If a count is not a whole number of at least 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mcnemarTest } from "./mcnemar.ts";
 *
 * assert.ok(Math.abs(mcnemarTest(0, 5).pValue - 2 / 2 ** 5) < 1e-15);
 * assert.equal(mcnemarTest(4, 12, { method: "chi-square" }).statistic, 8 ** 2 / 16);
 * ```
 */
export function mcnemarTest(
  onlyFirst: number,
  onlySecond: number,
  options: McnemarOptions = {},
): TestResult {
  requireCount(onlyFirst, "onlyFirst");
  requireCount(onlySecond, "onlySecond");
  const { method = "exact" } = options;
  const discordant = onlyFirst + onlySecond;
  if (method === "exact") {
    const smaller = Math.min(onlyFirst, onlySecond);
    return testResult(smaller, binomialTails(smaller, discordant, 0.5));
  }
  const distance = Math.abs(onlyFirst - onlySecond);
  const shrunk = method === "corrected" ? Math.max(distance - 1, 0) : distance;
  const statistic = shrunk ** 2 / discordant;
  return testResult(statistic, chiSquareTails(statistic, 1), "greater");
}
