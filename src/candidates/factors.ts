/**
 * Low-rank article factors: what a customer's history as a whole says about any article.
 *
 * @module
 */
import type { HistoryReader } from "../features/history.ts";
import type { Snapshot } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";

/** Article factors of the normalised purchase matrix. */
export interface Factors {
  /** Length of a factor. */
  readonly k: number;
  /** Row-major, `articles × k`: orthonormal columns. */
  readonly factor: Float32Array;
  /** `N_a^(−1/2)` per article. */
  readonly scale: Float32Array;
}

/** Options of {@linkcode articleFactors}. */
export interface FactorOptions {
  /** @default {48} */
  k?: number;
  /** Rounds of the subspace iteration. @default {5} */
  rounds?: number;
  /** Half-life in days of a purchase's weight. @default {120} */
  halfLifeDays?: number;
  /** Most customers looked at; beyond it every n-th one. @default {100000} */
  maxCustomers?: number;
  /** @default {1} */
  seed?: number;
}

interface Csr {
  readonly offsets: Uint32Array;
  readonly column: Uint32Array;
  readonly value: Float32Array;
}

/**
 * The leading right singular vectors of `D_c^(−1/2) R D_a^(−1/2)`, where `R` holds the decayed
 * purchase counts and `D` its row and column sums.
 *
 * Source: randomised subspace iteration (Halko, Martinsson & Tropp 2011) on the normalisation of
 * graph filtering (GF-CF, Shen et al. 2021).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { articleFactors } from "./factors.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ]);
 * const snapshot = snapshotAt(shop, 7);
 * assert.equal(articleFactors(snapshot, { k: 1 }).factor.length, 2);
 * ```
 */
export function articleFactors(snapshot: Snapshot, options: FactorOptions = {}): Factors {
  const { rounds = 5, halfLifeDays = 120, maxCustomers = 100_000, seed = 1 } = options;
  const articles = snapshot.orders.articles;
  const k = Math.min(options.k ?? 48, articles);
  const { matrix, scale } = normalised(snapshot, halfLifeDays, maxCustomers);
  const random = createRandom(seed);
  let q = Float64Array.from({ length: articles * k }, () => random.uniform() - 0.5);
  for (let r = 0; r < rounds; r++) {
    orthonormalise(q, articles, k);
    q = timesTransposed(matrix, q, articles, k);
  }
  orthonormalise(q, articles, k);
  const factor = new Float32Array(new SharedArrayBuffer(4 * articles * k));
  factor.set(q);
  return { k, factor, scale };
}

function normalised(snapshot: Snapshot, halfLife: number, maxCustomers: number) {
  const matrix = decayedPurchases(snapshot, halfLife, maxCustomers);
  const { offsets, column, value } = matrix;
  const sums = new Float64Array(snapshot.orders.articles);
  for (let i = 0; i < column.length; i++) sums[column[i]!]! += value[i]!;
  const scale = new Float32Array(new SharedArrayBuffer(4 * sums.length));
  for (let a = 0; a < sums.length; a++) scale[a] = 1 / Math.sqrt(sums[a]! + 1);
  for (let r = 0; r + 1 < offsets.length; r++) {
    let own = 1;
    for (let i = offsets[r]!; i < offsets[r + 1]!; i++) own += value[i]!;
    for (let i = offsets[r]!; i < offsets[r + 1]!; i++) {
      value[i]! *= scale[column[i]!]! / Math.sqrt(own);
    }
  }
  return { matrix, scale };
}

/** The weight of each customer's last purchase of an article, by its age. */
function decayedPurchases(snapshot: Snapshot, halfLife: number, maxCustomers: number): Csr {
  const { orders, asOf } = snapshot;
  const step = Math.max(1, Math.ceil(orders.customers / maxCustomers));
  const rows = Math.ceil(orders.customers / step);
  const offsets = new Uint32Array(rows + 1);
  for (let r = 0; r < rows; r++) {
    offsets[r + 1] = offsets[r]! + orders.offsets[r * step + 1]! - orders.offsets[r * step]!;
  }
  const column = new Uint32Array(offsets[rows]!);
  const value = new Float32Array(offsets[rows]!);
  const seenBy = new Int32Array(orders.articles).fill(-1);
  let at = 0;
  for (let r = 0; r < rows; r++) {
    for (let i = orders.offsets[r * step + 1]! - 1; i >= orders.offsets[r * step]!; i--) {
      const a = orders.article[i]!;
      if (seenBy[a] === r) continue;
      seenBy[a] = r;
      column[at] = a;
      value[at++] = Math.pow(2, -(asOf - orders.day[i]!) / halfLife);
    }
    offsets[r + 1] = at;
  }
  return { offsets, column: column.subarray(0, at), value: value.subarray(0, at) };
}

/** `Rᵀ R Q`, customer by customer, without storing `R Q`. */
function timesTransposed(
  matrix: Csr,
  q: Float64Array,
  rows: number,
  k: number,
): Float64Array<ArrayBuffer> {
  const { offsets, column, value } = matrix;
  const out = new Float64Array(rows * k);
  const y = new Float64Array(k);
  for (let c = 0; c + 1 < offsets.length; c++) {
    y.fill(0);
    for (let i = offsets[c]!; i < offsets[c + 1]!; i++) {
      const from = column[i]! * k;
      const v = value[i]!;
      for (let f = 0; f < k; f++) y[f]! += v * q[from + f]!;
    }
    for (let i = offsets[c]!; i < offsets[c + 1]!; i++) {
      const from = column[i]! * k;
      const v = value[i]!;
      for (let f = 0; f < k; f++) out[from + f]! += v * y[f]!;
    }
  }
  return out;
}

/**
 * Gram–Schmidt on the columns of a row-major matrix, twice for stability. It works on a copy that has
 * the columns one after another: each is read from end to end, many times.
 */
function orthonormalise(q: Float64Array, rows: number, k: number) {
  const columns = Array.from({ length: k }, (_, f) => {
    const column = new Float64Array(rows);
    for (let r = 0; r < rows; r++) column[r] = q[r * k + f]!;
    return column;
  });
  const dot = new Float64Array(k);
  for (let f = 0; f < k; f++) {
    const own = columns[f]!;
    for (let pass = 0; pass < 2; pass++) {
      for (let g = 0; g < f; g++) dot[g] = product(own, columns[g]!);
      for (let g = 0; g < f; g++) subtract(own, dot[g]!, columns[g]!);
    }
    const norm = Math.sqrt(product(own, own)) || 1;
    for (let r = 0; r < rows; r++) q[r * k + f] = own[r] = own[r]! / norm;
  }
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let r = 0; r < a.length; r++) sum += a[r]! * b[r]!;
  return sum;
}

function subtract(from: Float64Array, factor: number, column: Float64Array) {
  for (let r = 0; r < from.length; r++) from[r]! -= factor * column[r]!;
}

/** Scores articles for the customer whose history has been read. */
export interface FactorScorer {
  /** Scores the first `size` articles for the customer of the history. */
  scoreAll(history: HistoryReader, article: Uint32Array, size: number, score: Float32Array): void;
}

/**
 * The customer's profile is the decayed sum of the factors of the newest 100 articles.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { historyReader } from "../features/history.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { articleFactors, factorScorer } from "./factors.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ]);
 * const snapshot = snapshotAt(shop, 7);
 * const scorer = factorScorer(articleFactors(snapshot, { k: 1 }));
 * const history = historyReader(snapshot);
 * history.read(0);
 * const score = new Float32Array(2);
 * scorer.scoreAll(history, Uint32Array.of(0, 1), 2, score);
 * assert.ok(score[0]! > score[1]! && score[1]! > 0);
 * ```
 */
export function factorScorer({ k, factor, scale }: Factors): FactorScorer {
  const profile = new Float64Array(k);

  /** Sums the history's factors and returns what its length is divided by. */
  function prepare(history: HistoryReader): number {
    profile.fill(0);
    let sum = 0;
    for (let e = 0; e < Math.min(100, history.size); e++) {
      const a = history.article[e]!;
      const from = a * k;
      const w = history.decayedSlow[e]!;
      const scaled = w * scale[a]!;
      sum += w;
      for (let f = 0; f < k; f++) profile[f]! += scaled * factor[from + f]!;
    }
    return 1 / Math.sqrt(sum + 1e-9);
  }

  function dotWith(from: number): number {
    // four sums, for one would wait for every addition
    let [a, b, c, d] = [0, 0, 0, 0];
    let f = 0;
    for (; f + 3 < k; f += 4) {
      a += profile[f]! * factor[from + f]!;
      b += profile[f + 1]! * factor[from + f + 1]!;
      c += profile[f + 2]! * factor[from + f + 2]!;
      d += profile[f + 3]! * factor[from + f + 3]!;
    }
    let dot = a + b + (c + d);
    for (; f < k; f++) dot += profile[f]! * factor[from + f]!;
    return dot;
  }

  return {
    scoreAll(history, article, size, score) {
      const norm = prepare(history);
      for (let i = 0; i < size; i++) {
        const a = article[i]!;
        score[i] = dotWith(a * k) * norm / scale[a]!;
      }
    },
  };
}
