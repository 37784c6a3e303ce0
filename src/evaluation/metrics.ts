/**
 * Ranking metrics of one customer. `hits[i]` says whether the article at rank `i + 1` was bought;
 * `relevant` is the number of distinct articles bought, in the list or not.
 *
 * @module
 */

/**
 * Average precision at `k`, Kaggle's form: `1 / min(n, k) · Σ_{i ≤ k} precision@i · hit_i`.
 *
 * Source: H&M Personalized Fashion Recommendations, evaluation page (MAP@12).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { averagePrecision } from "./metrics.ts";
 *
 * assert.equal(averagePrecision([1, 0, 1], 2, 12), (1 / 2) * (1 / 1 + 2 / 3));
 * ```
 */
export function averagePrecision(hits: ArrayLike<number>, relevant: number, k: number): number {
  if (relevant === 0) return 0;
  let found = 0;
  let sum = 0;
  for (let i = 0; i < Math.min(k, hits.length); i++) {
    if (!hits[i]) continue;
    found++;
    sum += found / (i + 1);
  }
  return sum / Math.min(relevant, k);
}

/**
 * Normalised discounted cumulative gain at `k` with binary gains:
 * `Σ_{i ≤ k} hit_i / log2(i + 1)` over the same sum for `min(n, k)` hits in front.
 *
 * Source: Järvelin & Kekäläinen 2002.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ndcg } from "./metrics.ts";
 *
 * assert.equal(ndcg([0, 1], 1, 10), 1 / Math.log2(3));
 * ```
 */
export function ndcg(hits: ArrayLike<number>, relevant: number, k: number): number {
  if (relevant === 0) return 0;
  let dcg = 0;
  let ideal = 0;
  for (let i = 0; i < Math.min(k, hits.length); i++) if (hits[i]) dcg += 1 / Math.log2(i + 2);
  for (let i = 0; i < Math.min(k, relevant); i++) ideal += 1 / Math.log2(i + 2);
  return dcg / ideal;
}

/**
 * Number of hits among the first `k` ranks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hitsAt } from "./metrics.ts";
 *
 * assert.equal(hitsAt([1, 0, 1, 1], 3), 2);
 * ```
 */
export function hitsAt(hits: ArrayLike<number>, k: number): number {
  let found = 0;
  for (let i = 0; i < Math.min(k, hits.length); i++) if (hits[i]) found++;
  return found;
}

/** The metrics that every table of the project shows, per customer. */
export const METRICS = [
  "map_at_12",
  "ndcg_at_10",
  "hit_rate_at_10",
  "precision_at_10",
  "recall_at_10",
  "recall_at_100",
] as const;

/** A name of {@linkcode METRICS}. */
export type MetricName = typeof METRICS[number];

/** Metric values per customer: `values[m][i]` belongs to customer `i` of the truth's order. */
export type MetricValues = Record<MetricName, Float64Array>;

/**
 * All metrics for one customer, in the order of {@linkcode METRICS}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { customerMetrics } from "./metrics.ts";
 *
 * assert.deepEqual(customerMetrics([1, 0, 0], 1), [1, 1, 1, 1 / 10, 1, 1]);
 * ```
 */
export function customerMetrics(hits: ArrayLike<number>, relevant: number): number[] {
  const at10 = hitsAt(hits, 10);
  return [
    averagePrecision(hits, relevant, 12),
    ndcg(hits, relevant, 10),
    at10 > 0 ? 1 : 0,
    at10 / 10,
    relevant === 0 ? 0 : at10 / relevant,
    relevant === 0 ? 0 : hitsAt(hits, 100) / relevant,
  ];
}
