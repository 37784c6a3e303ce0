/**
 * The rules that a ranker must beat in every evaluation, as recommenders over the same snapshot.
 * More of them, which take longer, are in `baselines/`.
 *
 * @module
 */
import type { CandidateModel } from "../candidates/candidates.ts";
import { similaritySource } from "../candidates/similar_items.ts";
import { historyReader } from "../features/history.ts";
import {
  fillUp,
  LIST_LENGTH,
  popular,
  popularityBaseline,
  repurchaseBaseline,
} from "./baselines/rules.ts";
import type { Recommender } from "./score_lists.ts";

export { LIST_LENGTH } from "./baselines/rules.ts";

/** Item–item collaborative filtering alone, bought articles kept, popularity after it. */
export function similarityBaseline(model: CandidateModel): Recommender {
  const { article: fallback } = popular(model.snapshot);
  const history = historyReader(model.snapshot);
  const source = similaritySource(model.snapshot, model.similar, LIST_LENGTH);
  const out = {
    size: 0,
    article: new Uint32Array(LIST_LENGTH),
    score: new Float32Array(LIST_LENGTH),
  };
  return (customer) => {
    history.read(customer);
    source(customer, history, out);
    return fillUp(Array.from(out.article.subarray(0, out.size)), fallback);
  };
}

/** Names of the baselines in tables, in order. */
export const BASELINES = [
  "popularity",
  "own repurchases, then popularity",
  "own repurchases, recent ones first",
  "item–item CF",
] as const;

/** Days after which an own order counts half in the rule that puts recent ones first. */
const RECENT_HALF_LIFE = 14;

/** All baselines by name. */
export function baselines(model: CandidateModel): Map<typeof BASELINES[number], Recommender> {
  return new Map([
    [BASELINES[0], popularityBaseline(model.snapshot)],
    [BASELINES[1], repurchaseBaseline(model.snapshot)],
    [BASELINES[2], repurchaseBaseline(model.snapshot, { halfLifeDays: RECENT_HALF_LIFE })],
    [BASELINES[3], similarityBaseline(model)],
  ]);
}
