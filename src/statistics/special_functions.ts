/**
 * The special functions behind the distributions, on the logarithmic scale, accurate to about
 * 1e-13 of the result from arguments of 1e-3 to 1e7 and values down to 1e-300 and below. jstat's
 * own stop at 1e-7 (its continued fraction) or 1e-10 (its log-gamma), and have no upper tails.
 *
 * The plan is Loader's (2000, "Fast and accurate computation of binomial probabilities"): split
 * every factorial into Stirling's formula, which cancels on paper instead of in floating point,
 * and a small remainder.
 *
 * @module
 */

/** Both tails of a distribution, as natural logarithms. */
export interface LogTails {
  /** Logarithm of the probability at or below the point. */
  readonly logLower: number;
  /** Logarithm of the probability above it (for whole-number distributions: at or above). */
  readonly logUpper: number;
}

const LOG_TWO_PI = Math.log(2 * Math.PI);

/** Coefficients B₂ₖ / (2k (2k − 1)) of Stirling's series. */
const STIRLING = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
];

/**
 * What Stirling's formula leaves out: log Γ(n + 1) − (n + ½) log n + n − ½ log 2π.
 *
 * @param n A number above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { stirlingError } from "./special_functions.ts";
 *
 * assert.ok(Math.abs(stirlingError(1) - (1 - Math.log(2 * Math.PI) / 2)) < 1e-15);
 * ```
 */
export function stirlingError(n: number): number {
  let shift = 0;
  while (n < 12) {
    shift += (n + 0.5) * Math.log1p(1 / n) - 1;
    n += 1;
  }
  const inverseSquare = 1 / (n * n);
  let sum = 0;
  for (let k = STIRLING.length - 1; k >= 0; k--) sum = sum * inverseSquare + STIRLING[k]!;
  return shift + sum / n;
}

/**
 * log Γ(x) for x above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logGamma } from "./special_functions.ts";
 *
 * assert.ok(Math.abs(logGamma(5) - Math.log(24)) < 1e-14);
 * ```
 */
export function logGamma(x: number): number {
  return (x - 0.5) * Math.log(x) - x + LOG_TWO_PI / 2 + stirlingError(x);
}

/**
 * log B(a, b) = log Γ(a) + log Γ(b) − log Γ(a + b), without their cancellation.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logBeta } from "./special_functions.ts";
 *
 * assert.ok(Math.abs(logBeta(2, 3) - Math.log(1 / 12)) < 1e-14);
 * ```
 */
export function logBeta(a: number, b: number): number {
  const n = a + b;
  return stirlingError(a) + stirlingError(b) - stirlingError(n) - a * Math.log1p(b / a) -
    b * Math.log1p(a / b) + (LOG_TWO_PI + Math.log(n / a / b)) / 2;
}

/**
 * Loader's deviance x log(x / mean) + mean − x, exact to the last digits when the two are close.
 *
 * @param difference `x − mean`, for callers who know it better than the subtraction does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { deviance } from "./special_functions.ts";
 *
 * assert.equal(deviance(3, 3), 0);
 * assert.ok(Math.abs(deviance(4, 2) - (4 * Math.log(2) - 2)) < 1e-15);
 * ```
 */
export function deviance(x: number, mean: number, difference = x - mean): number {
  if (x === 0) return mean;
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x * Math.log(x / mean) - difference;
  const v = difference / (x + mean);
  let sum = difference * v;
  let term = 2 * x * v;
  for (let j = 1; j < 1000; j++) {
    term *= v * v;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}

/**
 * log(1 − exp(x)) for x ≤ 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { log1mExp } from "./special_functions.ts";
 *
 * assert.equal(log1mExp(-1e-20), Math.log(1e-20));
 * ```
 */
export function log1mExp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/**
 * log(exp(a) + exp(b)).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logAddExp } from "./special_functions.ts";
 *
 * assert.equal(logAddExp(-1000, -1000), -1000 + Math.log(2));
 * ```
 */
export function logAddExp(a: number, b: number): number {
  const high = Math.max(a, b);
  return high === -Infinity ? high : high + Math.log1p(Math.exp(Math.min(a, b) - high));
}

/**
 * Logarithm of x^a y^b / B(a, b), where y = 1 − x: what every binomial-like density is made of.
 *
 * @param y `1 − x`, from the caller, who may know it better than the subtraction does.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logBetaPower } from "./special_functions.ts";
 *
 * const x = 1 / 3;
 * assert.ok(Math.abs(logBetaPower(x, 1 - x, 1, 1) - Math.log(2 / 9)) < 1e-14);
 * ```
 */
export function logBetaPower(x: number, y: number, a: number, b: number): number {
  if (x === 0 || y === 0) return -Infinity;
  const n = a + b;
  const difference = a * y - b * x;
  return stirlingError(n) - stirlingError(a) - stirlingError(b) -
    deviance(a, n * x, difference) - deviance(b, n * y, -difference) +
    (Math.log(a) + Math.log(b / n) - LOG_TWO_PI) / 2;
}

/**
 * Both tails of the regularised incomplete beta function, `logLower` = log Iₓ(a, b), by the
 * continued fraction DLMF 8.17.22 on the side of the mean where it converges fast.
 *
 * @param y `1 − x`, from the caller.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { incompleteBeta } from "./special_functions.ts";
 *
 * const { logLower, logUpper } = incompleteBeta(0.25, 0.75, 1, 2);
 * assert.ok(Math.abs(Math.exp(logUpper) - 0.75 ** 2) < 1e-15);
 * assert.ok(Math.abs(Math.exp(logLower) - (1 - 0.75 ** 2)) < 1e-15);
 * ```
 */
export function incompleteBeta(x: number, y: number, a: number, b: number): LogTails {
  if (x <= 0) return { logLower: -Infinity, logUpper: 0 };
  if (y <= 0) return { logLower: 0, logUpper: -Infinity };
  const logPower = logBetaPower(x, y, a, b);
  if (x * (a + b + 2) < a + 1) {
    const logLower = Math.min(logPower - Math.log(a) + Math.log(betaFraction(x, a, b)), 0);
    return { logLower, logUpper: log1mExp(logLower) };
  }
  const logUpper = Math.min(logPower - Math.log(b) + Math.log(betaFraction(y, b, a)), 0);
  return { logLower: log1mExp(logUpper), logUpper };
}

const TINY = 1e-300;
const MOST_TERMS = 1_000_000;

/** Lentz's method; takes about √max(a, b) terms near the mean and far fewer elsewhere. */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / (1 - (a + b) * x / (a + 1));
  let fraction = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d || TINY);
    c = 1 + even / c || TINY;
    fraction *= c * d;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d || TINY);
    c = 1 + odd / c || TINY;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction;
}

/**
 * Both tails of the regularised incomplete gamma function, `logLower` = log P(a, x): the power
 * series DLMF 8.7.1 below a + 1, the continued fraction 8.9.2 above.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { incompleteGamma } from "./special_functions.ts";
 *
 * assert.ok(Math.abs(incompleteGamma(1, 700).logUpper - -700) < 1e-12);
 * ```
 */
export function incompleteGamma(a: number, x: number): LogTails {
  if (x <= 0) return { logLower: -Infinity, logUpper: 0 };
  if (x === Infinity) return { logLower: 0, logUpper: -Infinity };
  // log of x^a exp(−x) / Γ(a + 1)
  const logPower = -stirlingError(a) - deviance(a, x) - (LOG_TWO_PI + Math.log(a)) / 2;
  if (x < a + 1) {
    const logLower = Math.min(logPower + Math.log(gammaSeries(a, x)), 0);
    return { logLower, logUpper: log1mExp(logLower) };
  }
  const logUpper = Math.min(logPower + Math.log(a) + Math.log(gammaFraction(a, x)), 0);
  return { logLower: log1mExp(logUpper), logUpper };
}

function gammaSeries(a: number, x: number): number {
  let [sum, term] = [1, 1];
  for (let n = 1; n < MOST_TERMS && term > sum * 1e-17; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

function gammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / TINY;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < MOST_TERMS; n++) {
    const numerator = -n * (n - a);
    b += 2;
    d = 1 / (numerator * d + b || TINY);
    c = b + numerator / c || TINY;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return fraction;
}

/**
 * Logarithm of the standard normal's upper tail: Taylor's series round 0 (Marsaglia 2004) up to 2,
 * Laplace's continued fraction beyond.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logNormalUpper } from "./special_functions.ts";
 *
 * assert.ok(Math.abs(logNormalUpper(0) - Math.log(1 / 2)) < 1e-15);
 * assert.ok(Math.abs(Math.exp(logNormalUpper(37)) / 5.725571222524564e-300 - 1) < 1e-12);
 * ```
 */
export function logNormalUpper(z: number): number {
  if (z < -2) return log1mExp(logNormalUpper(-z));
  const logDensity = -(z * z + LOG_TWO_PI) / 2;
  if (z > 2) return logDensity - Math.log(millsInverse(z));
  let [sum, term] = [z, z];
  for (let n = 3; Math.abs(term) > Math.abs(sum) * 1e-17; n += 2) {
    term *= z * z / n;
    sum += term;
  }
  return Math.log(0.5 - Math.exp(logDensity) * sum);
}

/** z + 1/(z + 2/(z + 3/(z + …))), the density over the upper tail, evaluated from its far end. */
function millsInverse(z: number): number {
  const terms = Math.ceil(20 + 600 / (z * z));
  let fraction = z;
  for (let n = terms; n >= 1; n--) fraction = z + n / fraction;
  return fraction;
}
