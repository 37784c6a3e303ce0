/**
 * One customer's list, complete: ranked candidates, filled up where there are too few.
 *
 * @module
 */
import { rankArticles } from "../candidates/popularity.ts";
import { topK } from "../candidates/top_k.ts";
import { columnOf } from "../features/catalogue.ts";
import { rowFiller, type RowInputs } from "../ranking/rows.ts";
import { type RankedList, type RankScorer, rankScorer, rowsScorer } from "../ranking/score.ts";

/** Makes lists; one per thread. */
export interface ListMaker {
  /** The customer's list, best first; valid until the next call. */
  list(customer: number): RankedList;
  /** The lists of many customers, faster than one by one; `visit` gets each list and its place. */
  listAll(customers: Uint32Array, visit: (list: RankedList, at: number) => void): void;
}

/**
 * A list maker over prepared inputs. With a model, candidates are ranked by it. Without one (too
 * little history to learn from) they are ranked by a rule: the customer's decayed purchase count of
 * the article plus the article's decayed popularity as a share of the largest. Where a customer has
 * fewer than `k` candidates, the most bought articles of all time follow, then the rest of the
 * catalogue, with scores below the others.
 */
export function listMaker(inputs: RowInputs, modelText: string | null, k: number): ListMaker {
  const ranker = modelText === null ? ruleRanker(inputs, k) : rankScorer(inputs, modelText, k);
  const filledUp = filler(inputs, k);
  return {
    list: (customer) => filledUp(ranker.rank(customer)),
    listAll: (customers, visit) =>
      ranker.rankAll(customers, (ranked, at) => visit(filledUp(ranked), at)),
  };
}

/**
 * Lists of the same customers by several models: their rows are filled once. For comparing models,
 * e.g. of an ablation; each gives the lists of {@linkcode listMaker}.
 *
 * @param visit Gets a customer's list by a model, both by their place; valid until the next call.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fitCandidates } from "../candidates/candidates.ts";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { rowInputs } from "../ranking/rows.ts";
 * import { retrainRanker } from "../ranking/train.ts";
 * import { TRIAL_RECIPE, trialShop } from "../ranking/trial_shop.ts";
 * import { listMaker, listsOfModels } from "./list_maker.ts";
 *
 * const known = snapshotAt(trialShop(), 1120);
 * const inputs = rowInputs(fitCandidates(known, TRIAL_RECIPE.candidates));
 * const text = await retrainRanker(known, [2], { recipe: TRIAL_RECIPE });
 * listsOfModels(inputs, [text], 12, [7], (list) => {
 *   assert.deepEqual(list.article, listMaker(inputs, text, 12).list(7).article);
 * });
 * ```
 */
export function listsOfModels(
  inputs: RowInputs,
  modelTexts: readonly string[],
  k: number,
  customers: ArrayLike<number>,
  visit: (list: RankedList, model: number, at: number) => void,
): void {
  const scorer = rowsScorer(inputs, modelTexts);
  const filledUp = filler(inputs, k);
  const best = topK(k);
  const ranked: RankedList = { size: 0, article: new Uint32Array(k), score: new Float64Array(k) };
  for (let at = 0; at < customers.length; at++) {
    const { size, article, scores } = scorer(customers[at]!);
    scores.forEach((score, model) => {
      best.clear();
      for (let i = 0; i < size; i++) best.offer(article[i]!, score[i]!);
      ranked.size = best.drainInto(ranked.article, ranked.score, 0);
      visit(filledUp(ranked), model, at);
    });
  }
}

/** Fills lists up to `k` with the most bought articles that they do not hold. */
function filler(inputs: RowInputs, k: number): (ranked: RankedList) => RankedList {
  const fallback = fallbackArticles(inputs, 2 * k + inputs.candidates.maxCandidates);
  const listed = new Int32Array(inputs.articles.rows).fill(-1);
  let turn = 0;
  return (ranked) => {
    if (ranked.size === k) return ranked;
    turn++;
    for (let r = 0; r < ranked.size; r++) listed[ranked.article[r]!] = turn;
    let score = ranked.size === 0 ? 0 : ranked.score[ranked.size - 1]!;
    for (let i = 0; i < fallback.length && ranked.size < k; i++) {
      if (listed[fallback[i]!] === turn) continue;
      score -= 1e-3;
      ranked.article[ranked.size] = fallback[i]!;
      ranked.score[ranked.size++] = score;
    }
    return ranked;
  };
}

type Ranker = Pick<RankScorer, "rank" | "rankAll">;

function ruleRanker(inputs: RowInputs, k: number): Ranker {
  const filler = rowFiller(inputs);
  const own = filler.columns[
    filler.definitions.findIndex(({ name }) => name === "times_bought_decayed")
  ]!;
  const popularity = columnOf(inputs.articles, "popularity_decayed");
  const most = popularity.reduce((a, b) => Math.max(a, b), 0);
  const best = topK(k);
  const ranked: RankedList = { size: 0, article: new Uint32Array(k), score: new Float64Array(k) };
  const rank = (customer: number) => {
    const size = filler.fill(customer);
    const article = filler.generator.candidates.article;
    best.clear();
    for (let i = 0; i < size; i++) {
      best.offer(article[i]!, own[i]! + popularity[article[i]!]! / (1 + most));
    }
    ranked.size = best.drainInto(ranked.article, ranked.score, 0);
    return ranked;
  };
  return {
    rank,
    rankAll: (customers, visit) => customers.forEach((customer, at) => visit(rank(customer), at)),
  };
}

/** Codes of the most bought articles, then of those never sold, as many as can be needed. */
function fallbackArticles(inputs: RowInputs, limit: number): Uint32Array {
  const buyers = columnOf(inputs.articles, "buyers_total");
  const shifted = buyers.map((value) => value + 1);
  return rankArticles(shifted, Math.min(limit, shifted.length)).article;
}
