/**
 * What customers with a similar taste bought lately.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { CandidateSource } from "./candidates.ts";
import { topK } from "./top_k.ts";

/** The latest distinct customers of every article, and every customer's recent distinct articles. */
export interface NeighbourIndex {
  /** Bounds per article. */
  readonly buyerOffsets: Uint32Array;
  /** Customer codes per article, the latest buyers. */
  readonly buyer: Uint32Array;
  /** Weight of sharing an article: the rarer, the more. */
  readonly idf: Float32Array;
  /** Bounds per customer. */
  readonly offsets: Uint32Array;
  /** Recent distinct articles per customer, newest first. */
  readonly article: Uint32Array;
  /** Decayed weight of each. */
  readonly weight: Float32Array;
  /** Distinct articles per customer that lie within the index. */
  readonly size: Float32Array;
}

/** Options of {@linkcode neighbourIndex}. */
export interface NeighbourOptions {
  /** Latest buyers kept per article. @default {150} */
  buyersPerArticle?: number;
  /** A customer's most recent distinct articles that count. @default {100} */
  maxHistory?: number;
  /** Half-life in days of a neighbour's purchase. @default {21} */
  halfLifeDays?: number;
}

/** Indexes a snapshot for {@linkcode neighbourSource}. */
export function neighbourIndex(snapshot: Snapshot, options: NeighbourOptions = {}): NeighbourIndex {
  const { buyersPerArticle = 150, maxHistory = 100, halfLifeDays = 21 } = options;
  const { orders, asOf } = snapshot;
  const shared32 = (n: number) => new Uint32Array(new SharedArrayBuffer(4 * n));
  const sharedF = (n: number) => new Float32Array(new SharedArrayBuffer(4 * n));
  const seen = new Int32Array(orders.articles).fill(-1);
  const offsets = shared32(orders.customers + 1);
  const size = sharedF(orders.customers);
  const articleAll = new Uint32Array(orders.article.length);
  const dayAll = new Uint16Array(orders.article.length);
  const buyers = new Uint32Array(orders.articles);
  let at = 0;
  for (let c = 0; c < orders.customers; c++) {
    const begin = at;
    for (let i = orders.offsets[c + 1]! - 1; i >= orders.offsets[c]!; i--) {
      if (at - begin >= maxHistory) break;
      const a = orders.article[i]!;
      if (seen[a] === c) continue;
      seen[a] = c;
      articleAll[at] = a;
      dayAll[at++] = orders.day[i]!;
      buyers[a]! += 1;
    }
    offsets[c + 1] = at;
    size[c] = at - begin;
  }
  const article = shared32(at);
  article.set(articleAll.subarray(0, at));
  const weight = sharedF(at);
  for (let i = 0; i < at; i++) weight[i] = Math.pow(2, -(asOf - dayAll[i]!) / halfLifeDays);
  const idf = sharedF(orders.articles);
  for (let a = 0; a < orders.articles; a++) idf[a] = 1 / Math.sqrt(buyers[a]! + 5);
  const { buyerOffsets, buyer } = latestBuyers(
    offsets,
    article,
    dayAll,
    buyers,
    orders.customers,
    buyersPerArticle,
    asOf,
    snapshot.firstDay,
  );
  return { buyerOffsets, buyer, idf, offsets, article, weight, size };
}

function latestBuyers(
  offsets: Uint32Array,
  article: Uint32Array,
  day: Uint16Array,
  buyers: Uint32Array,
  customers: number,
  limit: number,
  asOf: number,
  firstDay: number,
) {
  // counting sort of entries by day, newest first, then fill each article's quota
  const days = asOf - firstDay + 1;
  const perDay = new Uint32Array(days + 1);
  for (let i = 0; i < article.length; i++) perDay[asOf - day[i]! + 1]! += 1;
  for (let d = 0; d < days; d++) perDay[d + 1]! += perDay[d]!;
  const order = new Uint32Array(article.length);
  const owner = new Uint32Array(article.length);
  for (let c = 0; c < customers; c++) {
    for (let i = offsets[c]!; i < offsets[c + 1]!; i++) {
      owner[i] = c;
      order[perDay[asOf - day[i]!]!++] = i;
    }
  }
  const buyerOffsets = new Uint32Array(new SharedArrayBuffer(4 * (buyers.length + 1)));
  for (let a = 0; a < buyers.length; a++) {
    buyerOffsets[a + 1] = buyerOffsets[a]! + Math.min(limit, buyers[a]!);
  }
  const buyer = new Uint32Array(new SharedArrayBuffer(4 * buyerOffsets[buyers.length]!));
  const cursor = buyerOffsets.slice();
  for (let k = 0; k < order.length; k++) {
    const a = article[order[k]!]!;
    if (cursor[a]! < buyerOffsets[a + 1]!) buyer[cursor[a]!++] = owner[order[k]!]!;
  }
  return { buyerOffsets, buyer };
}

/** A customer's most recent distinct articles that look for neighbours. */
const VOTERS = 40;
/** Nearest customers whose purchases are summed. */
const NEIGHBOURS = 60;
/** Recent articles of a neighbour that are summed. */
const MAX_PER_NEIGHBOUR = 50;

/**
 * Finds the customers who share most with the customer's recent articles,
 * `Σ_shared idf / √(size)`, and sums what they bought, weighted by similarity and recency.
 *
 * Source: user-based collaborative filtering (Resnick et al. 1994) with the recency of UP-CF
 * (Faggioli et al. 2020).
 */
export function neighbourSource(
  snapshot: Snapshot,
  index: NeighbourIndex,
  limit: number,
): CandidateSource {
  const { customers, articles } = snapshot.orders;
  const overlap = new Float32Array(customers);
  const met = new Uint32Array(customers);
  const sum = new Float64Array(articles);
  const touched = new Uint32Array(articles);
  const nearest = topK(NEIGHBOURS);
  const near = new Uint32Array(NEIGHBOURS);
  const nearness = new Float32Array(NEIGHBOURS);
  const best = topK(Math.max(1, limit));
  const { buyerOffsets, buyer, idf, offsets, article, weight, size } = index;
  let n = 0;
  const list: CandidateSource = (customer, history, out) => {
    for (let t = 0; t < n; t++) sum[touched[t]!] = 0;
    n = 0;
    let others = 0;
    for (let e = 0; e < Math.min(VOTERS, history.size); e++) {
      const a = history.article[e]!;
      const vote = idf[a]!;
      for (let i = buyerOffsets[a]!; i < buyerOffsets[a + 1]!; i++) {
        const other = buyer[i]!;
        if (overlap[other] === 0) met[others++] = other;
        overlap[other]! += vote;
      }
    }
    nearest.clear();
    for (let k = 0; k < others; k++) {
      const other = met[k]!;
      if (other !== customer) nearest.offer(other, overlap[other]! / Math.sqrt(size[other]! + 10));
      overlap[other] = 0;
    }
    const found = nearest.drainInto(near, nearness, 0);
    let total = 0;
    for (let k = 0; k < found; k++) total += nearness[k]!;
    for (let k = 0; k < found; k++) {
      const share = nearness[k]! / total;
      const from = offsets[near[k]!]!;
      const to = Math.min(offsets[near[k]! + 1]!, from + MAX_PER_NEIGHBOUR);
      for (let i = from; i < to; i++) {
        const a = article[i]!;
        if (sum[a] === 0) touched[n++] = a;
        sum[a]! += share * weight[i]!;
      }
    }
    out.size = 0;
    if (limit === 0) return;
    best.clear();
    for (let t = 0; t < n; t++) best.offer(touched[t]!, sum[touched[t]!]!);
    out.size = best.drainInto(out.article, out.score, 0);
  };
  list.scoreOf = (a) => sum[a]!;
  return list;
}
