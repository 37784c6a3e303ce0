/**
 * The rules that a ranker must beat, as recommenders over the same snapshot.
 *
 * @module
 */
import type { CandidateModel } from "../candidates/candidates.ts";
import { buyersWithin, rankArticles } from "../candidates/popularity.ts";
import { similaritySource } from "../candidates/similar_items.ts";
import { historyReader } from "../features/history.ts";
import type { Snapshot } from "../ingest/shop.ts";
import type { Recommender } from "./score_lists.ts";

/** Days of the popularity that the baselines use. */
export const BASELINE_POPULARITY_DAYS = 14;
/** Length of a baseline's list, for recall@100. */
export const LIST_LENGTH = 100;

/** Popularity of the last 14 days, the same for everybody. */
export function popularityBaseline(snapshot: Snapshot): Recommender {
  const { article } = popular(snapshot);
  return () => article;
}

/**
 * The customer's own articles by number of orders, ties by popularity, then by code; popularity
 * after them.
 */
export function repurchaseBaseline(snapshot: Snapshot): Recommender {
  const { article: fallback, buyers } = popular(snapshot);
  const history = historyReader(snapshot);
  return (customer) => {
    history.read(customer);
    const own = Array.from(
      { length: history.size },
      (_, e) => ({ code: history.article[e]!, times: history.orderCount[e]! }),
    ).sort((a, b) => b.times - a.times || buyers[b.code]! - buyers[a.code]! || a.code - b.code);
    return fillUp(own.map(({ code }) => code), fallback);
  };
}

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
  "item–item CF",
] as const;

/** All baselines by name. */
export function baselines(model: CandidateModel): Map<typeof BASELINES[number], Recommender> {
  return new Map([
    [BASELINES[0], popularityBaseline(model.snapshot)],
    [BASELINES[1], repurchaseBaseline(model.snapshot)],
    [BASELINES[2], similarityBaseline(model)],
  ]);
}

function popular(snapshot: Snapshot) {
  const buyers = buyersWithin(snapshot, BASELINE_POPULARITY_DAYS);
  return { buyers, article: rankArticles(buyers, LIST_LENGTH).article };
}

function fillUp(list: number[], fallback: Uint32Array): Uint32Array {
  const seen = new Set(list);
  for (const code of fallback) {
    if (list.length >= LIST_LENGTH) break;
    if (!seen.has(code)) list.push(code);
  }
  return Uint32Array.from(list.slice(0, LIST_LENGTH));
}
