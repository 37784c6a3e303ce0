/**
 * What the customer bought before: repurchases.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource } from "./source.ts";
import { topSelector } from "./top_selector.ts";

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
export function ownSource(snapshot: Snapshot, limit: number): CandidateSource {
  const best = topSelector(Math.max(1, limit), snapshot.orders.articles);
  const { code, score } = best;
  return (_customer, history, out) => {
    for (let e = 0; e < history.size; e++) {
      code[e] = history.article[e]!;
      score[e] = history.decayed[e]!;
    }
    out.size = best.select(history.size, out.article, out.score);
  };
}
