/**
 * Where tuning looks: parameter sets, and how many of them go on to how many weeks.
 *
 * @module
 */
import type { RankerRecipe } from "../ranking/recipe.ts";
import { createRandom } from "../statistics/random.ts";

/** A parameter's range; `log` draws evenly in its logarithm. */
interface Range {
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly whole: boolean;
}

/** The parameters that matter for boosted trees of this size. */
export const SEARCH_SPACE = {
  learning_rate: { low: 0.02, high: 0.2, log: true, whole: false },
  num_leaves: { low: 7, high: 63, log: true, whole: true },
  min_data_in_leaf: { low: 10, high: 300, log: true, whole: true },
  feature_fraction: { low: 0.3, high: 1, log: false, whole: false },
  lambda_l2: { low: 0.1, high: 50, log: true, whole: false },
} as const satisfies Record<string, Range>;

/** One set of parameters; empty for the recipe as it is. */
export type TrialParams = Readonly<Partial<Record<keyof typeof SEARCH_SPACE, number>>>;

/**
 * So many sets: the recipe as it is, then random ones. A longer list begins with a shorter one.
 *
 * @throws {RangeError} If `count` is not an integer of at least 2.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { proposeTrials } from "./search.ts";
 *
 * const trials = proposeTrials(3, 1);
 * assert.deepEqual(trials[0], {});
 * assert.deepEqual(proposeTrials(2, 1), trials.slice(0, 2));
 * ```
 */
export function proposeTrials(count: number, seed: number): TrialParams[] {
  if (!Number.isInteger(count) || count < 2) {
    throw new RangeError(`Expected trials to be an integer of at least 2 but found ${count}`);
  }
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, i) =>
    i === 0 ? {} : Object.fromEntries(
      Object.entries(SEARCH_SPACE).map(([name, range]) => [name, draw(range, random.uniform())]),
    ));
}

function draw({ low, high, log, whole }: Range, uniform: number): number {
  const value = log ? low * (high / low) ** uniform : low + (high - low) * uniform;
  return whole ? Math.round(value) : Number(value.toPrecision(4));
}

/**
 * A recipe with a set of parameters in every one of its models.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFAULT_RECIPE } from "../ranking/recipe.ts";
 * import { recipeOf } from "./search.ts";
 *
 * assert.ok(recipeOf(DEFAULT_RECIPE, { num_leaves: 9 }).models.every((m) => m.num_leaves === 9));
 * ```
 */
export function recipeOf(base: RankerRecipe, params: TrialParams): RankerRecipe {
  return { ...base, models: base.models.map((model) => ({ ...model, ...params })) };
}

/** One round of successive halving. */
export interface Rung {
  /** Sets that take part. */
  readonly trials: number;
  /** Weeks that each is judged on, newest first. */
  readonly weeks: number;
}

/**
 * Successive halving (Jamieson & Talwalkar 2016): all sets on one week, the best third on twice as
 * many, and so on until the weeks are used up or two are left.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rungs } from "./search.ts";
 *
 * assert.deepEqual(rungs(12, 4), [
 *   { trials: 12, weeks: 1 },
 *   { trials: 4, weeks: 2 },
 *   { trials: 2, weeks: 4 },
 * ]);
 * ```
 */
export function rungs(trials: number, weeks: number): Rung[] {
  const found: Rung[] = [{ trials, weeks: 1 }];
  for (let last = found[0]!; last.weeks < weeks; last = found.at(-1)!) {
    found.push({
      trials: Math.max(2, Math.ceil(last.trials / 3)),
      weeks: Math.min(weeks, 2 * last.weeks),
    });
  }
  return found;
}

/**
 * Who goes on: the best by their mean, and always set 0, the recipe as it is, which the winner has to
 * beat. Ties go to the earlier set.
 *
 * @param means By set; sets that are missing are out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { survivors } from "./search.ts";
 *
 * assert.deepEqual(survivors(new Map([[0, 0.1], [1, 0.3], [2, 0.2]]), 2), [0, 1]);
 * ```
 */
export function survivors(means: ReadonlyMap<number, number>, keep: number): number[] {
  const best = [...means].filter(([trial]) => trial !== 0)
    .sort(([a, x], [b, y]) => y - x || a - b).slice(0, keep - 1).map(([trial]) => trial);
  return [0, ...best].sort((a, b) => a - b);
}
