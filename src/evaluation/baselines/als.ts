/**
 * Implicit alternating least squares, bought articles kept.
 *
 * @module
 */
import { historyReader } from "../../features/history.ts";
import type { Snapshot } from "../../ingest/shop.ts";
import { createRandom } from "../../statistics/random.ts";
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

/** Options of {@linkcode alsRecommender}. */
export interface AlsOptions {
  /** Length of a factor. @default {64} */
  factors?: number;
  /** Confidence in a purchase is `1 + alpha · orders`. @default {1} */
  alpha?: number;
  /** λ, added to the diagonal. @default {1} */
  regularisation?: number;
  /** Sweeps over customers, then articles. @default {12} */
  sweeps?: number;
  /** Half-life in days of an order. @default {Infinity: the number of orders} */
  halfLifeDays?: OrderHalfLife;
  /** @default {1} */
  seed?: number;
}

/** Row-major factors, `rows × k`. */
export interface FactorRows {
  readonly k: number;
  readonly values: Float64Array;
}

/** Conjugate gradient steps per row and sweep. */
const STEPS = 3;
/** Steps for a customer's factor at the end, from nothing. */
const FOLD_IN_STEPS = 12;

/**
 * Moves every row of `own` towards the minimum of
 * `Σ_j c_rj (p_rj − own_r · other_j)² + λ |own_r|²` over all `j`, where `p` is 1 and
 * `c = 1 + alpha · count` for the row's entries and 0 and 1 for all others.
 *
 * Source: Hu, Koren & Volinsky 2008; conjugate gradients instead of an exact solution: Takács,
 * Pilászy & Tikk 2011.
 */
export function improveRows(
  counts: SparseRows,
  own: FactorRows,
  other: FactorRows,
  options: AlsOptions & { steps?: number } = {},
): void {
  const { alpha = 1, regularisation = 1, steps = STEPS } = options;
  const { k } = own;
  const gram = gramMatrix(other, regularisation);
  const solver = rowSolver(other, gram);
  for (let r = 0; r < counts.rows; r++) {
    const from = counts.offsets[r]!;
    const to = counts.offsets[r + 1]!;
    const x = own.values.subarray(r * k, (r + 1) * k);
    if (from === to) x.fill(0);
    else solver(counts.column.subarray(from, to), counts.value.subarray(from, to), alpha, x, steps);
  }
}

/** `Σ_j y_j y_jᵀ + λ I`, row-major. */
function gramMatrix({ k, values }: FactorRows, regularisation: number): Float64Array {
  const gram = new Float64Array(k * k);
  for (let from = 0; from < values.length; from += k) {
    for (let f = 0; f < k; f++) {
      const y = values[from + f]!;
      for (let g = f; g < k; g++) gram[f * k + g]! += y * values[from + g]!;
    }
  }
  for (let f = 0; f < k; f++) {
    for (let g = 0; g < f; g++) gram[f * k + g] = gram[g * k + f]!;
    gram[f * k + f]! += regularisation;
  }
  return gram;
}

/** Solves one row's system, from where `x` is. */
function rowSolver({ k, values }: FactorRows, gram: Float64Array) {
  const residual = new Float64Array(k);
  const direction = new Float64Array(k);
  const image = new Float64Array(k);

  /** `out = (gram + Σ alpha · count · y yᵀ) v`. */
  function times(
    v: Float64Array,
    column: Uint32Array,
    count: Float64Array,
    alpha: number,
    out: Float64Array,
  ) {
    for (let f = 0; f < k; f++) out[f] = rowDot(gram, f * k, v);
    for (let i = 0; i < column.length; i++) {
      const from = column[i]! * k;
      const dot = alpha * count[i]! * rowDot(values, from, v);
      for (let f = 0; f < k; f++) out[f]! += dot * values[from + f]!;
    }
  }

  return (
    column: Uint32Array,
    count: Float64Array,
    alpha: number,
    x: Float64Array,
    steps: number,
  ) => {
    times(x, column, count, alpha, residual);
    for (let f = 0; f < k; f++) residual[f] = -residual[f]!;
    for (let i = 0; i < column.length; i++) {
      const confidence = 1 + alpha * count[i]!;
      const from = column[i]! * k;
      for (let f = 0; f < k; f++) residual[f]! += confidence * values[from + f]!;
    }
    direction.set(residual);
    let squares = dotOf(residual, residual);
    for (let step = 0; step < steps && squares > 1e-20; step++) {
      times(direction, column, count, alpha, image);
      const length = squares / dotOf(direction, image);
      for (let f = 0; f < k; f++) {
        x[f]! += length * direction[f]!;
        residual[f]! -= length * image[f]!;
      }
      const next = dotOf(residual, residual);
      for (let f = 0; f < k; f++) direction[f] = residual[f]! + next / squares * direction[f]!;
      squares = next;
    }
  };
}

function dotOf(a: Float64Array, b: Float64Array): number {
  return rowDot(a, 0, b);
}

/** `Σ_f rows[from + f] · v[f]` in four sums, for one would wait for every addition. */
function rowDot(rows: Float64Array, from: number, v: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let f = 0;
  for (; f + 3 < v.length; f += 4) {
    a += rows[from + f]! * v[f]!;
    b += rows[from + f + 1]! * v[f + 1]!;
    c += rows[from + f + 2]! * v[f + 2]!;
    d += rows[from + f + 3]! * v[f + 3]!;
  }
  for (; f < v.length; f++) a += rows[from + f]! * v[f]!;
  return a + b + (c + d);
}

/**
 * Article factors after the sweeps.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { alsArticleFactors } from "./als.ts";
 * import { orderCounts } from "./counts.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 1, day: 5 }]);
 * const { values } = alsArticleFactors(orderCounts(snapshotAt(shop, 7)), { factors: 2 });
 * assert.deepEqual([...values.subarray(0, 2)], [0, 0]); // nobody bought article 0
 * ```
 */
export function alsArticleFactors(counts: SparseRows, options: AlsOptions = {}): FactorRows {
  const { factors: k = 64, sweeps = 12, seed = 1 } = options;
  const random = createRandom(seed);
  const start = (rows: number): FactorRows => ({
    k,
    values: Float64Array.from({ length: rows * k }, () => (random.uniform() - 0.5) / k),
  });
  const flipped = transposed(counts);
  const customers = start(counts.rows);
  const articles = start(counts.columns);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    improveRows(counts, customers, articles, options);
    improveRows(flipped, articles, customers, options);
  }
  return articles;
}

/** The articles whose factors fit the customer's, popularity after them (and for the unknown). */
export function alsRecommender(snapshot: Snapshot, options: AlsOptions = {}): Recommender {
  const { alpha = 1, regularisation = 1 } = options;
  const articles = alsArticleFactors(orderCounts(snapshot, options), options);
  const { k, values } = articles;
  const solver = rowSolver(articles, gramMatrix(articles, regularisation));
  const { article: fallback } = popular(snapshot);
  const history = historyReader(snapshot);
  const orders = ordersPerArticle(history, options.halfLifeDays);
  const x = new Float64Array(k);
  const scores = new Float64Array(snapshot.orders.articles);
  return (customer) => {
    history.read(customer);
    if (history.size === 0) return fallback;
    const column = Uint32Array.from(history.article.subarray(0, history.size));
    const count = Float64Array.from(column, (_, e) => orders[e]!);
    x.fill(0);
    solver(column, count, alpha, x, FOLD_IN_STEPS);
    for (let a = 0; a < scores.length; a++) scores[a] = rowDot(values, a * k, x);
    return fillUp(bestScores(scores), fallback);
  };
}
