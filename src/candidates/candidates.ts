/**
 * Candidates for one customer after another: every source's list, merged, with the rank and score
 * that each source gave.
 *
 * @module
 */
import { type HistoryReader, historyReader } from "../features/history.ts";
import { isLarge, type Snapshot } from "../ingest/shop.ts";
import { type FamilyIndex, familyIndex, familySource } from "./family.ts";
import { articleFactors, type Factors, factorScorer } from "./factors.ts";
import { type NeighbourIndex, neighbourIndex, neighbourSource } from "./neighbours.ts";
import { ownSource } from "./own.ts";
import {
  buyersWithin,
  rankArticles,
  type RankedArticles,
  type SegmentPopularity,
  segmentPopularity,
} from "./popularity.ts";
import { itemSimilarities, type Similarity } from "./similarity.ts";
import { similaritySource } from "./similar_items.ts";
import type { CandidateSource, SourceList } from "./source.ts";

/** The sources in the order in which they are merged. */
export const SOURCES = [
  "own",
  "similar",
  "next",
  "neighbours",
  "family",
  "segment",
  "popular7",
  "popular28",
] as const;

/** A name of {@linkcode SOURCES}. */
export type SourceName = typeof SOURCES[number];

/** Options of {@linkcode fitCandidates}. */
export interface CandidateOptions {
  /**
   * Longest list per source; 0 leaves a source out.
   *
   * @default {see `SOURCE_LIMITS` and `LARGE_SHOP_LIMITS`}
   */
  limits?: Partial<Record<SourceName, number>>;
  /** Most candidates per customer, from 50 to 300. @default {200} */
  maxCandidates?: number;
  /** Bounds how many candidates may have the same value of an attribute. @default {no bound} */
  diversity?: Diversity;
}

/** Category diversity on request. */
export interface Diversity {
  /** An article attribute, e.g. `product_type_name`; articles without a value are not bounded. */
  readonly attribute: string;
  /** Largest share of the places that one value may take, in (0, 1]. */
  readonly maxShare: number;
}

/** Default length of each source's list in a shop that is not large. */
export const SOURCE_LIMITS: Readonly<Record<SourceName, number>> = {
  own: 120,
  similar: 80,
  next: 60,
  neighbours: 100,
  family: 20,
  segment: 40,
  popular7: 60,
  popular28: 60,
};

/**
 * The same in a large shop. Of its wide assortment, which changes by the week, what sells now reaches
 * further than what resembles the customer's purchases; neighbours are not looked for, as they and
 * the factors cost most and add nothing there.
 */
export const LARGE_SHOP_LIMITS: Readonly<Record<SourceName, number>> = {
  own: 30,
  similar: 10,
  next: 20,
  neighbours: 0,
  family: 15,
  segment: 40,
  popular7: 80,
  popular28: 60,
};

/** How much goes into the similarities: nearest articles kept per article, and what votes. */
const SIMILARITY = { k: 50, voters: 50 };
const LARGE_SHOP_SIMILARITY = { k: 25, voters: 20, maxCustomers: 400_000 };

/** What the sources learned from a snapshot; plain data over shared memory. */
export interface CandidateModel {
  readonly snapshot: Snapshot;
  readonly limits: Readonly<Record<SourceName, number>>;
  readonly maxCandidates: number;
  readonly diversity: Diversity | null;
  /** A customer's most recent distinct articles that vote for similar ones. */
  readonly voters: number;
  readonly similar: Similarity;
  readonly next: Similarity;
  /** `null` where they are not looked for. */
  readonly neighbours: NeighbourIndex | null;
  /** `null` in a large shop. */
  readonly factors: Factors | null;
  readonly families: FamilyIndex;
  readonly segments: SegmentPopularity;
  readonly popular7: RankedArticles;
  readonly popular28: RankedArticles;
}

/**
 * Learns every source from a snapshot.
 *
 * @throws {RangeError} If the diversity names no attribute of the shop or no share in (0, 1].
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { candidateGenerator, fitCandidates } from "./candidates.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 0, day: 6 },
 *   { customer: 1, article: 1, day: 6 },
 * ]);
 * const { generate } = candidateGenerator(fitCandidates(snapshotAt(shop, 7)));
 * const { size, article } = generate(0);
 * assert.deepEqual([...article.subarray(0, size)], [0, 1]);
 * ```
 */
export function fitCandidates(snapshot: Snapshot, options: CandidateOptions = {}): CandidateModel {
  const large = isLarge(snapshot);
  const limits = { ...(large ? LARGE_SHOP_LIMITS : SOURCE_LIMITS), ...options.limits };
  requireDiversity(snapshot, options.diversity);
  const buyers28 = buyersWithin(snapshot, 28);
  const { voters, ...shared } = large ? LARGE_SHOP_SIMILARITY : SIMILARITY;
  const [similar, next] = itemSimilarities(snapshot, [shared, {
    ...shared,
    directed: true,
    gapHalfLifeDays: 60,
    popularityExponent: 0.3,
  }]);
  return {
    snapshot,
    limits,
    maxCandidates: options.maxCandidates ?? 200,
    diversity: options.diversity ?? null,
    voters,
    similar: similar!,
    next: next!,
    neighbours: large && limits.neighbours === 0 ? null : neighbourIndex(snapshot),
    factors: large ? null : articleFactors(snapshot, { halfLifeDays: 90 }),
    families: familyIndex(snapshot, buyers28),
    segments: segmentPopularity(snapshot, {
      limit: Math.max(1, limits.segment),
    }),
    popular7: rankArticles(buyersWithin(snapshot, 7), limits.popular7),
    popular28: rankArticles(buyers28, limits.popular28),
  };
}

function requireDiversity(snapshot: Snapshot, diversity: Diversity | undefined) {
  if (diversity === undefined) return;
  const { attribute, maxShare } = diversity;
  if (!snapshot.articles.attributes.has(attribute)) {
    throw new RangeError(`Expected an attribute of the articles but found "${attribute}"`);
  }
  if (!(maxShare > 0 && maxShare <= 1)) {
    throw new RangeError(`Expected maxShare to be above 0 and at most 1 but found ${maxShare}`);
  }
}

/** The merged candidates of one customer, valid until the next call. */
export interface Candidates {
  size: number;
  /** Article code per candidate. */
  readonly article: Uint32Array;
  /** Per source and candidate the 1-based rank, 0 where the source did not name it. */
  readonly rank: readonly Uint16Array[];
  /** Per source and candidate the source's score, 0 where the source did not name it. */
  readonly score: readonly Float32Array[];
  /** Per {@linkcode SIGNALS} entry and candidate the signal. */
  readonly signal: readonly Float32Array[];
}

/** Signals that every candidate has beyond the sources' scores. */
export const SIGNALS = [
  {
    name: "similar_strongest",
    meaning: "Strongest similarity to one of the customer's recent articles.",
  },
  {
    name: "next_strongest",
    meaning: "Strongest such similarity in which the candidate is bought in a later order.",
  },
  {
    name: "neighbours_slow",
    meaning: "The neighbours' score with a half-life of 90 days instead of 14; 0 in a large shop.",
  },
  {
    name: "factors",
    meaning:
      "What low-rank factors of all purchases say of customer and article; 0 in a large shop.",
  },
] as const;

/** The signal that is a source's second score. */
const SECOND_SCORES: ReadonlyMap<SourceName, number> = new Map([
  ["similar", signalNumber("similar_strongest")],
  ["next", signalNumber("next_strongest")],
  ["neighbours", signalNumber("neighbours_slow")],
]);
const FACTORS_SIGNAL = signalNumber("factors");

function signalNumber(name: typeof SIGNALS[number]["name"]): number {
  return SIGNALS.findIndex((signal) => signal.name === name);
}

/** Generates candidates customer by customer; one per thread. */
export interface CandidateGenerator {
  readonly history: HistoryReader;
  readonly candidates: Candidates;
  /** Reads the customer's history and fills `candidates`. */
  generate(customer: number): Candidates;
}

/**
 * A generator over a fitted model. Sources are merged in the order of {@linkcode SOURCES}; what the
 * sources can score is scored for every candidate, whichever source named it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { candidateGenerator, fitCandidates, SOURCES } from "./candidates.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ]);
 * const snapshot = snapshotAt(shop, 7);
 * const { size, article, rank } = candidateGenerator(fitCandidates(snapshot)).generate(0);
 * assert.deepEqual([...article.subarray(0, size)], [0, 1]);
 * const own = SOURCES.indexOf("own");
 * assert.deepEqual([rank[own]![0], rank[own]![1]], [1, 0]);
 * ```
 */
export function candidateGenerator(model: CandidateModel): CandidateGenerator {
  const { snapshot, limits, maxCandidates } = model;
  const history = historyReader(snapshot);
  const sources = sourcesOf(model);
  const longest = Math.max(1, ...SOURCES.map((name) => limits[name]));
  const list: SourceList = {
    size: 0,
    article: new Uint32Array(longest),
    score: new Float32Array(longest),
  };
  const places = attributePlaces(model);
  const slot = new Int32Array(snapshot.orders.articles).fill(-1);
  const candidates: Candidates = {
    size: 0,
    article: new Uint32Array(maxCandidates),
    rank: SOURCES.map(() => new Uint16Array(maxCandidates)),
    score: SOURCES.map(() => new Float32Array(maxCandidates)),
    signal: SIGNALS.map(() => new Float32Array(maxCandidates)),
  };

  function generate(customer: number): Candidates {
    for (let i = 0; i < candidates.size; i++) slot[candidates.article[i]!] = -1;
    for (let s = 0; s < sources.length; s++) {
      candidates.rank[s]!.fill(0, 0, candidates.size);
      candidates.score[s]!.fill(0, 0, candidates.size);
    }
    candidates.size = 0;
    places?.clear();
    history.read(customer);
    for (let s = 0; s < sources.length; s++) {
      list.size = 0;
      if (limits[SOURCES[s]!] > 0 || sources[s]!.scoreAll) {
        sources[s]!(customer, history, list);
      }
      add(candidates.rank[s]!, candidates.score[s]!);
    }
    fillScores();
    return candidates;
  }

  const scorer = model.factors && factorScorer(model.factors);

  /** Scores of all candidates, whichever source named them. */
  function fillScores() {
    const { size, article } = candidates;
    for (let s = 0; s < sources.length; s++) {
      const second = SECOND_SCORES.get(SOURCES[s]!);
      if (second === undefined) continue;
      sources[s]!.scoreAll?.(article, size, candidates.score[s]!, candidates.signal[second]!);
    }
    scorer?.scoreAll(history, article, size, candidates.signal[FACTORS_SIGNAL]!);
  }

  function add(rank: Uint16Array, score: Float32Array) {
    for (let i = 0; i < list.size; i++) {
      const article = list.article[i]!;
      let at = slot[article]!;
      if (at < 0) {
        if (candidates.size === maxCandidates) continue;
        if (places !== null && !places.take(article)) continue;
        slot[article] = at = candidates.size++;
        candidates.article[at] = article;
      }
      rank[at] = i + 1;
      score[at] = list.score[i]!;
    }
  }

  return { history, candidates, generate };
}

/** Places per attribute value, where diversity was asked for. */
function attributePlaces({ snapshot, diversity, maxCandidates }: CandidateModel) {
  if (diversity === null) return null;
  const { codes, labels } = snapshot.articles.attributes.get(diversity.attribute)!;
  const most = Math.ceil(diversity.maxShare * maxCandidates);
  const taken = new Uint16Array(labels.length);
  return {
    clear() {
      taken.fill(0);
    },
    take(article: number): boolean {
      const value = codes[article]!;
      if (value === 0) return true;
      if (taken[value]! >= most) return false;
      taken[value]! += 1;
      return true;
    },
  };
}

function sourcesOf(model: CandidateModel): CandidateSource[] {
  const { limits, snapshot, segments, voters } = model;
  const fixed = (ranked: () => RankedArticles, limit: number): CandidateSource => (_c, _h, out) =>
    copyInto(ranked(), limit, out);
  return [
    ownSource(snapshot, limits.own),
    similaritySource(snapshot, model.similar, limits.similar, { voters }),
    similaritySource(snapshot, model.next, limits.next, { voters }),
    model.neighbours === null
      ? () => {}
      : neighbourSource(snapshot, model.neighbours, limits.neighbours),
    familySource(model.families, limits.family),
    (customer, _history, out) =>
      copyInto(segments.popular[segments.segment[customer]!]!, limits.segment, out),
    fixed(() => model.popular7, limits.popular7),
    fixed(() => model.popular28, limits.popular28),
  ];
}

function copyInto(ranked: RankedArticles, limit: number, out: SourceList) {
  out.size = Math.min(limit, ranked.article.length);
  for (let i = 0; i < out.size; i++) {
    out.article[i] = ranked.article[i]!;
    out.score[i] = ranked.score[i]!;
  }
}
