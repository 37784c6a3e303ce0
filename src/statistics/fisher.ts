/**
 * Fisher's exact test of a 2 × 2 table.
 *
 * @module
 */
import { requireCount } from "./checks.ts";
import { logBinomial } from "./distributions.ts";
import { type Alternative, type AlternativeOptions, type TestResult } from "./hypothesis.ts";
import { log1mExp, logAddExp } from "./special_functions.ts";

/**
 * Probability, with all margins fixed, of a table as far from independence as `[[a, b], [c, d]]`
 * (Fisher 1922). `"greater"` means an odds ratio above 1. Two-sided, it adds up all tables that are
 * no more probable than the one found, a relative 1e-7 apart counting as equal (R's rule).
 *
 * @returns `statistic` is the sample odds ratio a·d / (b·c), NaN (with p-value 1) when a row or
 * column is empty.
 * @throws {RangeError} If a count is not a whole number of at least 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fisherExactTest } from "./fisher.ts";
 *
 * // The lady tasting tea: 1 + 16 of 70 ways, and as many on the other side.
 * const { pValue } = fisherExactTest(3, 1, 1, 3);
 * assert.ok(Math.abs(pValue - 2 * 17 / 70) < 1e-14);
 * ```
 */
export function fisherExactTest(
  a: number,
  b: number,
  c: number,
  d: number,
  options: AlternativeOptions = {},
): TestResult {
  Object.entries({ a, b, c, d }).forEach(([name, count]) => requireCount(count, name));
  if (a + b === 0 || c + d === 0 || a + c === 0 || b + d === 0) {
    return { statistic: NaN, pValue: 1, logPValue: 0 };
  }
  const urn: Urn = { drawn: a + b, left: c + d, white: a + c };
  const logPValue = Math.min(logProbability(urn, a, options.alternative ?? "two-sided"), 0);
  return { statistic: a * d / (b * c), pValue: Math.exp(logPValue), logPValue };
}

/** `drawn` balls are taken from an urn of `drawn + left`, of which `white` are white. */
interface Urn {
  drawn: number;
  left: number;
  white: number;
}

function logProbability(urn: Urn, a: number, alternative: Alternative): number {
  if (alternative === "greater") return logTail(urn, a, 1);
  if (alternative === "less") return logTail(urn, a, -1);
  const mode = modeOf(urn);
  const direction = a >= mode ? 1 : -1;
  const opposite = oppositePoint(urn, a, mode, -direction);
  if (opposite === undefined) return logTail(urn, a, direction);
  if (opposite === a) return 0;
  return logAddExp(logTail(urn, a, direction), logTail(urn, opposite, direction > 0 ? -1 : 1));
}

/** Log probability of `x` white balls among those drawn, by three binomials (Loader 2000). */
function logPoint({ drawn, left, white }: Urn, x: number): number {
  const p = white / (drawn + left);
  return logBinomial(x, drawn, p) + logBinomial(white - x, left, p) -
    logBinomial(white, drawn + left, p);
}

function modeOf({ drawn, left, white }: Urn): number {
  return Math.floor((drawn + 1) * (white + 1) / (drawn + left + 2));
}

function ends({ drawn, left, white }: Urn): [number, number] {
  return [Math.max(0, white - left), Math.min(drawn, white)];
}

/**
 * The point nearest to the mode, beyond it in `direction`, that is no more probable than `a`;
 * `a` itself when all points are, undefined when none is.
 */
function oppositePoint(urn: Urn, a: number, mode: number, direction: number): number | undefined {
  const limit = logPoint(urn, a) + 1e-7;
  if (logPoint(urn, mode) <= limit) return a;
  const end = ends(urn)[direction > 0 ? 1 : 0];
  if (logPoint(urn, end) > limit) return undefined;
  let [above, below] = [mode, end];
  while (Math.abs(above - below) > 1) {
    const middle = Math.trunc((above + below) / 2);
    if (logPoint(urn, middle) > limit) above = middle;
    else below = middle;
  }
  return below;
}

/**
 * Log probability of `x` and everything beyond it; summed outwards on the far side of the mode,
 * where terms fall, and as a complement on the near side.
 */
function logTail(urn: Urn, x: number, direction: 1 | -1): number {
  const [lowest, highest] = ends(urn);
  if (direction > 0 ? x <= lowest : x >= highest) return 0;
  const mode = modeOf(urn);
  if (direction > 0 ? x < mode : x > mode) {
    return log1mExp(logTail(urn, x - direction, direction > 0 ? -1 : 1));
  }
  const { drawn, left, white } = urn;
  const end = direction > 0 ? highest : lowest;
  let [sum, term] = [1, 1];
  for (let k = x; k !== end && term > sum * 1e-18; k += direction) {
    term *= direction > 0
      ? (drawn - k) * (white - k) / ((k + 1) * (left - white + k + 1))
      : k * (left - white + k) / ((drawn - k + 1) * (white - k + 1));
    sum += term;
  }
  return logPoint(urn, x) + Math.log(sum);
}
