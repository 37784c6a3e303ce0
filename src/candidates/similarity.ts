/**
 * Item–item similarity from co-purchase with time decay: for every article its nearest articles.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { topK } from "./top_k.ts";

/** Nearest articles per article: those of `i` are `[i·k, i·k + count[i])`, best first. */
export interface Similarity {
  /** Slots per article. */
  readonly k: number;
  /** Number of neighbours per article, at most `k`. */
  readonly count: Uint16Array;
  /** Neighbour codes. */
  readonly neighbour: Uint32Array;
  /** Their weights, in (0, 1]. */
  readonly weight: Float32Array;
}

/** Options of {@linkcode itemSimilarity}. */
export interface SimilarityOptions {
  /** Neighbours kept per article. @default {50} */
  k?: number;
  /** A customer's most recent distinct articles that count. @default {100} */
  maxHistory?: number;
  /** Days of history before the snapshot's date that count. @default {365} */
  windowDays?: number;
  /** Half-life in days of a purchase's weight by age. @default {90} */
  halfLifeDays?: number;
  /** Half-life in days of a pair's weight by the time between the two purchases. @default {30} */
  gapHalfLifeDays?: number;
  /**
   * Exponent of the popularity in the denominator: 0.5 is the cosine, less favours popular
   * neighbours. @default {0.5}
   */
  popularityExponent?: number;
  /** Only count a pair when the neighbour was bought in a later order. @default {false} */
  directed?: boolean;
}

/**
 * Co-purchase similarity. For articles `i ≠ j` it is
 * `Σ_customers d(j) · g(|t_i − t_j|) / ln(2 + n_c) / (N_i · N_j)^a` with the age decay `d`, the gap
 * decay `g`, the customer's number of distinct articles `n_c` (active customers say less about a
 * pair) and the decayed popularity `N`.
 *
 * Source: item-based collaborative filtering (Sarwar et al. 2001; Linden et al. 2003) with the
 * inverse user frequency of Breese et al. 1998 and the time decay of Ding & Li 2005.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { itemSimilarity } from "./similarity.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 1 },
 *   { customer: 0, article: 1, day: 1 },
 *   { customer: 1, article: 2, day: 1 },
 * ]);
 * const similarity = itemSimilarity(snapshotAt(shop, 2));
 * assert.deepEqual([...similarity.count], [1, 1, 0]);
 * ```
 */
export function itemSimilarity(snapshot: Snapshot, options: SimilarityOptions = {}): Similarity {
  const settings = {
    k: 50,
    maxHistory: 100,
    windowDays: 365,
    halfLifeDays: 90,
    gapHalfLifeDays: 30,
    popularityExponent: 0.5,
    directed: false,
    ...options,
  };
  const recent = recentDistinct(snapshot, settings);
  return nearest(recent, invert(recent, snapshot.orders.articles), settings);
}

type Settings = Required<SimilarityOptions>;

/** Each customer's recent distinct articles with their day: a compact CSR. */
interface RecentDistinct {
  readonly asOf: number;
  readonly offsets: Uint32Array;
  readonly article: Uint32Array;
  readonly day: Uint16Array;
}

function recentDistinct(snapshot: Snapshot, settings: Settings): RecentDistinct {
  const { orders, asOf } = snapshot;
  const seen = new Int32Array(orders.articles).fill(-1);
  const offsets = new Uint32Array(orders.customers + 1);
  const article = new Uint32Array(orders.article.length);
  const day = new Uint16Array(orders.article.length);
  const from = asOf - settings.windowDays;
  let at = 0;
  for (let c = 0; c < orders.customers; c++) {
    const begin = at;
    for (let i = orders.offsets[c + 1]! - 1; i >= orders.offsets[c]!; i--) {
      if (orders.day[i]! < from || at - begin >= settings.maxHistory) break;
      const code = orders.article[i]!;
      if (seen[code] === c) continue;
      seen[code] = c;
      article[at] = code;
      day[at++] = orders.day[i]!;
    }
    offsets[c + 1] = at;
  }
  return { asOf, offsets, article: article.slice(0, at), day: day.slice(0, at) };
}

/** For every article the positions of its entries in a {@linkcode RecentDistinct}, with owner. */
interface Inverted {
  readonly offsets: Uint32Array;
  readonly position: Uint32Array;
  readonly customer: Uint32Array;
}

function invert(recent: RecentDistinct, articles: number): Inverted {
  const offsets = new Uint32Array(articles + 1);
  for (let i = 0; i < recent.article.length; i++) offsets[recent.article[i]! + 1]! += 1;
  for (let a = 0; a < articles; a++) offsets[a + 1]! += offsets[a]!;
  const cursor = offsets.slice();
  const position = new Uint32Array(recent.article.length);
  const customer = new Uint32Array(recent.article.length);
  for (let c = 0; c + 1 < recent.offsets.length; c++) {
    for (let i = recent.offsets[c]!; i < recent.offsets[c + 1]!; i++) {
      const at = cursor[recent.article[i]!]!++;
      position[at] = i;
      customer[at] = c;
    }
  }
  return { offsets, position, customer };
}

function nearest(recent: RecentDistinct, inverted: Inverted, settings: Settings): Similarity {
  const articles = inverted.offsets.length - 1;
  const { k, popularityExponent, directed } = settings;
  const ageDecay = decayTable(settings.halfLifeDays);
  const gapDecay = decayTable(settings.gapHalfLifeDays);
  const norm = popularityNorm(recent, articles, ageDecay, popularityExponent);
  const out: Similarity = {
    k,
    count: new Uint16Array(new SharedArrayBuffer(2 * articles)),
    neighbour: new Uint32Array(new SharedArrayBuffer(4 * articles * k)),
    weight: new Float32Array(new SharedArrayBuffer(4 * articles * k)),
  };
  const sum = new Float64Array(articles);
  const touched = new Uint32Array(articles);
  const select = topK(k);
  for (let a = 0; a < articles; a++) {
    let n = 0;
    for (let e = inverted.offsets[a]!; e < inverted.offsets[a + 1]!; e++) {
      const c = inverted.customer[e]!;
      const dayA = recent.day[inverted.position[e]!]!;
      const begin = recent.offsets[c]!;
      const end = recent.offsets[c + 1]!;
      const share = 1 / Math.log(2 + end - begin);
      for (let i = begin; i < end; i++) {
        const other = recent.article[i]!;
        const gap = recent.day[i]! - dayA;
        if (other === a || (directed && gap <= 0)) continue;
        const weight = share * ageDecay[recent.asOf - recent.day[i]!]! *
          gapDecay[gap < 0 ? -gap : gap]!;
        if (sum[other] === 0) touched[n++] = other;
        sum[other]! += weight;
      }
    }
    select.clear();
    for (let t = 0; t < n; t++) {
      const other = touched[t]!;
      select.offer(other, sum[other]! / (norm[a]! * norm[other]!));
      sum[other] = 0;
    }
    out.count[a] = select.drainInto(out.neighbour, out.weight, a * k);
  }
  return out;
}

function decayTable(halfLife: number): Float64Array {
  return Float64Array.from({ length: 65536 }, (_, age) => Math.pow(2, -age / halfLife));
}

function popularityNorm(
  recent: RecentDistinct,
  articles: number,
  ageDecay: Float64Array,
  exponent: number,
): Float64Array {
  const popularity = new Float64Array(articles);
  for (let i = 0; i < recent.article.length; i++) {
    popularity[recent.article[i]!]! += ageDecay[recent.asOf - recent.day[i]!]!;
  }
  return popularity.map((value) => Math.pow(Math.max(value, 1e-6) + 1, exponent));
}
