/**
 * What customers with a similar taste bought lately.
 *
 * @module
 */
import type { HistoryReader } from "../features/history.ts";
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource, ScoreAll, ScoringSource } from "./source.ts";
import { topSelector } from "./top_selector.ts";

/** Every customer's recent distinct articles, and every article's latest buyers. */
export interface NeighbourIndex {
  /** Bounds per article. */
  readonly buyerOffsets: Uint32Array;
  /** Customer codes per article, its latest buyers. */
  readonly buyer: Uint32Array;
  /** What sharing an article says: `1 / √(buyers + 5)`. */
  readonly rarity: Float32Array;
  /** Bounds per customer. */
  readonly offsets: Uint32Array;
  /** Recent distinct articles per customer, newest first. */
  readonly article: Uint32Array;
  /** Day on which the customer last bought each. */
  readonly day: Uint16Array;
  /** Neighbours per customer. */
  readonly neighbours: number;
}

/** Options of {@linkcode neighbourIndex}. */
export interface NeighbourOptions {
  /** Latest buyers kept per article. @default {400} */
  buyersPerArticle?: number;
  /** Nearest customers whose purchases are summed. @default {300} */
  neighbours?: number;
  /** A customer's most recent distinct articles that count. @default {100} */
  maxHistory?: number;
  /** Days of history before the snapshot's date that count. @default {365} */
  windowDays?: number;
}

/**
 * Indexes a snapshot for {@linkcode neighbourSource}. Work per customer is bounded by
 * `40 · buyersPerArticle + neighbours · 100` additions.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { neighbourIndex } from "./neighbours.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 1 },
 *   { customer: 1, article: 0, day: 2 },
 * ]);
 * const { buyer } = neighbourIndex(snapshotAt(shop, 3), { buyersPerArticle: 1 });
 * assert.deepEqual([...buyer], [1]);
 * ```
 */
export function neighbourIndex(snapshot: Snapshot, options: NeighbourOptions = {}): NeighbourIndex {
  const settings = {
    buyersPerArticle: 400,
    neighbours: 300,
    maxHistory: 100,
    windowDays: 365,
    ...options,
  };
  const recent = recentDistinct(snapshot, settings.maxHistory, settings.windowDays);
  const latest = latestBuyers(snapshot, recent, settings.buyersPerArticle);
  return { ...recent, ...latest, neighbours: settings.neighbours };
}

interface RecentArticles {
  readonly offsets: Uint32Array;
  readonly article: Uint32Array;
  readonly day: Uint16Array;
}

function recentDistinct(
  snapshot: Snapshot,
  maxHistory: number,
  windowDays: number,
): RecentArticles {
  const { orders, asOf } = snapshot;
  const from = asOf - windowDays;
  const seenBy = new Int32Array(orders.articles).fill(-1);
  const offsets = new Uint32Array(new SharedArrayBuffer(4 * (orders.customers + 1)));
  const article = new Uint32Array(new SharedArrayBuffer(4 * orders.article.length));
  const day = new Uint16Array(new SharedArrayBuffer(2 * orders.article.length));
  let at = 0;
  for (let c = 0; c < orders.customers; c++) {
    const end = at + maxHistory;
    for (
      let i = orders.offsets[c + 1]! - 1;
      i >= orders.offsets[c]! && at < end;
      i--
    ) {
      if (orders.day[i]! < from) break;
      const a = orders.article[i]!;
      if (seenBy[a] === c) continue;
      seenBy[a] = c;
      article[at] = a;
      day[at++] = orders.day[i]!;
    }
    offsets[c + 1] = at;
  }
  return {
    offsets,
    article: article.subarray(0, at),
    day: day.subarray(0, at),
  };
}

/** Entries in order of day, newest first, give each article its latest buyers. */
function latestBuyers(snapshot: Snapshot, recent: RecentArticles, limit: number) {
  const { article, day, offsets } = recent;
  const { articles, customers } = snapshot.orders;
  const count = new Uint32Array(articles);
  const perDay = new Uint32Array(snapshot.asOf - snapshot.firstDay + 2);
  for (let i = 0; i < article.length; i++) {
    count[article[i]!]! += 1;
    perDay[snapshot.asOf - day[i]! + 1]! += 1;
  }
  for (let d = 0; d + 1 < perDay.length; d++) perDay[d + 1]! += perDay[d]!;
  const owner = new Uint32Array(article.length);
  const bought = new Uint32Array(article.length);
  for (let c = 0; c < customers; c++) {
    for (let i = offsets[c]!; i < offsets[c + 1]!; i++) {
      const at = perDay[snapshot.asOf - day[i]!]!++;
      owner[at] = c;
      bought[at] = article[i]!;
    }
  }
  const buyerOffsets = new Uint32Array(new SharedArrayBuffer(4 * (articles + 1)));
  const rarity = new Float32Array(new SharedArrayBuffer(4 * articles));
  for (let a = 0; a < articles; a++) {
    buyerOffsets[a + 1] = buyerOffsets[a]! + Math.min(limit, count[a]!);
    rarity[a] = 1 / Math.sqrt(count[a]! + 5);
  }
  const buyer = new Uint32Array(new SharedArrayBuffer(4 * buyerOffsets[articles]!));
  const cursor = buyerOffsets.slice();
  for (let k = 0; k < bought.length; k++) {
    const a = bought[k]!;
    if (cursor[a]! < buyerOffsets[a + 1]!) buyer[cursor[a]!++] = owner[k]!;
  }
  return { buyerOffsets, buyer, rarity };
}

/** A customer's most recent distinct articles that look for neighbours. */
const VOTERS = 40;
/** Half-lives in days of a neighbour's purchase, for the score and for the slow score. */
const HALF_LIFE_DAYS = 14;
const SLOW_HALF_LIFE_DAYS = 90;

/**
 * Finds the customers who share most with the customer's recent articles,
 * `Σ_shared √(times bought, decayed) · rarity / (size + 10)`, and sums what they bought lately,
 * weighted by nearness and recency. Its second score has a half-life of 90 days instead of 14.
 *
 * Source: user-based collaborative filtering (Resnick et al. 1994) with the recency of UP-CF
 * (Faggioli et al. 2020).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { historyReader } from "../features/history.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { neighbourIndex, neighbourSource } from "./neighbours.ts";
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
 * neighbourSource(snapshot, neighbourIndex(snapshot), 5)(0, history, out);
 * assert.deepEqual([...out.article.subarray(0, out.size)], [1, 0]);
 * ```
 */
export function neighbourSource(
  snapshot: Snapshot,
  index: NeighbourIndex,
  limit: number,
): ScoringSource {
  const { asOf, orders: { articles } } = snapshot;
  const find = neighbourFinder(index);
  // both scores of an article lie side by side: one cache miss instead of two
  const sums = new Float64Array(2 * articles);
  const best = topSelector(Math.max(1, limit), articles);
  const { code: touched, score: scores } = best;
  const { offsets, article, day } = index;
  const weight = decayTable(HALF_LIFE_DAYS);
  const slowWeight = decayTable(SLOW_HALF_LIFE_DAYS);
  let n = 0;

  function addPurchases(neighbour: number, nearness: number) {
    const end = offsets[neighbour + 1]!;
    for (let i = offsets[neighbour]!; i < end; i++) {
      const a = article[i]!;
      const age = asOf - day[i]!;
      if (sums[2 * a + 1] === 0) touched[n++] = a;
      sums[2 * a]! += nearness * weight[age]!;
      sums[2 * a + 1]! += nearness * slowWeight[age]!;
    }
  }

  const source: CandidateSource = (customer, history, out) => {
    for (let t = 0; t < n; t++) sums[2 * touched[t]!] = sums[2 * touched[t]! + 1] = 0;
    n = 0;
    const found = find(customer, history);
    for (let k = 0; k < found.size; k++) addPurchases(found.customers[k]!, found.share[k]!);
    out.size = 0;
    if (limit === 0) return;
    for (let t = 0; t < n; t++) scores[t] = sums[2 * touched[t]!]!;
    out.size = best.select(n, out.article, out.score);
  };
  const scoreAll: ScoreAll = (article, size, score, slow) => {
    for (let i = 0; i < size; i++) {
      const at = 2 * article[i]!;
      score[i] = sums[at]!;
      slow[i] = sums[at + 1]!;
    }
  };
  return Object.assign(source, { scoreAll });
}

function decayTable(halfLife: number): Float64Array {
  return Float64Array.from({ length: 400 }, (_, age) => Math.pow(2, -age / halfLife));
}

/** The nearest customers and their shares of the nearness, which sum to 1. */
function neighbourFinder(
  { buyerOffsets, buyer, rarity, offsets, neighbours }: NeighbourIndex,
) {
  const all = offsets.length - 1;
  const overlap = new Float32Array(all);
  const sizes = Uint16Array.from({ length: all }, (_, c) => offsets[c + 1]! - offsets[c]!);
  const nearest = topSelector(neighbours, all);
  const { code: met, score: nearness } = nearest;
  const found = {
    size: 0,
    customers: new Uint32Array(neighbours),
    share: new Float32Array(neighbours),
  };

  function meet(history: HistoryReader): number {
    let n = 0;
    for (let e = 0; e < Math.min(VOTERS, history.size); e++) {
      const a = history.article[e]!;
      const vote = rarity[a]! * Math.sqrt(history.decayedSlow[e]!);
      const end = buyerOffsets[a + 1]!;
      for (let i = buyerOffsets[a]!; i < end; i++) {
        const other = buyer[i]!;
        if (overlap[other] === 0) met[n++] = other;
        overlap[other]! += vote;
      }
    }
    return n;
  }

  return (customer: number, history: HistoryReader) => {
    const n = meet(history);
    let others = 0;
    for (let i = 0; i < n; i++) {
      const other = met[i]!;
      const shared = overlap[other]!;
      overlap[other] = 0;
      if (other === customer) continue;
      met[others] = other;
      nearness[others++] = shared / (sizes[other]! + 10);
    }
    found.size = nearest.select(others, found.customers, found.share);
    let total = 0;
    for (let k = 0; k < found.size; k++) total += found.share[k]!;
    for (let k = 0; k < found.size; k++) found.share[k]! /= total;
    return found;
  };
}
