/**
 * What the customer bought before: repurchases.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource } from "./source.ts";
import { topK } from "./top_k.ts";

/** Own articles by decayed number of orders. */
export function ownSource(_snapshot: Snapshot, limit: number): CandidateSource {
  const best = topK(Math.max(1, limit));
  return (_customer, history, out) => {
    best.clear();
    for (let e = 0; e < history.size; e++) best.offer(history.article[e]!, history.decayed[e]!);
    out.size = best.drainInto(out.article, out.score, 0);
  };
}
