/**
 * Item–item similarity from co-purchase with time decay: for every article its nearest articles.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { type TopK, topK } from "./top_k.ts";

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
  /** Most customers that count; beyond it every n-th one. @default {Infinity} */
  maxCustomers?: number;
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
  return itemSimilarities(snapshot, [options])[0]!;
}

/**
 * Several similarities from one index of the purchases, in one walk over it. Each result is that of {@linkcode itemSimilarity} with the same options.
 *
 * @throws {RangeError} If the options differ in `maxHistory`, `windowDays` or `maxCustomers`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { itemSimilarities } from "./similarity.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 1 },
 *   { customer: 0, article: 1, day: 2 },
 * ]);
 * const [both, later] = itemSimilarities(snapshotAt(shop, 3), [{}, { directed: true }]);
 * assert.deepEqual([...both!.count], [1, 1]);
 * assert.deepEqual([...later!.count], [1, 0]);
 * ```
 */
export function itemSimilarities(
  snapshot: Snapshot,
  options: readonly SimilarityOptions[],
): Similarity[] {
  const settings = options.map((own) => ({ ...DEFAULTS, ...own }));
  const [first] = settings;
  if (first === undefined) return [];
  for (const { maxHistory, windowDays, maxCustomers } of settings) {
    const same = maxHistory === first.maxHistory && windowDays === first.windowDays &&
      maxCustomers === first.maxCustomers;
    if (same) continue;
    throw new RangeError(
      `Expected the same history for all similarities, ${first.maxHistory} articles of ` +
        `${first.windowDays} days and ${first.maxCustomers} customers, but found ${maxHistory} of ` +
        `${windowDays} and ${maxCustomers}`,
    );
  }
  const recent = recentDistinct(snapshot, first);
  return nearest(recent, invert(recent, snapshot.orders.articles), settings);
}

const DEFAULTS: Settings = {
  k: 50,
  maxHistory: 100,
  windowDays: 365,
  maxCustomers: Infinity,
  halfLifeDays: 90,
  gapHalfLifeDays: 30,
  popularityExponent: 0.5,
  directed: false,
};

type Settings = Required<SimilarityOptions>;

/** Each customer's recent distinct articles with their day, newest first: a compact CSR. */
interface RecentDistinct {
  readonly asOf: number;
  readonly offsets: Uint32Array;
  /** Article and day of entry `i` at `2i` and `2i + 1`: read together, so kept together. */
  readonly entries: Uint32Array;
}

function recentDistinct(snapshot: Snapshot, settings: Settings): RecentDistinct {
  const { orders, asOf } = snapshot;
  const step = Math.max(1, Math.ceil(orders.customers / settings.maxCustomers));
  const customers = Math.ceil(orders.customers / step);
  const offsets = new Uint32Array(customers + 1);
  for (let m = 0; m < customers; m++) {
    const lines = orders.offsets[m * step + 1]! - orders.offsets[m * step]!;
    offsets[m + 1] = offsets[m]! + Math.min(lines, settings.maxHistory);
  }
  const entries = new Uint32Array(2 * offsets[customers]!);
  const seen = new Int32Array(orders.articles).fill(-1);
  const from = asOf - settings.windowDays;
  let at = 0;
  for (let m = 0; m < customers; m++) {
    const end = at + settings.maxHistory;
    const first = orders.offsets[m * step]!;
    for (let i = orders.offsets[m * step + 1]! - 1; i >= first && at < end; i--) {
      if (orders.day[i]! < from) break;
      const code = orders.article[i]!;
      if (seen[code] === m) continue;
      seen[code] = m;
      entries[2 * at] = code;
      entries[2 * at++ + 1] = orders.day[i]!;
    }
    offsets[m + 1] = at;
  }
  return { asOf, offsets, entries: entries.subarray(0, 2 * at) };
}

/** For every article its buyers' part of a {@linkcode RecentDistinct}. */
interface Inverted {
  readonly offsets: Uint32Array;
  /** Where the buyer's entries begin, and how many there are. */
  readonly begin: Uint32Array;
  readonly length: Uint16Array;
  /** Day on which the buyer bought the article. */
  readonly day: Uint16Array;
}

function invert(recent: RecentDistinct, articles: number): Inverted {
  const { entries, offsets: bounds } = recent;
  const offsets = new Uint32Array(articles + 1);
  for (let i = 0; i < entries.length; i += 2) offsets[entries[i]! + 1]! += 1;
  for (let a = 0; a < articles; a++) offsets[a + 1]! += offsets[a]!;
  const cursor = offsets.slice();
  const begin = new Uint32Array(entries.length / 2);
  const length = new Uint16Array(entries.length / 2);
  const day = new Uint16Array(entries.length / 2);
  for (let c = 0; c + 1 < bounds.length; c++) {
    const size = bounds[c + 1]! - bounds[c]!;
    for (let i = bounds[c]!; i < bounds[c + 1]!; i++) {
      const at = cursor[entries[2 * i]!]!++;
      begin[at] = bounds[c]!;
      length[at] = size;
      day[at] = entries[2 * i + 1]!;
    }
  }
  return { offsets, begin, length, day };
}

/** One similarity in the making. */
interface Measure {
  readonly directed: boolean;
  readonly ageDecay: Float64Array;
  readonly gapDecay: Float64Array;
  readonly norm: Float64Array;
  /** Sum per other article of the article at hand. */
  readonly sum: Float64Array;
  /** The articles with a sum, in order of their first pair. */
  readonly touched: Uint32Array;
  touchedCount: number;
  readonly select: TopK;
  readonly out: Similarity;
}

function nearest(
  recent: RecentDistinct,
  inverted: Inverted,
  settings: readonly Settings[],
): Similarity[] {
  const articles = inverted.offsets.length - 1;
  const measures = settings.map((own) => measureOf(recent, articles, own));
  const longest = settings[0]!.maxHistory;
  const shares = Float64Array.from({ length: longest + 1 }, (_, n) => 1 / Math.log(2 + n));
  for (let a = 0; a < articles; a++) {
    for (let e = inverted.offsets[a]!; e < inverted.offsets[a + 1]!; e++) {
      const begin = inverted.begin[e]!;
      const size = inverted.length[e]!;
      for (let m = 0; m < measures.length; m++) {
        const measure = measures[m]!;
        const add = measure.directed ? addLater : addPairs;
        add(measure, recent, a, begin, begin + size, inverted.day[e]!, shares[size]!);
      }
    }
    for (let m = 0; m < measures.length; m++) keepNearest(measures[m]!, a);
  }
  return measures.map(({ out }) => out);
}

function measureOf(recent: RecentDistinct, articles: number, settings: Settings): Measure {
  const { k, directed } = settings;
  const ageDecay = decayTable(settings.halfLifeDays);
  return {
    directed,
    ageDecay,
    gapDecay: decayTable(settings.gapHalfLifeDays),
    norm: popularityNorm(recent, articles, ageDecay, settings.popularityExponent),
    sum: new Float64Array(articles),
    touched: new Uint32Array(articles),
    touchedCount: 0,
    select: topK(k),
    out: {
      k,
      count: new Uint16Array(new SharedArrayBuffer(2 * articles)),
      neighbour: new Uint32Array(new SharedArrayBuffer(4 * articles * k)),
      weight: new Float32Array(new SharedArrayBuffer(4 * articles * k)),
    },
  };
}

/** Adds what one buyer's other articles say; `share` is that buyer's weight. */
function addPairs(
  measure: Measure,
  { entries, asOf }: RecentDistinct,
  a: number,
  begin: number,
  end: number,
  dayA: number,
  share: number,
) {
  const { ageDecay, gapDecay, sum, touched } = measure;
  let n = measure.touchedCount;
  for (let i = begin; i < end; i++) {
    const other = entries[2 * i]!;
    if (other === a) continue;
    const day = entries[2 * i + 1]!;
    const gap = day - dayA;
    if (sum[other] === 0) touched[n++] = other;
    sum[other]! += share * ageDecay[asOf - day]! * gapDecay[gap < 0 ? -gap : gap]!;
  }
  measure.touchedCount = n;
}

/** The same for articles bought on later days only: entries are newest first. */
function addLater(
  measure: Measure,
  { entries, asOf }: RecentDistinct,
  _a: number,
  begin: number,
  end: number,
  dayA: number,
  share: number,
) {
  const { ageDecay, gapDecay, sum, touched } = measure;
  let n = measure.touchedCount;
  for (let i = begin; i < end; i++) {
    const day = entries[2 * i + 1]!;
    if (day <= dayA) break;
    const other = entries[2 * i]!;
    if (sum[other] === 0) touched[n++] = other;
    sum[other]! += share * ageDecay[asOf - day]! * gapDecay[day - dayA]!;
  }
  measure.touchedCount = n;
}

function keepNearest(measure: Measure, a: number) {
  const { select, sum, touched, norm, out } = measure;
  select.clear();
  for (let t = 0; t < measure.touchedCount; t++) {
    const other = touched[t]!;
    select.offer(other, sum[other]! / (norm[a]! * norm[other]!));
    sum[other] = 0;
  }
  measure.touchedCount = 0;
  out.count[a] = select.drainInto(out.neighbour, out.weight, a * out.k);
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
  const { entries, asOf } = recent;
  for (let i = 0; i < entries.length; i += 2) {
    popularity[entries[i]!]! += ageDecay[asOf - entries[i + 1]!]!;
  }
  return popularity.map((value) => Math.pow(Math.max(value, 1e-6) + 1, exponent));
}
