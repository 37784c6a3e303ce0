/**
 * Articles similar to what the customer bought lately.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource } from "./source.ts";
import type { Similarity } from "./similarity.ts";
import { topK } from "./top_k.ts";

/** A customer's most recent distinct articles that vote. */
const VOTERS = 50;
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
): CandidateSource {
  const sum = new Float64Array(snapshot.orders.articles);
  const strongest = new Float32Array(snapshot.orders.articles);
  const touched = new Uint32Array(VOTERS * similarity.k);
  const best = topK(Math.max(1, limit));
  const { k, count, neighbour, weight } = similarity;
  let n = 0;
  const list: CandidateSource = (_customer, history, out) => {
    for (let t = 0; t < n; t++) sum[touched[t]!] = strongest[touched[t]!] = 0;
    n = 0;
    for (let e = 0; e < Math.min(VOTERS, history.size); e++) {
      const from = history.article[e]! * k;
      const age = Math.min(history.lastDay - history.lastBought[e]!, VOTES.length - 1);
      const vote = VOTES[age]!;
      for (let i = from; i < from + count[history.article[e]!]!; i++) {
        const other = neighbour[i]!;
        const value = vote * weight[i]!;
        if (sum[other] === 0) touched[n++] = other;
        sum[other]! += value;
        if (value > strongest[other]!) strongest[other] = value;
      }
    }
    if (limit === 0) {
      out.size = 0;
      return;
    }
    best.clear();
    for (let t = 0; t < n; t++) best.offer(touched[t]!, sum[touched[t]!]!);
    out.size = best.drainInto(out.article, out.score, 0);
  };
  list.scoreOf = (article) => sum[article]!;
  list.strongestOf = (article) => strongest[article]!;
  return list;
}

const VOTES = Float64Array.from(
  { length: 1000 },
  (_, age) => Math.pow(2, -age / VOTE_HALF_LIFE_DAYS),
);
