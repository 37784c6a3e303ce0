/**
 * The experiment's design: who gets which arm, with which probability, and what it could find.
 *
 * @module
 */
import { minimumDetectableEffect, powerOfMeans, powerOfPairs } from "../statistics/power.ts";
import { createRandom } from "../statistics/random.ts";
import { summarise } from "../statistics/t_test.ts";
import { TooLittle } from "./too_little.ts";

/** The two arms of the experiment. */
export const ARMS = ["A", "B"] as const;

/** Randomised: each persona gets one arm. Paired: each gets both. */
export type Design = "randomised" | "paired";

/**
 * The arm of a customer, each with probability 1/2, by a hash of seed and customer: the same in the
 * simulation and in the exported plan, whoever else takes part.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { assignedArm } from "./design.ts";
 *
 * assert.equal(assignedArm(5, 1), assignedArm(5, 1));
 * ```
 */
export function assignedArm(customer: number, seed: number): 0 | 1 {
  return createRandom(seed, 41 + 100 * customer).uniform() < 0.5 ? 0 : 1;
}

/** What the experiment could find, worked out before anybody was asked. */
export interface Plan {
  readonly design: Design;
  readonly personas: number;
  /** Click-through per persona in the pilot: arm A, a horizon before the day. */
  readonly pilotMean: number;
  readonly pilotDeviation: number;
  readonly alpha: number;
  readonly power: number;
  /** Smallest difference of click-through found with `power`. */
  readonly minimumDifference: number;
  /** The same relative to the pilot's mean; `null` where that is 0. */
  readonly minimumLift: number | null;
  /** Personas in all that a relative lift of a fifth would need; `null` where it cannot be told. */
  readonly personasForFifth: number | null;
}

/** Options of {@linkcode planExperiment}. */
export interface PlanExperimentOptions {
  /** @default {0.05} */
  alpha?: number;
  /** @default {0.8} */
  power?: number;
}

/**
 * Plans the test of the primary metric, mean click-through per persona, from pilot answers. Clicks
 * are counts, so the variance in B is taken to grow with its mean: at the small rates of clicks a
 * plan with A's variance in both arms would promise far too much. The paired design takes the two
 * answers of a persona as independent, which asks for more personas than it needs.
 *
 * @param pilot Click-through per persona under arm A, from before the experiment.
 * @throws {TooLittle} If there are fewer than four personas or pilot answers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planExperiment } from "./design.ts";
 *
 * const pilot = Float64Array.from({ length: 1000 }, (_, i) => i % 10 === 0 ? 1 / 12 : 0);
 * const { minimumLift } = planExperiment(2000, "randomised", pilot);
 * assert.ok(minimumLift! > 0.3 && minimumLift! < 0.5); // 0.38 with equal variances
 * ```
 */
export function planExperiment(
  personas: number,
  design: Design,
  pilot: Float64Array,
  options: PlanExperimentOptions = {},
): Plan {
  const { alpha = 0.05, power = 0.8 } = options;
  if (personas < 4 || pilot.length < 4) {
    throw new TooLittle(
      `Expected at least 4 personas and pilot answers but found ${personas} and ${pilot.length}`,
    );
  }
  const { mean, variance } = summarise(pilot);
  const deviation = Math.sqrt(variance);
  const standardised = design === "randomised"
    ? minimumDetectableEffect(Math.floor(personas / 2), { alpha, power })
    : minimumPaired(personas, alpha, power) * Math.SQRT2;
  const difference = withGrowth(standardised * deviation, mean);
  const lift = difference / mean;
  const needed = (standardised * deviation / (0.2 * mean)) ** 2 * (1 + 0.2 / 2);
  return {
    design,
    personas,
    pilotMean: mean,
    pilotDeviation: deviation,
    alpha,
    power,
    minimumDifference: difference,
    minimumLift: mean > 0 ? lift : null,
    personasForFifth: needed > 0 && Number.isFinite(needed) ? Math.ceil(personas * needed) : null,
  };
}

/** Power of the planned test for a true difference of click-through. */
export function plannedPower(plan: Plan, difference: number): number {
  const d = difference / pooledDeviation(plan.pilotDeviation, plan.pilotMean, difference);
  return plan.design === "randomised"
    ? powerOfMeans(d, Math.floor(plan.personas / 2), { alpha: plan.alpha })
    : powerOfPairs(d / Math.SQRT2, plan.personas, { alpha: plan.alpha });
}

/** Deviation of both arms' pooled variance where B's mean is higher by `difference`. */
function pooledDeviation(deviation: number, mean: number, difference: number): number {
  return deviation * Math.sqrt(mean > 0 ? Math.max(0, 1 + difference / (2 * mean)) : 1);
}

/** The `x` with `x = plain · √(1 + x / (2 mean))`. */
function withGrowth(plain: number, mean: number): number {
  if (!(mean > 0)) return plain;
  const half = plain ** 2 / (4 * mean);
  return half + Math.sqrt(half ** 2 + plain ** 2);
}

/** The smallest standardised mean difference that so many pairs find. */
function minimumPaired(pairs: number, alpha: number, power: number): number {
  let [low, high] = [0, 10];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (powerOfPairs(middle, pairs, { alpha }) < power) low = middle;
    else high = middle;
  }
  return high;
}
