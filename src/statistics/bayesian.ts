/**
 * Bayesian reading of yes/no outcomes: beta posteriors and the probability of being the best arm.
 *
 * @module
 */
import { requireBetween, requireCount, requireSome } from "./checks.ts";
import { betaQuantile } from "./distributions.ts";
import type { Interval, LevelOptions } from "./hypothesis.ts";
import { incompleteBeta, logBetaPower } from "./special_functions.ts";

/** Yes/no outcomes of one arm. */
export interface BinaryArm {
  /** Customers who said yes. */
  successes: number;
  /** Customers asked. */
  trials: number;
}

/** The beta prior of every arm. */
export interface PriorOptions {
  /** Successes the prior is worth, above 0. @default {1} */
  priorSuccesses?: number;
  /** Failures the prior is worth, above 0. @default {1} */
  priorFailures?: number;
}

/** Options of {@linkcode credibleInterval}. */
export interface CredibleOptions extends PriorOptions, LevelOptions {}

/**
 * Posterior mean of an arm's rate with its equal-tailed credible interval.
 *
 * @throws {RangeError} If counts are not whole numbers with successes ≤ trials.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { credibleInterval } from "./bayesian.ts";
 *
 * const { estimate, low, high } = credibleInterval({ successes: 0, trials: 0 });
 * assert.equal(estimate, 1 / 2);
 * assert.ok(Math.abs(low - 0.025) < 1e-12 && Math.abs(high - 0.975) < 1e-12);
 * ```
 */
export function credibleInterval(arm: BinaryArm, options: CredibleOptions = {}): Interval {
  const { a, b } = posterior(arm, options);
  const { level = 0.95 } = options;
  requireBetween(level, Number.EPSILON, 1 - Number.EPSILON, "level");
  return {
    estimate: a / (a + b),
    low: betaQuantile((1 - level) / 2, a, b),
    high: betaQuantile((1 - level) / 2, a, b, { upper: true }),
  };
}

/**
 * Probability that each arm has the highest rate, ∫ fₖ ∏ Fⱼ, by the trapezoidal rule in log-odds,
 * which converges geometrically because the integrand is analytic and falls off exponentially
 * (Trefethen & Weideman 2014). Small probabilities keep their digits, down to 1e-300.
 *
 * @returns One probability per arm; they sum to 1.
 * @throws {RangeError} If there is no arm, or counts are not whole numbers with successes ≤ trials.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { probabilityToBeBest } from "./bayesian.ts";
 *
 * const [a, b] = probabilityToBeBest([{ successes: 1, trials: 1 }, { successes: 0, trials: 1 }]);
 * assert.ok(Math.abs(a! - 5 / 6) < 1e-12 && Math.abs(b! - 1 / 6) < 1e-12);
 * ```
 */
export function probabilityToBeBest(
  arms: readonly BinaryArm[],
  options: PriorOptions = {},
): number[] {
  requireSome(arms, "arms");
  if (arms.length === 1) return [1];
  const posteriors = arms.map((arm) => posterior(arm, options));
  return posteriors.map((own, k) => {
    const others = posteriors.filter((_, j) => j !== k);
    return integrate((u) => {
      const [x, y] = [1 / (1 + Math.exp(-u)), 1 / (1 + Math.exp(u))];
      return others.reduce(
        (sum, { a, b }) => sum + incompleteBeta(x, y, a, b).logLower,
        logBetaPower(x, y, own.a, own.b),
      );
    }, posteriors.map(({ a, b }) => Math.log(a / b)));
  });
}

interface Beta {
  a: number;
  b: number;
}

function posterior({ successes, trials }: BinaryArm, options: PriorOptions): Beta {
  const { priorSuccesses = 1, priorFailures = 1 } = options;
  for (const [name, value] of Object.entries({ priorSuccesses, priorFailures })) {
    if (!(value > 0)) throw new RangeError(`Expected ${name} to be above 0 but found ${value}`);
  }
  requireCount(successes, "successes");
  requireCount(trials, "trials");
  requireBetween(successes, 0, trials, "successes");
  return { a: successes + priorSuccesses, b: trials - successes + priorFailures };
}

/** Below this share of the peak (as a logarithm) the integrand is left out. */
const NEGLIGIBLE = -42;
const NODES = 160;

/** ∫ exp(f(u)) du for a concave f whose peak is between the lowest and the highest of `centres`. */
function integrate(f: (u: number) => number, centres: readonly number[]): number {
  const peak = maximise(f, Math.min(...centres) - 1, Math.max(...centres) + 1);
  const top = f(peak);
  const low = edge(f, peak, -1, top + NEGLIGIBLE);
  const high = edge(f, peak, 1, top + NEGLIGIBLE);
  const step = (high - low) / NODES;
  let sum = 0;
  for (let i = 0; i <= NODES; i++) sum += Math.exp(f(low + i * step) - top);
  return sum * step * Math.exp(top);
}

function maximise(f: (u: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-7) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (f(left) > f(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

/** Where `f` has fallen to `limit` on one side of its peak, to a tenth of the distance. */
function edge(f: (u: number) => number, peak: number, direction: 1 | -1, limit: number): number {
  let distance = 1e-6;
  while (f(peak + direction * distance) > limit) distance *= 1.1;
  return peak + direction * distance;
}
