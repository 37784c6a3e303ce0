/**
 * Parameters as LightGBM's `name=value` text.
 *
 * @module
 */

import { LightGBMError } from "./errors.ts";
import type { Params, ParamValue } from "./types.ts";

/** Every name under which LightGBM knows the parameters that this room treats itself. */
const ALIASES: Record<string, string> = {
  num_iteration: "num_iterations",
  n_iter: "num_iterations",
  num_tree: "num_iterations",
  num_trees: "num_iterations",
  num_round: "num_iterations",
  num_rounds: "num_iterations",
  nrounds: "num_iterations",
  num_boost_round: "num_iterations",
  n_estimators: "num_iterations",
  max_iter: "num_iterations",
  early_stopping_rounds: "early_stopping_round",
  early_stopping: "early_stopping_round",
  n_iter_no_change: "early_stopping_round",
  num_thread: "num_threads",
  nthread: "num_threads",
  nthreads: "num_threads",
  n_jobs: "num_threads",
  verbose: "verbosity",
  random_seed: "seed",
  random_state: "seed",
  num_machine: "num_machines",
  cat_feature: "categorical_feature",
  categorical_column: "categorical_feature",
  cat_column: "categorical_feature",
  categorical_features: "categorical_feature",
  linear_trees: "linear_tree",
};

/** A parameter's main name. */
export function mainName(name: string): string {
  return ALIASES[name] ?? name;
}

/** The same parameters under their main names, values that are `undefined` left out. */
export function normalizeParams(params: Params): Record<string, Exclude<ParamValue, undefined>> {
  const out: Record<string, Exclude<ParamValue, undefined>> = {};
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined) out[mainName(name)] = value;
  }
  return out;
}

/**
 * The parameter text for the library, with this room's defaults: deterministic, row-wise, quiet, and
 * an explicit thread count. (LightGBM's own seeds are fixed numbers, so none is needed.)
 *
 * @throws {LightGBMError} If more than one machine is asked for.
 * @throws {TypeError} If a value cannot be written as one parameter.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { formatParams } from "./params.ts";
 *
 * assert.equal(
 *   formatParams({ objective: "lambdarank", eval_at: [12] }, { threads: 2 }),
 *   "deterministic=true force_row_wise=true verbosity=-1 num_threads=2 " +
 *     "objective=lambdarank eval_at=12",
 * );
 * ```
 */
export function formatParams(params: Params, options: { threads: number }): string {
  const given = normalizeParams(params);
  const machines = Number(given.num_machines ?? 1);
  if (machines > 1) {
    throw new LightGBMError("train", `Expected num_machines to be 1 but found ${machines}`);
  }
  const defaults = {
    deterministic: true,
    ...(given.force_col_wise === undefined ? { force_row_wise: true } : {}),
    verbosity: -1,
    num_threads: options.threads,
  };
  return Object.entries({ ...defaults, ...given }).map(([name, value]) => formatParam(name, value))
    .join(" ");
}

function formatParam(name: string, value: Exclude<ParamValue, undefined>): string {
  const text = Array.isArray(value) ? value.join(",") : String(value);
  if (!/^\w+$/.test(name) || /[\s\0]/.test(text)) {
    throw new TypeError(
      `Expected the parameter ${JSON.stringify(name)} to be one word with a value without spaces ` +
        `but found ${JSON.stringify(text)}`,
    );
  }
  return `${name}=${text}`;
}
