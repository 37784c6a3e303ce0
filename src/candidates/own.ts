/**
 * What the customer bought before: repurchases.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource } from "./source.ts";
import { topK } from "./top_k.ts";

/**
 * Own articles by decayed number of orders.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { historyReader } from "../features/history.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { ownSource } from "./own.ts";
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
 * ownSource(snapshot, 5)(0, history, out);
 * assert.deepEqual([...out.article.subarray(0, out.size)], [0]);
 * ```
 */
export function ownSource(_snapshot: Snapshot, limit: number): CandidateSource {
  const best = topK(Math.max(1, limit));
  return (_customer, history, out) => {
    best.clear();
    for (let e = 0; e < history.size; e++) best.offer(history.article[e]!, history.decayed[e]!);
    out.size = best.drainInto(out.article, out.score, 0);
  };
}
