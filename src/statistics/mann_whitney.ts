/**
 * The Mann–Whitney test: whether values of one arm tend to be higher than those of the other.
 *
 * @module
 */
import { requireCount, requireFinite, requireSameLength, requireSome } from "./checks.ts";
import { normalTails } from "./distributions.ts";
import {
  type Alternative,
  type AlternativeOptions,
  type TestResult,
  testResult,
} from "./hypothesis.ts";
import { groupByScore } from "./ranks.ts";

/** What the test finds; `statistic` is U of the first sample. */
export interface MannWhitneyResult extends TestResult {
  /** Probability that a value of `a` exceeds one of `b`, a tie counting one half: U / (m · n). */
  superiority: number;
}

/** Options of the Mann–Whitney tests. */
export interface MannWhitneyOptions extends AlternativeOptions {
  /** Subtract one half from the distance to the mean (normal approximation). @default {true} */
  continuity?: boolean;
}

/** Options of {@linkcode mannWhitneyTest}. */
export interface MannWhitneySampleOptions extends MannWhitneyOptions {
  /**
   * `"exact"` counts orders (no ties allowed for); `"normal"` uses the normal approximation with
   * tie correction; `"auto"` is exact when there is no tie and m · n is at most 2500.
   * @default {"auto"}
   */
  method?: "auto" | "exact" | "normal";
}

/**
 * Mann–Whitney test of two samples (Mann & Whitney 1947).
 *
 * @returns `pValue` 1 when all values are equal (NaN without the continuity correction).
 * @throws {RangeError} If a sample is empty or a value is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mannWhitneyTest } from "./mann_whitney.ts";
 *
 * const { statistic, pValue } = mannWhitneyTest([1, 2, 3], [4, 5, 6]);
 * assert.equal(statistic, 0);
 * assert.ok(Math.abs(pValue - 2 / 20) < 1e-15);
 * ```
 */
export function mannWhitneyTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: MannWhitneySampleOptions = {},
): MannWhitneyResult {
  requireSome(a, "a");
  requireSome(b, "b");
  const values = new Float64Array(a.length + b.length);
  values.set(Array.from(a));
  values.set(Array.from(b), a.length);
  requireFinite(values, "values");
  const fromA = new Uint8Array(values.length).fill(1, 0, a.length);
  const { positives, negatives } = groupByScore(values, fromA);
  const { method = "auto" } = options;
  const untied = positives.length === values.length;
  if (method === "exact" || (method === "auto" && untied && a.length * b.length <= 2500)) {
    const u = countWins(positives.toReversed(), negatives.toReversed());
    return exactTest(u, a.length, b.length, options.alternative);
  }
  return mannWhitneyTestOfCounts(positives.toReversed(), negatives.toReversed(), options);
}

/**
 * Mann–Whitney test of counts per ordered category, such as satisfaction from 1 to 5, by the normal
 * approximation with tie correction.
 *
 * @param a Count per category, lowest category first.
 * @param b Counts of the other sample in the same categories.
 * @returns `pValue` 1 when everybody is in one category (NaN without the continuity correction).
 * @throws {RangeError} If lengths differ, a count is not a whole number, or a sample is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { mannWhitneyTestOfCounts } from "./mann_whitney.ts";
 *
 * const { superiority } = mannWhitneyTestOfCounts([0, 0, 2], [1, 0, 1]);
 * assert.equal(superiority, (2 + 2 / 2) / 4);
 * ```
 */
export function mannWhitneyTestOfCounts(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: MannWhitneyOptions = {},
): MannWhitneyResult {
  requireSameLength(a.length, b.length, "a and b");
  const [m, n] = [totalCount(a, "a"), totalCount(b, "b")];
  const all = m + n;
  let spread = 0;
  for (let i = 0; i < a.length; i++) {
    const tied = a[i]! + b[i]!;
    spread += tied * (all - tied) * (all + tied);
  }
  const deviation = Math.sqrt(m * n / (12 * all * (all - 1)) * spread);
  const u = countWins(a, b);
  const { alternative = "two-sided", continuity = true } = options;
  const distance = towardsZero(u - m * n / 2, alternative, continuity ? 0.5 : 0);
  const z = continuity && distance === 0 ? 0 : distance / deviation;
  return { ...testResult(z, normalTails(z), alternative), statistic: u, superiority: u / m / n };
}

/** The distance from the mean, brought one half nearer to the null hypothesis, as SciPy does. */
function towardsZero(distance: number, alternative: Alternative, half: number): number {
  if (alternative === "greater") return distance - half;
  if (alternative === "less") return distance + half;
  return Math.sign(distance) * Math.max(Math.abs(distance) - half, 0);
}

/** U: pairs in which `a` is the higher category, ties one half. */
function countWins(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [wins, below] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    wins += a[i]! * (below + b[i]! / 2);
    below += b[i]!;
  }
  return wins;
}

function totalCount(counts: ArrayLike<number>, name: string): number {
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    requireCount(counts[i]!, name);
    total += counts[i]!;
  }
  if (total === 0) throw new RangeError(`Expected ${name} to hold a count above 0 but found none`);
  return total;
}

function exactTest(
  u: number,
  m: number,
  n: number,
  alternative: Alternative = "two-sided",
): MannWhitneyResult {
  const mass = distributionOfU(m, n);
  const above = massFrom(mass, Math.ceil(u));
  const below = massFrom(mass, Math.ceil(m * n - u));
  const tails = { logLower: Math.log(below), logUpper: Math.log(above) };
  return { ...testResult(u, tails, alternative), superiority: u / m / n };
}

function massFrom(mass: Float64Array, from: number): number {
  let sum = 0;
  for (let u = mass.length - 1; u >= from; u--) sum += mass[u]!;
  return Math.min(sum, 1);
}

/**
 * P(U = u) for u = 0 … m · n: the highest of all values is from `a` with probability m / (m + n)
 * and then beats all n others. Only sums of positive terms, so small tails keep their digits.
 */
function distributionOfU(m: number, n: number): Float64Array {
  let previous: Float64Array[] = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= m; i++) {
    const current = [Float64Array.of(1)];
    for (let j = 1; j <= n; j++) {
      const mass = new Float64Array(i * j + 1);
      current[j - 1]!.forEach((p, u) => mass[u] = p * j / (i + j));
      previous[j]!.forEach((p, u) => mass[u + j]! += p * i / (i + j));
      current.push(mass);
    }
    previous = current;
  }
  return previous[n]!;
}
