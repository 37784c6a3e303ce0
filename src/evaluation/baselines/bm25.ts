/**
 * Item–item collaborative filtering on BM25-weighted purchase counts, bought articles kept.
 *
 * @module
 */
import { topK } from "../../candidates/top_k.ts";
import { historyReader } from "../../features/history.ts";
import type { Snapshot } from "../../ingest/shop.ts";
import type { Recommender } from "../score_lists.ts";
import {
  bestScores,
  orderCounts,
  type OrderHalfLife,
  ordersPerArticle,
  type SparseRows,
  transposed,
} from "./counts.ts";
import { fillUp, popular } from "./rules.ts";

/** Options of {@linkcode bm25Recommender}. */
export interface Bm25Options {
  /** How far a count may raise a weight. @default {1.2} */
  k1?: number;
  /** How much an article's own popularity lowers it, 0 to 1. @default {0.75} */
  b?: number;
  /** Similar articles kept per article, itself among them. @default {20} */
  neighbours?: number;
  /** Half-life in days of an order. @default {Infinity: the number of orders} */
  halfLifeDays?: OrderHalfLife;
}

/**
 * BM25 weights of article rows over customer columns:
 * `n · (k1 + 1) / (n + k1 · (1 − b + b · length / mean length)) · (ln N − ln(1 + df))`, where `N`
 * is the number of articles and `df` how many of them the customer bought.
 *
 * Source: Robertson & Zaragoza 2009, with articles as documents and customers as terms, as in the
 * recommender of the Python package implicit.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bm25Weights } from "./bm25.ts";
 *
 * const articles = {
 *   rows: 2,
 *   columns: 1,
 *   offsets: Uint32Array.of(0, 1, 1),
 *   column: Uint32Array.of(0),
 *   value: Float64Array.of(3),
 * };
 * const { value } = bm25Weights(articles, { k1: 1, b: 0 });
 * assert.equal(value[0], 3 * 2 / (3 + 1) * (Math.log(2) - Math.log(2)));
 * ```
 */
export function bm25Weights(
  articles: SparseRows,
  options: Pick<Bm25Options, "k1" | "b"> = {},
): SparseRows {
  const { k1 = 1.2, b = 0.75 } = options;
  const { rows, columns, offsets, column, value } = articles;
  const bought = new Float64Array(columns);
  for (let i = 0; i < column.length; i++) bought[column[i]!]! += 1;
  const mean = value.reduce((sum, n) => sum + n, 0) / rows;
  const weight = new Float64Array(value.length);
  for (let r = 0; r < rows; r++) {
    let length = 0;
    for (let i = offsets[r]!; i < offsets[r + 1]!; i++) length += value[i]!;
    const norm = k1 * (1 - b + b * length / mean);
    for (let i = offsets[r]!; i < offsets[r + 1]!; i++) {
      const rarity = Math.log(rows) - Math.log1p(bought[column[i]!]!);
      weight[i] = value[i]! * (k1 + 1) / (value[i]! + norm) * rarity;
    }
  }
  return { ...articles, value: weight };
}

/**
 * The strongest products of an article's row with all rows, per article; ties by code.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { nearestRows } from "./bm25.ts";
 *
 * const rows = {
 *   rows: 2,
 *   columns: 1,
 *   offsets: Uint32Array.of(0, 1, 2),
 *   column: Uint32Array.of(0, 0),
 *   value: Float64Array.of(2, 3),
 * };
 * assert.deepEqual([...nearestRows(rows, 1).value], [2 * 3, 3 * 3]);
 * ```
 */
export function nearestRows(matrix: SparseRows, count: number): SparseRows {
  const flipped = transposed(matrix);
  const sums = new Float64Array(matrix.rows);
  const touched = new Uint32Array(matrix.rows);
  const best = topK(count);
  const column = new Uint32Array(matrix.rows * count);
  const value = new Float64Array(matrix.rows * count);
  const offsets = new Uint32Array(matrix.rows + 1);
  for (let r = 0; r < matrix.rows; r++) {
    let n = 0;
    for (let i = matrix.offsets[r]!; i < matrix.offsets[r + 1]!; i++) {
      const own = matrix.value[i]!;
      const c = matrix.column[i]!;
      for (let j = flipped.offsets[c]!; j < flipped.offsets[c + 1]!; j++) {
        const other = flipped.column[j]!;
        if (sums[other] === 0) touched[n++] = other;
        sums[other]! += own * flipped.value[j]!;
      }
    }
    for (let t = 0; t < n; t++) {
      const other = touched[t]!;
      if (sums[other]! > 0) best.offer(other, sums[other]!);
      sums[other] = 0;
    }
    const at = offsets[r]!;
    offsets[r + 1] = at + best.drainInto(column.subarray(at), value.subarray(at), 0);
  }
  return { rows: matrix.rows, columns: matrix.rows, offsets, column, value };
}

/** Each customer's sum of orders × similarity over the own articles; popularity after them. */
export function bm25Recommender(snapshot: Snapshot, options: Bm25Options = {}): Recommender {
  const weighted = bm25Weights(transposed(orderCounts(snapshot, options)), options);
  const similar = nearestRows(weighted, options.neighbours ?? 20);
  const { article: fallback } = popular(snapshot);
  const history = historyReader(snapshot);
  const orders = ordersPerArticle(history, options.halfLifeDays);
  const scores = new Float64Array(snapshot.orders.articles);
  return (customer) => {
    history.read(customer);
    scores.fill(0);
    for (let e = 0; e < history.size; e++) {
      const a = history.article[e]!;
      for (let i = similar.offsets[a]!; i < similar.offsets[a + 1]!; i++) {
        scores[similar.column[i]!]! += orders[e]! * similar.value[i]!;
      }
    }
    return fillUp(bestScores(scores), fallback);
  };
}
