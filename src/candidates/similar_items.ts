/**
 * Articles similar to what the customer bought lately.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource } from "./candidates.ts";
import type { Similarity } from "./similarity.ts";
import { topK } from "./top_k.ts";

/** A customer's most recent distinct articles that vote. */
const VOTERS = 50;
/** Half-life in days of a vote by the age of the purchase, counted from the customer's last. */
const VOTE_HALF_LIFE_DAYS = 60;

/** Sums the similarities to the customer's recent articles, weighted by recency. */
export function similaritySource(
  snapshot: Snapshot,
  similarity: Similarity,
  limit: number,
): CandidateSource {
  const sum = new Float64Array(snapshot.orders.articles);
  const touched = new Uint32Array(VOTERS * similarity.k);
  const best = topK(Math.max(1, limit));
  const { k, count, neighbour, weight } = similarity;
  return (_customer, history, out) => {
    let n = 0;
    for (let e = 0; e < Math.min(VOTERS, history.size); e++) {
      const from = history.article[e]! * k;
      const vote = Math.pow(
        2,
        -(history.lastDay - history.lastBought[e]!) / VOTE_HALF_LIFE_DAYS,
      );
      for (let i = from; i < from + count[history.article[e]!]!; i++) {
        const other = neighbour[i]!;
        if (sum[other] === 0) touched[n++] = other;
        sum[other]! += vote * weight[i]!;
      }
    }
    best.clear();
    for (let t = 0; t < n; t++) {
      best.offer(touched[t]!, sum[touched[t]!]!);
      sum[touched[t]!] = 0;
    }
    out.size = best.drainInto(out.article, out.score, 0);
  };
}
