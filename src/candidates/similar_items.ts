/**
 * Articles similar to what the customer bought lately.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource, ScoreAll, ScoringSource } from "./source.ts";
import type { Similarity } from "./similarity.ts";
import { topSelector } from "./top_selector.ts";

/** Options of {@linkcode similaritySource}. */
export interface SimilaritySourceOptions {
  /** A customer's most recent distinct articles that vote. @default {50} */
  voters?: number;
}

/** Half-life in days of a vote by the age of the purchase, counted from the customer's last. */
const VOTE_HALF_LIFE_DAYS = 60;

/**
 * Sums the similarities to the customer's recent articles, weighted by recency. The source scores
 * any article afterwards, listed or not: the sum, and the strongest single vote.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { historyReader } from "../features/history.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { similaritySource } from "./similar_items.ts";
 * import { itemSimilarity } from "./similarity.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ]);
 * const snapshot = snapshotAt(shop, 7);
 * const history = historyReader(snapshot);
 * history.read(0);
 * const out = { size: 0, article: new Uint32Array(5), score: new Float32Array(5) };
 * similaritySource(snapshot, itemSimilarity(snapshot), 5)(0, history, out);
 * assert.deepEqual([...out.article.subarray(0, out.size)], [1]);
 * ```
 */
export function similaritySource(
  snapshot: Snapshot,
  similarity: Similarity,
  limit: number,
  { voters = 50 }: SimilaritySourceOptions = {},
): ScoringSource {
  const { k, count, neighbour, weight } = similarity;
  // an article's sum and its strongest vote lie side by side: one cache miss instead of two
  const sums = new Float64Array(2 * snapshot.orders.articles);
  const best = topSelector(Math.max(1, limit), voters * k);
  const { code: touched, score: scores } = best;
  let n = 0;

  function vote(article: number, share: number) {
    const begin = article * k;
    const end = begin + count[article]!;
    for (let i = begin; i < end; i++) {
      const other = neighbour[i]!;
      const value = share * weight[i]!;
      if (sums[2 * other] === 0) touched[n++] = other;
      sums[2 * other]! += value;
      if (value > sums[2 * other + 1]!) sums[2 * other + 1] = Math.fround(value);
    }
  }

  const source: CandidateSource = (_customer, history, out) => {
    for (let t = 0; t < n; t++) sums[2 * touched[t]!] = sums[2 * touched[t]! + 1] = 0;
    n = 0;
    for (let e = 0; e < Math.min(voters, history.size); e++) {
      const age = Math.min(history.lastDay - history.lastBought[e]!, VOTES.length - 1);
      vote(history.article[e]!, VOTES[age]!);
    }
    out.size = 0;
    if (limit === 0) return;
    for (let t = 0; t < n; t++) scores[t] = sums[2 * touched[t]!]!;
    out.size = best.select(n, out.article, out.score);
  };
  const scoreAll: ScoreAll = (article, size, score, strongest) => {
    for (let i = 0; i < size; i++) {
      const at = 2 * article[i]!;
      score[i] = sums[at]!;
      strongest[i] = sums[at + 1]!;
    }
  };
  return Object.assign(source, { scoreAll });
}

const VOTES = Float64Array.from(
  { length: 1000 },
  (_, age) => Math.pow(2, -age / VOTE_HALF_LIFE_DAYS),
);
