/**
 * What to leave out in turn: every feature family, and every candidate source.
 *
 * @module
 */
import { type CandidateOptions, type SourceName, SOURCES } from "../candidates/candidates.ts";
import type { FeatureDefinition } from "../features/catalogue.ts";
import type { RankerRecipe } from "./recipe.ts";

/** One thing left out: a training with these options shows what it is worth. */
export interface Ablation {
  /** E.g. `without family due`, `without source next`. */
  readonly name: string;
  /** Which features are used, for the option of the same name of training. */
  readonly uses: (featureName: string) => boolean;
  /** The recipe, with the source left out of its candidates. */
  readonly recipe: RankerRecipe;
}

/**
 * One ablation per feature family, in order of first appearance. The candidates stay as they are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { familyAblations } from "./ablation.ts";
 * import { DEFAULT_RECIPE } from "./recipe.ts";
 *
 * const definition = { name: "price", family: "price", meaning: "Price.", unit: "money" };
 * const [ablation] = familyAblations([definition], DEFAULT_RECIPE);
 * assert.equal(ablation?.name, "without family price");
 * assert.equal(ablation?.uses("price"), false);
 * ```
 */
export function familyAblations(
  definitions: readonly FeatureDefinition[],
  recipe: RankerRecipe,
): Ablation[] {
  const familyOf = new Map(definitions.map(({ name, family }) => [name, family]));
  return [...new Set(familyOf.values())].map((left) => ({
    name: `without family ${left}`,
    uses: (name) => familyOf.get(name) !== left,
    recipe,
  }));
}

/**
 * One ablation per candidate source: its list names nothing, and the features made of its ranks and
 * scores are not used.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sourceAblations } from "./ablation.ts";
 * import { DEFAULT_RECIPE } from "./recipe.ts";
 *
 * const next = sourceAblations(DEFAULT_RECIPE).find(({ name }) => name === "without source next");
 * assert.equal(next?.recipe.candidates.limits?.next, 0);
 * assert.equal(next?.uses("rank_next"), false);
 * assert.equal(next?.uses("rank_own"), true);
 * ```
 */
export function sourceAblations(recipe: RankerRecipe): Ablation[] {
  return SOURCES.map((source) => ({
    name: `without source ${source}`,
    uses: (name) => !tellsOf(name, source),
    recipe: { ...recipe, candidates: withoutSource(recipe.candidates, source) },
  }));
}

function withoutSource(candidates: CandidateOptions, source: SourceName): CandidateOptions {
  return { ...candidates, limits: { ...candidates.limits, [source]: 0 } };
}

/** Whether a feature's name is `rank_…`, `score_…` or `signal_…` of the source. */
function tellsOf(name: string, source: SourceName): boolean {
  const [kind, of] = name.split("_");
  return ["rank", "score", "signal"].includes(kind!) && of === source;
}
