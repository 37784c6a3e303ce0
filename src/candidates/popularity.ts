/**
 * Popular articles: over several windows for everybody, and within the customer's segment.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { topK } from "./top_k.ts";

/** Articles by a score, best first. */
export interface RankedArticles {
  readonly article: Uint32Array;
  readonly score: Float32Array;
}

/**
 * Distinct buyers per article in the last `days` days before the snapshot's date.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { buyersWithin } from "./popularity.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 0, article: 0, day: 6 },
 *   { customer: 1, article: 1, day: 1 },
 * ]);
 * assert.deepEqual([...buyersWithin(snapshotAt(shop, 7), 3)], [1, 0]);
 * ```
 */
export function buyersWithin(snapshot: Snapshot, days: number): Uint32Array {
  const { orders, asOf } = snapshot;
  const buyers = new Uint32Array(orders.articles);
  const seenBy = new Int32Array(orders.articles).fill(-1);
  for (let c = 0; c < orders.customers; c++) {
    for (let i = orders.offsets[c + 1]! - 1; i >= orders.offsets[c]!; i--) {
      if (orders.day[i]! < asOf - days) break;
      const article = orders.article[i]!;
      if (seenBy[article] === c) continue;
      seenBy[article] = c;
      buyers[article]! += 1;
    }
  }
  return buyers;
}

/**
 * The `limit` best articles by a score per article; articles with score 0 are left out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rankArticles } from "./popularity.ts";
 *
 * assert.deepEqual([...rankArticles([2, 0, 9], 5).article], [2, 0]);
 * ```
 */
export function rankArticles(scores: ArrayLike<number>, limit: number): RankedArticles {
  const best = topK(Math.max(1, Math.min(limit, scores.length)));
  for (let a = 0; a < scores.length; a++) if (scores[a]! > 0) best.offer(a, scores[a]!);
  const size = Math.min(limit, scores.length);
  const article = new Uint32Array(new SharedArrayBuffer(4 * size));
  const score = new Float32Array(new SharedArrayBuffer(4 * size));
  const n = best.drainInto(article, score, 0);
  return { article: article.subarray(0, n), score: score.subarray(0, n) };
}

/** Customers in segments, and each segment's popular articles. */
export interface SegmentPopularity {
  /** Segment per customer. */
  readonly segment: Uint16Array;
  /** What each segment is, in words. */
  readonly labels: readonly string[];
  /** Popular articles per segment. */
  readonly popular: readonly RankedArticles[];
}

/** Options of {@linkcode segmentPopularity}. */
export interface SegmentPopularityOptions {
  /** Days of history that count. @default {28} */
  days?: number;
  /** Articles kept per segment. @default {60} */
  limit?: number;
  /** Strength of the shrinkage towards everybody's popularity, in buyers. @default {50} */
  prior?: number;
}

/**
 * Popularity within segments, shrunk towards everybody's: a segment with few buyers shows nearly
 * the overall list. The score is the expected share of the segment's buyers, in buyers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { segmentPopularity } from "./popularity.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 5 },
 * ], { ages: [20, 60] });
 * const { segment, popular } = segmentPopularity(snapshotAt(shop, 7));
 * assert.equal(popular[segment[0]!]!.article[0], 0);
 * assert.equal(popular[segment[1]!]!.article[0], 1);
 * ```
 */
export function segmentPopularity(
  snapshot: Snapshot,
  options: SegmentPopularityOptions = {},
): SegmentPopularity {
  const { days = 28, limit = 60, prior = 50 } = options;
  const { segment, labels } = segmentsOf(snapshot);
  const { orders, asOf } = snapshot;
  const counts = labels.map(() => new Float32Array(orders.articles));
  const total = new Float64Array(orders.articles);
  const sums = new Float64Array(labels.length);
  const seenBy = new Int32Array(orders.articles).fill(-1);
  for (let c = 0; c < orders.customers; c++) {
    const s = segment[c]!;
    for (let i = orders.offsets[c + 1]! - 1; i >= orders.offsets[c]!; i--) {
      if (orders.day[i]! < asOf - days) break;
      const a = orders.article[i]!;
      if (seenBy[a] === c) continue;
      seenBy[a] = c;
      counts[s]![a]! += 1;
      total[a]! += 1;
      sums[s]! += 1;
    }
  }
  const grand = Math.max(1, sums.reduce((x, y) => x + y, 0));
  const popular = counts.map((count) =>
    rankArticles(count.map((n, a) => n + prior * total[a]! / grand), limit)
  );
  return { segment, labels, popular };
}

/** Age bands' lower bounds in years; people younger than the first are in the first. */
const AGE_BANDS = [0, 20, 25, 30, 35, 45, 55, 65];

/**
 * The segment of every customer: the age band where most ages are known, else the customers'
 * attribute that splits them most evenly (at most 64 values), else one segment for all.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { segmentsOf } from "./popularity.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 5 }], { ages: [33] });
 * assert.equal(segmentsOf(snapshotAt(shop, 7)).labels[4], "age 30–34");
 * ```
 */
export function segmentsOf(
  snapshot: Snapshot,
): { segment: Uint16Array; labels: string[] } {
  const { customers, orders } = snapshot;
  const segment = new Uint16Array(new SharedArrayBuffer(2 * orders.customers));
  let known = 0;
  for (let c = 0; c < orders.customers; c++) if (!Number.isNaN(customers.age[c]!)) known++;
  if (known > orders.customers / 2) {
    for (let c = 0; c < orders.customers; c++) segment[c] = ageBand(customers.age[c]!);
    return { segment, labels: ["age unknown", ...AGE_BANDS.map(ageLabel)] };
  }
  const split = mostEvenAttribute(snapshot);
  if (split === null) return { segment, labels: ["everybody"] };
  const [name, column] = split;
  for (let c = 0; c < orders.customers; c++) segment[c] = column.codes[c]!;
  return { segment, labels: column.labels.map((label) => `${name} ${label || "unknown"}`) };
}

function ageBand(age: number): number {
  if (Number.isNaN(age)) return 0;
  let band = 0;
  while (band + 1 < AGE_BANDS.length && age >= AGE_BANDS[band + 1]!) band++;
  return band + 1;
}

function ageLabel(from: number, band: number): string {
  const next = AGE_BANDS[band + 1];
  return next === undefined ? `age ${from}+` : `age ${from}–${next - 1}`;
}

function mostEvenAttribute(snapshot: Snapshot) {
  let best = null;
  let bestEntropy = 0;
  for (const [name, column] of snapshot.customers.attributes) {
    if (column.labels.length < 2 || column.labels.length > 64) continue;
    const entropy = entropyOf(column.codes, column.labels.length);
    if (entropy > bestEntropy) [best, bestEntropy] = [[name, column] as const, entropy];
  }
  return best;
}

function entropyOf(codes: Uint32Array, labels: number): number {
  const count = new Float64Array(labels);
  for (let i = 0; i < codes.length; i++) count[codes[i]!]! += 1;
  return count.reduce(
    (sum, n) => n === 0 ? sum : sum - n / codes.length * Math.log(n / codes.length),
    0,
  );
}
