/**
 * How often each customer ordered each article, as the matrix that collaborative filtering starts
 * from.
 *
 * @module
 */
import { topK } from "../../candidates/top_k.ts";
import { type HistoryReader, historyReader, OWN_HALF_LIVES_DAYS } from "../../features/history.ts";
import type { Snapshot } from "../../ingest/shop.ts";
import { LIST_LENGTH } from "./rules.ts";

/** Rows of numbers with few that are not 0: entries of row `r` are `[offsets[r], offsets[r + 1])`. */
export interface SparseRows {
  readonly rows: number;
  readonly columns: number;
  readonly offsets: Uint32Array;
  readonly column: Uint32Array;
  readonly value: Float64Array;
}

/**
 * Half-life in days of an order's weight: one of {@linkcode OWN_HALF_LIVES_DAYS}, of which a history
 * keeps counts; `Infinity` counts orders.
 */
export type OrderHalfLife = number;

/**
 * The history's orders per article, each halved every `halfLifeDays`; entries as in the history,
 * valid until its next `read`.
 *
 * @throws {RangeError} If the history keeps no counts of that half-life.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { historyReader } from "../../features/history.ts";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { ordersPerArticle } from "./counts.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 0 }]);
 * const history = historyReader(snapshotAt(shop, 60));
 * history.read(0);
 * assert.equal(ordersPerArticle(history)[0], 1);
 * assert.equal(ordersPerArticle(history, 60)[0], 0.5);
 * ```
 */
export function ordersPerArticle(
  history: HistoryReader,
  halfLifeDays: OrderHalfLife = Infinity,
): ArrayLike<number> {
  switch (halfLifeDays) {
    case Infinity:
      return history.orderCount;
    case OWN_HALF_LIVES_DAYS.slow:
      return history.decayedSlow;
    case OWN_HALF_LIVES_DAYS.middle:
      return history.decayed;
    case OWN_HALF_LIVES_DAYS.fast:
      return history.decayedFast;
  }
  throw new RangeError(`Expected a half-life of 14, 60, 180 or ∞ days but found ${halfLifeDays}`);
}

/** Options of {@linkcode orderCounts}. */
export interface OrderCountsOptions {
  /** @default {Infinity: the number of orders} */
  halfLifeDays?: OrderHalfLife;
  /** Most customers looked at; beyond it every n-th one. @default {50000} */
  maxCustomers?: number;
}

/**
 * Orders per customer (row) and article (column); customers without orders have empty rows.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { orderCounts } from "./counts.ts";
 *
 * const shop = shopFromLines([5, 6].map((day) => ({ customer: 0, article: 1, day })));
 * const { column, value } = orderCounts(snapshotAt(shop, 7));
 * assert.deepEqual([[...column], [...value]], [[1], [2]]);
 * ```
 */
export function orderCounts(snapshot: Snapshot, options: OrderCountsOptions = {}): SparseRows {
  const { customers, articles } = snapshot.orders;
  const step = Math.max(1, Math.ceil(customers / (options.maxCustomers ?? 50_000)));
  const history = historyReader(snapshot);
  const counts = ordersPerArticle(history, options.halfLifeDays);
  const rows = Math.ceil(customers / step);
  const offsets = new Uint32Array(rows + 1);
  const column: number[] = [];
  const value: number[] = [];
  for (let r = 0; r < rows; r++) {
    history.read(r * step);
    for (let e = 0; e < history.size; e++) {
      column.push(history.article[e]!);
      value.push(counts[e]!);
    }
    offsets[r + 1] = column.length;
  }
  return {
    rows,
    columns: articles,
    offsets,
    column: Uint32Array.from(column),
    value: Float64Array.from(value),
  };
}

/**
 * Rows become columns.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { transposed } from "./counts.ts";
 *
 * const matrix = {
 *   rows: 1,
 *   columns: 2,
 *   offsets: Uint32Array.of(0, 1),
 *   column: Uint32Array.of(1),
 *   value: Float64Array.of(7),
 * };
 * assert.deepEqual([...transposed(matrix).offsets], [0, 0, 1]);
 * ```
 */
export function transposed({ rows, columns, offsets, column, value }: SparseRows): SparseRows {
  const ends = new Uint32Array(columns + 1);
  for (let i = 0; i < column.length; i++) ends[column[i]! + 1]! += 1;
  for (let c = 0; c < columns; c++) ends[c + 1]! += ends[c]!;
  const cursor = ends.slice();
  const flipped = new Uint32Array(column.length);
  const values = new Float64Array(column.length);
  for (let r = 0; r < rows; r++) {
    for (let i = offsets[r]!; i < offsets[r + 1]!; i++) {
      const at = cursor[column[i]!]!++;
      flipped[at] = r;
      values[at] = value[i]!;
    }
  }
  return { rows: columns, columns: rows, offsets: ends, column: flipped, value: values };
}

/**
 * The codes of the highest scores above 0, best first, equal ones by code; at most a list's length.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { bestScores } from "./counts.ts";
 *
 * assert.deepEqual(bestScores(Float64Array.of(0, 2, 3, 2)), [2, 1, 3]);
 * ```
 */
export function bestScores(scores: Float64Array): number[] {
  const best = topK(LIST_LENGTH);
  for (let a = 0; a < scores.length; a++) if (scores[a]! > 0) best.offer(a, scores[a]!);
  const codes = new Uint32Array(LIST_LENGTH);
  const size = best.drainInto(codes, new Float64Array(LIST_LENGTH), 0);
  return Array.from(codes.subarray(0, size));
}
