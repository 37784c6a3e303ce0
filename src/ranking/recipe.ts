/**
 * The ranker's recipe: what is trained on, how, and with which parameters. The defaults were tuned
 * on weeks before every test week; see this room's README.
 *
 * @module
 */
import type { CandidateOptions } from "../candidates/candidates.ts";
import type { Params } from "../lightgbm/mod.ts";

/** How a ranker is made. */
export interface RankerRecipe {
  /** Label windows, newest first, one `spacingDays` before the other. */
  readonly labelWindows: number;
  /** Days from one label window to the one before it. */
  readonly spacingDays: number;
  /** Most buyers sampled per window. */
  readonly maxQueries: number;
  /** Negatives kept per buyer. */
  readonly negatives: number;
  /** Most rows of all windows together, about: what bounds time and memory in a large shop. */
  readonly maxRows: number;
  /** Most trees per model; the newest window says how many of them are kept. */
  readonly maxTrees: number;
  /** LightGBM parameters of every model that is averaged. */
  readonly models: readonly Params[];
  /** Most seeds per model; a large shop trains fewer models, see {@linkcode modelsFor}. */
  readonly seeds: number;
  /** Rows times models that one training may come to, about. */
  readonly rowsOfModels: number;
  /** Candidate options. */
  readonly candidates: CandidateOptions;
}

/** Parameters that the averaged models share; `num_leaves` is {@linkcode leavesFor}'s. */
const TREES: Params = {
  learning_rate: 0.07,
  max_bin: 127,
  min_data_in_leaf: 50,
  feature_fraction: 0.6,
  bagging_fraction: 0.8,
  bagging_freq: 1,
  lambda_l2: 5,
};

/** The default recipe. */
export const DEFAULT_RECIPE: RankerRecipe = {
  labelWindows: 10,
  spacingDays: 7,
  maxQueries: 20000,
  negatives: 60,
  maxRows: 800_000,
  maxTrees: 150,
  seeds: 2,
  rowsOfModels: 600_000,
  models: [
    { ...TREES, objective: "rank_xendcg" },
    { ...TREES, objective: "binary" },
    { ...TREES, objective: "lambdarank", lambdarank_truncation_level: 20 },
  ],
  candidates: { maxCandidates: 250 },
};

/** Leaves of a tree where purchases are few or a customer's cost counts, and where they are many. */
const FEW_LEAVES = 15;
const MANY_LEAVES = 31;
/** Purchases among the training rows from which on they are many. */
const MANY_PURCHASES = 6000;

/**
 * Leaves per tree, unless the recipe's models say how many: what finer trees tell apart must be told
 * by purchases, and purchases that several overlapping windows hold are told once. A large shop
 * keeps small trees, whose cost it pays for every customer.
 *
 * @param purchases Bought candidates among the rows of all windows.
 * @param horizon Days of a window.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFAULT_RECIPE, leavesFor } from "./recipe.ts";
 *
 * const week = { horizon: 7, large: false };
 * assert.equal(leavesFor(DEFAULT_RECIPE, 2000, week), 15);
 * assert.equal(leavesFor(DEFAULT_RECIPE, 12_000, week), 31);
 * // windows of four weeks, one week apart: every purchase is in four of them
 * assert.equal(leavesFor(DEFAULT_RECIPE, 12_000, { horizon: 28, large: false }), 15);
 * ```
 */
export function leavesFor(
  { spacingDays }: Pick<RankerRecipe, "spacingDays">,
  purchases: number,
  { horizon, large }: { horizon: number; large: boolean },
): number {
  const once = purchases * Math.min(1, spacingDays / horizon);
  return once >= MANY_PURCHASES && !large ? MANY_LEAVES : FEW_LEAVES;
}

/**
 * How many models are averaged for so many training rows: the recipe's models in turn, seed after
 * seed, at least two. Averaging takes out the luck of sampling and what is peculiar to an objective,
 * of which few rows leave much and many rows little.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFAULT_RECIPE, modelsFor } from "./recipe.ts";
 *
 * const recipe = { ...DEFAULT_RECIPE, seeds: 2, rowsOfModels: 1000 };
 * assert.deepEqual([10, 250, 5000].map((rows) => modelsFor(recipe, rows)), [6, 4, 2]);
 * ```
 */
export function modelsFor(recipe: RankerRecipe, rows: number): number {
  const all = recipe.models.length * recipe.seeds;
  const afforded = Math.floor(recipe.rowsOfModels / Math.max(1, rows));
  return Math.min(all, Math.max(2, afforded));
}
