/**
 * Planning an experiment: power, sample size and the smallest difference it can see.
 *
 * @module
 */
import { requireBetween } from "./checks.ts";
import { normalQuantile, normalTails, studentTQuantile } from "./distributions.ts";
import { logNormalUpper, stirlingError } from "./special_functions.ts";

/** Options that all plans share. */
export interface PlanOptions {
  /** Probability of a false finding. @default {0.05} */
  alpha?: number;
  /** Customers of arm B per customer of arm A. @default {1} */
  ratio?: number;
  /** Whether differences in both directions count as a finding. @default {true} */
  twoSided?: boolean;
}

/** Options of plans that aim at a power. */
export interface TargetOptions extends PlanOptions {
  /** Probability of finding the difference when it is there. @default {0.8} */
  power?: number;
}

/**
 * Power of the z test of two proportions, with the pooled variance under the null hypothesis and the
 * separate ones under the alternative (Fleiss, Levin & Paik 2003, 4.2).
 *
 * @param rateA Rate of arm A, between 0 and 1.
 * @param rateB Rate of arm B.
 * @param customersA Customers of arm A; arm B has `ratio` times as many.
 * @throws {RangeError} If an argument is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerOfProportions } from "./power.ts";
 *
 * assert.ok(powerOfProportions(0.12, 0.1, 4000) > 0.8);
 * assert.ok(Math.abs(powerOfProportions(0.1, 0.1, 4000) - 0.05) < 1e-12);
 * ```
 */
export function powerOfProportions(
  rateA: number,
  rateB: number,
  customersA: number,
  options: PlanOptions = {},
): number {
  const { alpha, ratio, twoSided } = checked(options);
  requireBetween(rateA, 0, 1, "rateA");
  requireBetween(rateB, 0, 1, "rateB");
  requirePositive(customersA, "customersA");
  const pooled = (rateA + ratio * rateB) / (1 + ratio);
  const nullDeviation = Math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio) / customersA);
  const deviation = Math.sqrt((rateA * (1 - rateA) + rateB * (1 - rateB) / ratio) / customersA);
  const critical = normalQuantile(twoSided ? alpha / 2 : alpha, { upper: true }) * nullDeviation;
  const difference = Math.abs(rateA - rateB);
  if (deviation === 0) return difference > critical ? 1 : 0;
  const found = normalTails((critical - difference) / deviation).upper;
  return twoSided ? found + normalTails((-critical - difference) / deviation).lower : found;
}

/**
 * Customers that arm A needs so that {@linkcode powerOfProportions} reaches `power`.
 *
 * @returns A whole number; arm B needs `ratio` times as many.
 * @throws {RangeError} If the rates are equal or an argument is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleSizeOfProportions } from "./power.ts";
 *
 * assert.equal(sampleSizeOfProportions(0.12, 0.1), 3841);
 * ```
 */
export function sampleSizeOfProportions(
  rateA: number,
  rateB: number,
  options: TargetOptions = {},
): number {
  if (rateA === rateB) {
    throw new RangeError(`Expected rateA and rateB to differ but found ${rateA} twice`);
  }
  return leastWhole(targetPower(options), 1, (n) => powerOfProportions(rateA, rateB, n, options));
}

/**
 * The smallest rise over `baseRate` (of arm B) that `customersA` customers find with `power`.
 *
 * @returns An absolute difference of rates; NaN when not even a rise to 1 is found.
 * @throws {RangeError} If an argument is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { minimumDetectableRise } from "./power.ts";
 *
 * assert.ok(Math.abs(minimumDetectableRise(0.1, 3841) - 0.02) < 1e-5);
 * ```
 */
export function minimumDetectableRise(
  baseRate: number,
  customersA: number,
  options: TargetOptions = {},
): number {
  requireBetween(baseRate, 0, 1, "baseRate");
  const power = (rise: number) =>
    powerOfProportions(Math.min(baseRate + rise, 1), baseRate, customersA, options);
  return leastEffect(targetPower(options), 1 - baseRate, power);
}

/**
 * Power of the t test of two means with equal variances, by the noncentral t distribution.
 *
 * @param effect Cohen's d: difference of the means over the standard deviation.
 * @param customersA Customers of arm A, at least 2; arm B has `ratio` times as many.
 * @throws {RangeError} If an argument is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerOfMeans } from "./power.ts";
 *
 * assert.ok(Math.abs(powerOfMeans(0.5, 64) - 0.8015) < 1e-4);
 * ```
 */
export function powerOfMeans(
  effect: number,
  customersA: number,
  options: PlanOptions = {},
): number {
  const { alpha, ratio, twoSided } = checked(options);
  const df = customersA * (1 + ratio) - 2;
  requirePositive(df, "degrees of freedom");
  const shift = Math.abs(effect) * Math.sqrt(customersA * ratio / (1 + ratio));
  return powerOfT(shift, df, twoSided ? alpha / 2 : alpha, twoSided);
}

/**
 * Power of the paired t test (the same customers under both arms).
 *
 * @param effect Mean difference over the standard deviation of the differences.
 * @param pairs Customers, at least 2.
 * @throws {RangeError} If an argument is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { powerOfPairs } from "./power.ts";
 *
 * assert.ok(Math.abs(powerOfPairs(0.5, 34) - 0.8078) < 1e-4);
 * ```
 */
export function powerOfPairs(effect: number, pairs: number, options: PlanOptions = {}): number {
  const { alpha, twoSided } = checked(options);
  requirePositive(pairs - 1, "degrees of freedom");
  const shift = Math.abs(effect) * Math.sqrt(pairs);
  return powerOfT(shift, pairs - 1, twoSided ? alpha / 2 : alpha, twoSided);
}

/**
 * Customers that arm A needs so that {@linkcode powerOfMeans} reaches `power`.
 *
 * @throws {RangeError} If the effect is 0 or an argument is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleSizeOfMeans } from "./power.ts";
 *
 * assert.equal(sampleSizeOfMeans(0.5), 64);
 * ```
 */
export function sampleSizeOfMeans(effect: number, options: TargetOptions = {}): number {
  if (effect === 0) throw new RangeError("Expected effect to differ from 0 but found 0");
  const least = Math.floor(2 / (1 + (options.ratio ?? 1))) + 1;
  return leastWhole(targetPower(options), least, (n) => powerOfMeans(effect, n, options));
}

/**
 * The smallest Cohen's d that `customersA` customers find with `power`.
 *
 * @throws {RangeError} If an argument is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { minimumDetectableEffect } from "./power.ts";
 *
 * assert.ok(Math.abs(minimumDetectableEffect(64) - 0.499) < 1e-3);
 * ```
 */
export function minimumDetectableEffect(customersA: number, options: TargetOptions = {}): number {
  let most = 1;
  while (powerOfMeans(most, customersA, options) < targetPower(options)) most *= 2;
  return leastEffect(targetPower(options), most, (d) => powerOfMeans(d, customersA, options));
}

function powerOfT(shift: number, df: number, tail: number, twoSided: boolean): number {
  const critical = studentTQuantile(tail, df, { upper: true });
  const found = noncentralUpper(critical, df, shift);
  return twoSided ? found + noncentralUpper(critical, df, -shift) : found;
}

/**
 * P(T > t) of the noncentral t distribution: the normal tail averaged over the sample deviation
 * s = √(χ² / df), by the trapezoidal rule in log s, which converges geometrically.
 */
function noncentralUpper(t: number, df: number, shift: number): number {
  const half = df / 2;
  // log of the density of log s at s = 1, 2 (df/2)^(df/2) exp(−df/2) / Γ(df/2)
  const logTop = Math.log(2 * half) - Math.log(2 * Math.PI * half) / 2 - stirlingError(half);
  const low = negligible(half, -1);
  const step = (negligible(half, 1) - low) / NODES;
  let sum = 0;
  for (let i = 0; i <= NODES; i++) {
    const u = low + i * step;
    sum += Math.exp(logTop + logFall(half, u) + logNormalUpper(t * Math.exp(u) - shift));
  }
  return sum * step;
}

const NODES = 1000;

/** Logarithm of the density of u = log s relative to s = 1: df u − df/2 (exp(2u) − 1). */
function logFall(half: number, u: number): number {
  return half * (2 * u - Math.expm1(2 * u));
}

/** Where that density has fallen below 1e-40 of its top, on one side. */
function negligible(half: number, direction: 1 | -1): number {
  let distance = 1e-6;
  while (logFall(half, direction * distance) > -92) distance *= 1.02;
  return direction * distance;
}

function leastWhole(target: number, least: number, power: (n: number) => number): number {
  if (power(least) >= target) return least;
  let [below, above] = [least, 2 * least];
  while (power(above) < target) [below, above] = [above, 2 * above];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (power(middle) < target) below = middle;
    else above = middle;
  }
  return above;
}

function leastEffect(target: number, most: number, power: (effect: number) => number): number {
  if (power(most) < target) return NaN;
  let [below, above] = [0, most];
  for (let i = 0; i < 100 && above - below > 1e-15 * above; i++) {
    const middle = (below + above) / 2;
    if (power(middle) < target) below = middle;
    else above = middle;
  }
  return above;
}

function checked(options: PlanOptions): Required<PlanOptions> {
  const { alpha = 0.05, ratio = 1, twoSided = true } = options;
  requireBetween(alpha, Number.MIN_VALUE, 1 - Number.EPSILON, "alpha");
  requirePositive(ratio, "ratio");
  return { alpha, ratio, twoSided };
}

function targetPower({ power = 0.8, alpha = 0.05 }: TargetOptions): number {
  requireBetween(power, alpha, 1 - Number.EPSILON, "power");
  return power;
}

function requirePositive(value: number, name: string): void {
  if (!(value > 0)) throw new RangeError(`Expected ${name} to be above 0 but found ${value}`);
}
