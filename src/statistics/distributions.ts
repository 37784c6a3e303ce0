/**
 * Distribution functions with both tails computed directly, and as logarithms, so that a p-value of
 * 1e-300 is as exact as one of 0.3; and quantiles that invert them.
 *
 * @module
 */
import { requireBetween, requireCount } from "./checks.ts";
import { type JstatDistribution, roughQuantile } from "./jstat.ts";
import {
  incompleteBeta,
  incompleteGamma,
  logBetaPower,
  logNormalUpper,
  type LogTails,
} from "./special_functions.ts";

/** Probabilities on both sides of a point. */
export interface Tails extends LogTails {
  /** Probability at or below the point. */
  readonly lower: number;
  /** Probability above it (for whole-number distributions: at or above). */
  readonly upper: number;
}

/**
 * Both tails of the standard normal distribution at `z`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalTails } from "./distributions.ts";
 *
 * assert.equal(normalTails(0).lower, 1 / 2);
 * assert.ok(Math.abs(normalTails(-37).lower / 5.725571222524564e-300 - 1) < 1e-12);
 * ```
 */
export function normalTails(z: number): Tails {
  return withProbabilities({ logLower: logNormalUpper(-z), logUpper: logNormalUpper(z) });
}

/**
 * Both tails of Student's t distribution at `t`; `df` may be fractional, or `Infinity` for the
 * normal distribution.
 *
 * @throws {RangeError} If `df` is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { studentTTails } from "./distributions.ts";
 *
 * assert.ok(Math.abs(studentTTails(1, 1).upper - 1 / 4) < 1e-15);
 * ```
 */
export function studentTTails(t: number, df: number): Tails {
  requirePositive(df, "df");
  if (df === Infinity) return normalTails(t);
  const ratio = t * t / df;
  const both = incompleteBeta(1 / (1 + ratio), ratio / (1 + ratio), df / 2, 1 / 2);
  const far = (ratio === Infinity ? -Infinity : both.logLower) - Math.LN2;
  const near = Math.log1p(-Math.exp(far));
  return withProbabilities(
    t < 0 ? { logLower: far, logUpper: near } : { logLower: near, logUpper: far },
  );
}

/**
 * Both tails of the chi-square distribution at `x`.
 *
 * @throws {RangeError} If `df` is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chiSquareTails } from "./distributions.ts";
 *
 * assert.ok(Math.abs(chiSquareTails(6, 2).upper - Math.exp(-3)) < 1e-15);
 * ```
 */
export function chiSquareTails(x: number, df: number): Tails {
  requirePositive(df, "df");
  return withProbabilities(incompleteGamma(df / 2, x / 2));
}

/**
 * Both tails of the beta distribution at `x`.
 *
 * @throws {RangeError} If `a` or `b` is not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { betaTails } from "./distributions.ts";
 *
 * assert.ok(Math.abs(betaTails(1 / 4, 2, 1).lower - (1 / 4) ** 2) < 1e-15);
 * ```
 */
export function betaTails(x: number, a: number, b: number): Tails {
  requirePositive(a, "a");
  requirePositive(b, "b");
  return withProbabilities(incompleteBeta(x, 1 - x, a, b));
}

/**
 * Tails of the binomial distribution: `lower` is P(X ≤ successes), `upper` is P(X ≥ successes), so
 * both hold the point itself.
 *
 * @param probability Of success in one of the `trials`, from 0 to 1.
 * @throws {RangeError} If a count is not a whole number or the probability is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { binomialTails } from "./distributions.ts";
 *
 * assert.ok(Math.abs(binomialTails(0, 10, 1 / 2).lower / 2 ** -10 - 1) < 1e-14);
 * assert.equal(binomialTails(0, 10, 1 / 2).upper, 1);
 * ```
 */
export function binomialTails(successes: number, trials: number, probability: number): Tails {
  requireCount(trials, "trials");
  requireCount(successes, "successes");
  requireBetween(successes, 0, trials, "successes");
  requireBetween(probability, 0, 1, "probability");
  const [p, q] = [probability, 1 - probability];
  const [k, n] = [successes, trials];
  const logLower = k === n ? 0 : incompleteBeta(q, p, n - k, k + 1).logLower;
  const logUpper = k === 0 ? 0 : incompleteBeta(p, q, k, n - k + 1).logLower;
  return withProbabilities({ logLower, logUpper });
}

/**
 * Logarithm of the binomial probability of exactly `successes`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logBinomial } from "./distributions.ts";
 *
 * assert.ok(Math.abs(Math.exp(logBinomial(1, 3, 1 / 2)) - 3 / 8) < 1e-15);
 * ```
 */
export function logBinomial(successes: number, trials: number, probability: number): number {
  const [k, n] = [successes, trials];
  if (k < 0 || k > n) return -Infinity;
  if (k === 0) return n === 0 ? 0 : n * Math.log1p(-probability);
  if (k === n) return n * Math.log(probability);
  const power = logBetaPower(probability, 1 - probability, k, n - k);
  return power + Math.log(n) - Math.log(k) - Math.log(n - k);
}

/** Which tail a quantile's probability lies in. */
export interface QuantileOptions {
  /** Whether `p` is the probability above the quantile instead of below. @default {false} */
  upper?: boolean;
}

/**
 * The point of the standard normal distribution with probability `p` below it.
 *
 * @throws {RangeError} If `p` is not from 0 to 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { normalQuantile } from "./distributions.ts";
 *
 * assert.ok(Math.abs(normalQuantile(0.975) - 1.959963984540054) < 1e-14);
 * assert.equal(normalQuantile(1e-20, { upper: true }), -normalQuantile(1e-20));
 * ```
 */
export function normalQuantile(p: number, options: QuantileOptions = {}): number {
  if (p === 0.5) return 0;
  if (options.upper) return -normalQuantile(p);
  return quantile(p, options, normalTails, [-Infinity, Infinity], rough("normal", [0, 1]));
}

/**
 * The point of Student's t distribution with probability `p` below it.
 *
 * @throws {RangeError} If `p` is not from 0 to 1 or `df` not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { studentTQuantile } from "./distributions.ts";
 *
 * assert.ok(Math.abs(studentTQuantile(3 / 4, 1) - 1) < 1e-13);
 * ```
 */
export function studentTQuantile(p: number, df: number, options: QuantileOptions = {}): number {
  requirePositive(df, "df");
  if (df === Infinity) return normalQuantile(p, options);
  if (p === 0.5) return 0;
  if (options.upper) return -studentTQuantile(p, df);
  const ends: Ends = [-Infinity, Infinity];
  return quantile(p, options, (t) => studentTTails(t, df), ends, rough("studentt", [df]));
}

/**
 * The point of the chi-square distribution with probability `p` below it.
 *
 * @throws {RangeError} If `p` is not from 0 to 1 or `df` not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { chiSquareQuantile } from "./distributions.ts";
 *
 * assert.ok(Math.abs(chiSquareQuantile(1 - Math.exp(-3), 2) - 6) < 1e-12);
 * ```
 */
export function chiSquareQuantile(p: number, df: number, options: QuantileOptions = {}): number {
  requirePositive(df, "df");
  const ends: Ends = [0, Infinity];
  return quantile(p, options, (x) => chiSquareTails(x, df), ends, rough("chisquare", [df]));
}

/**
 * The point of the beta distribution with probability `p` below it.
 *
 * @throws {RangeError} If `p` is not from 0 to 1, or `a` or `b` not above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { betaQuantile } from "./distributions.ts";
 *
 * assert.ok(Math.abs(betaQuantile(1 / 4, 2, 1) - 1 / 2) < 1e-13);
 * ```
 */
export function betaQuantile(
  p: number,
  a: number,
  b: number,
  options: QuantileOptions = {},
): number {
  return quantile(p, options, (x) => betaTails(x, a, b), [0, 1], rough("beta", [a, b]));
}

type Ends = readonly [number, number];

function rough(distribution: JstatDistribution, parameters: readonly number[]) {
  const [a = NaN, b] = parameters;
  return (p: number) => roughQuantile(distribution, p, a, b);
}

/**
 * Searches on the line (all numbers, log x, or the log-odds of x), matching the logarithm of the
 * smaller tail, from jstat's quantile.
 */
function quantile(
  p: number,
  options: QuantileOptions,
  tails: (x: number) => Tails,
  ends: Ends,
  start: (p: number) => number,
): number {
  requireBetween(p, 0, 1, "p");
  const upper = options.upper ?? false;
  if (p === 0 || p === 1) return ends[(p === 1) === upper ? 0 : 1];
  const matchUpper = upper === (p <= 0.5);
  const logTarget = p <= 0.5 ? Math.log(p) : Math.log1p(-p);
  const [toLine, fromLine] = lineOf(ends);
  const excess = (u: number) => {
    const { logLower, logUpper } = tails(fromLine(u));
    return matchUpper ? logTarget - logUpper : logLower - logTarget;
  };
  const first = toLine(start(upper ? 1 - p : p));
  return fromLine(root(excess, Number.isFinite(first) ? first : 0));
}

function lineOf([low, high]: Ends): [(x: number) => number, (u: number) => number] {
  if (low === -Infinity) return [(x) => x, (u) => u];
  if (high === Infinity) return [Math.log, Math.exp];
  return [(x) => Math.log(x) - Math.log1p(-x), (u) => 1 / (1 + Math.exp(-u))];
}

/** Root of a rising function: doubling steps from `start` to a bracket, then Ridders (1979). */
function root(f: (u: number) => number, start: number): number {
  let [a, fa] = [start, f(start)];
  if (fa === 0) return a;
  let [b, fb] = [a, fa];
  for (let step = -Math.sign(fa) * 1e-6 * (1 + Math.abs(start)); fa * fb > 0; step *= 4) {
    [a, fa] = [b, fb];
    b += step;
    fb = f(b);
  }
  for (let i = 0; i < 200 && Math.abs(b - a) > 2e-16 * Math.abs(a + b); i++) {
    const middle = (a + b) / 2;
    const fm = f(middle);
    if (fm === 0) return middle;
    const shift = Math.sign(fa) * fm / Math.sqrt(fm * fm - fa * fb);
    const next = Number.isFinite(shift) ? middle + (middle - a) * shift : middle;
    const fn = f(next);
    if (fn === 0 || next === a || next === b) return next;
    if (fm * fn < 0) [a, fa, b, fb] = [middle, fm, next, fn];
    else if (fa * fn < 0) [b, fb] = [next, fn];
    else [a, fa] = [next, fn];
  }
  return Math.abs(fa) < Math.abs(fb) ? a : b;
}

function withProbabilities({ logLower, logUpper }: LogTails): Tails {
  return { lower: Math.exp(logLower), upper: Math.exp(logUpper), logLower, logUpper };
}

function requirePositive(value: number, name: string): void {
  if (!(value > 0)) throw new RangeError(`Expected ${name} to be above 0 but found ${value}`);
}
