/**
 * Scores ranked lists against the truth of a window.
 *
 * @module
 */
import type { WindowPurchases } from "../ingest/purchases.ts";
import { customerMetrics, METRICS, type MetricValues } from "./metrics.ts";

/** Gives a customer's ranked list of article codes, best first; valid until the next call. */
export type Recommender = (customer: number) => ArrayLike<number>;

/** Metric values of every buyer and what the lists cover. */
export interface ListScores {
  /** Per metric one value per buyer, in the truth's order. */
  readonly values: MetricValues;
  /** Distinct articles among the first ten of all lists. */
  readonly coverageAt10: number;
}

/**
 * Scores a recommender on every buyer of the window, cold ones included.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { purchasesIn } from "../ingest/purchases.ts";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { scoreLists } from "./score_lists.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 2, day: 10 }]);
 * const { values } = scoreLists(purchasesIn(shop, 10, 17), () => [1, 2]);
 * assert.equal(values.map_at_12[0], 1 / 2);
 * ```
 */
export function scoreLists(truth: WindowPurchases, recommend: Recommender): ListScores {
  const values = Object.fromEntries(
    METRICS.map((name) => [name, new Float64Array(truth.buyers.length)]),
  ) as MetricValues;
  const covered = new Set<number>();
  for (let b = 0; b < truth.buyers.length; b++) {
    const bought = new Set(truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!));
    const list = recommend(truth.buyers[b]!);
    const hits = new Uint8Array(Math.min(100, list.length));
    for (let i = 0; i < hits.length; i++) hits[i] = bought.has(list[i]!) ? 1 : 0;
    for (let i = 0; i < Math.min(10, list.length); i++) covered.add(list[i]!);
    const row = customerMetrics(hits, bought.size);
    METRICS.forEach((name, m) => values[name][b] = row[m]!);
  }
  return { values, coverageAt10: covered.size };
}
