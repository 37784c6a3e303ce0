/**
 * Taste: how likely the customer's next purchase is the candidate, level by level down the
 * assortment: of which department, of which of its product types, which article of that type.
 *
 * A customer has bought few articles but many more of each kind. Every level's share is the
 * customer's own where there are purchases to tell it, and everybody's where there are not.
 *
 * Source: hierarchical Dirichlet smoothing of language models (MacKay & Peto 1995), with the
 * assortment's levels in place of the shorter contexts.
 *
 * @module
 */
import type { CodedColumn, Snapshot } from "../ingest/shop.ts";
import { columnName, defineFeature as define, type FeatureDefinition } from "./catalogue.ts";
import type { HistoryReader } from "./history.ts";
import type { PairPart } from "./pair_part.ts";

/** Most levels above the article. */
const MAX_LEVELS = 3;
/** Articles that a value of the finest level has on average, at least. */
const LEAST_ARTICLES_PER_VALUE = 2;
/** A level is coarser than the one below it where that one leaves so little of it open. */
const MAX_LEFT_OPEN = 0.2;
/** Purchases that everybody's shares count as much as: of a level's values, and of articles. */
const LEVEL_STRENGTH = 10;
const ARTICLE_STRENGTH = 2;
/** Purchases that what has none counts as, so that its share is above 0. */
const UNSOLD = 1e-6;

const BOUGHT_OF = "bought_of_";

/** One level of the assortment. */
export interface Level {
  /** The attribute; `null` for the articles themselves. */
  readonly attribute: string | null;
  /** Per article its value, those of the coarser levels included. */
  readonly code: Uint32Array;
  /** Number of values. */
  readonly values: number;
}

/**
 * The levels above the article, coarsest first, at most three: of the attributes with two articles
 * or more per value the one with most values, and above it those that it nearly decides (a product
 * type its product group), most values first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { assortmentLevels } from "./taste.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 5 }], {
 *   articles: 8,
 *   articleAttributes: {
 *     colour: ["red", "blue", "red", "blue", "red", "blue", "red", "blue"],
 *     department: ["home", "home", "home", "home", "office", "office", "office", "office"],
 *     type: ["mug", "mug", "bowl", "bowl", "pen", "pen", "ink", "ink"],
 *   },
 * });
 * assert.deepEqual(assortmentLevels(snapshotAt(shop, 7)), ["department", "type"]);
 * ```
 */
export function assortmentLevels({ articles }: Pick<Snapshot, "articles">): string[] {
  const attributes = [...articles.attributes]
    .filter(([, { labels, codes }]) => {
      const values = labels.length - 1;
      return values > 1 && values * LEAST_ARTICLES_PER_VALUE <= knownIn(codes);
    })
    .sort(([a, x], [b, y]) => y.labels.length - x.labels.length || (a < b ? -1 : 1));
  const levels: [string, CodedColumn][] = [];
  for (const attribute of attributes) {
    const below = levels[0];
    if (levels.length === MAX_LEVELS) break;
    if (below === undefined || leftOpen(attribute[1], below[1]) <= MAX_LEFT_OPEN) {
      levels.unshift(attribute);
    }
  }
  return levels.map(([name]) => name);
}

/** Articles with a value: those that the master table lacks, and only orders name, have none. */
function knownIn(codes: Uint32Array): number {
  return codes.reduce((n, code) => code > 0 ? n + 1 : n, 0);
}

/**
 * `H(upper | lower) / H(upper)` over the articles with both: 0 where `lower` decides `upper`, 1 at
 * most.
 */
function leftOpen(upper: CodedColumn, lower: CodedColumn): number {
  const known = (_: number, a: number) => upper.codes[a]! > 0 && lower.codes[a]! > 0;
  const entropy = entropyOf(upper.codes.filter(known));
  const joint = crossed(lower.codes, upper).filter(known);
  return entropy > 0 ? (entropyOf(joint) - entropyOf(lower.codes.filter(known))) / entropy : 1;
}

function entropyOf(codes: ArrayLike<number>): number {
  const count = new Map<number, number>();
  for (let a = 0; a < codes.length; a++) count.set(codes[a]!, (count.get(codes[a]!) ?? 0) + 1);
  let sum = 0;
  for (const n of count.values()) sum -= n / codes.length * Math.log(n / codes.length);
  return sum;
}

/** One number per pair of values. */
function crossed(codes: ArrayLike<number>, { codes: others, labels }: CodedColumn): Float64Array {
  return Float64Array.from(others, (other, a) => codes[a]! * labels.length + other);
}

/**
 * The levels of a snapshot's assortment, coarsest first, and the articles themselves as the last.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { levelsOf } from "./taste.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 3, day: 5 }], {
 *   articleAttributes: { type: ["mug", "mug", "pen", "pen"] },
 * });
 * const levels = levelsOf(snapshotAt(shop, 7));
 * assert.deepEqual(levels.map(({ attribute }) => attribute), ["type", null]);
 * assert.deepEqual([...levels[0]!.code], [0, 0, 1, 1]);
 * ```
 */
export function levelsOf(snapshot: Pick<Snapshot, "articles">): Level[] {
  const { count, attributes } = snapshot.articles;
  let code = new Uint32Array(count);
  const levels = assortmentLevels(snapshot).map((attribute): Level => {
    const numbers = new Map<number, number>();
    code = Uint32Array.from(crossed(code, attributes.get(attribute)!), (key) => {
      if (!numbers.has(key)) numbers.set(key, numbers.size);
      return numbers.get(key)!;
    });
    return { attribute, code, values: numbers.size };
  });
  const itself = Uint32Array.from({ length: count }, (_, a) => a);
  return [...levels, { attribute: null, code: itself, values: count }];
}

const ARTICLE_TASTE: readonly FeatureDefinition[] = [
  define(
    "taste",
    "share_in_kind",
    "log of the article's share of everybody's purchases of its kind: those with the same value " +
      "at the finest level.",
    "log share",
  ),
  define(
    "taste",
    "taste_article",
    "log of the customer's share of that over everybody's; 0 without purchases of the kind.",
    "log ratio",
  ),
];
const OVERALL: readonly FeatureDefinition[] = [
  define(
    "taste",
    "taste",
    "log of the probability that the customer's next purchase is the candidate, by the " +
      "assortment's levels.",
    "log share",
  ),
  define(
    "taste",
    "purchases_slow",
    "The customer's purchases with a half-life of 180 days.",
    "purchases",
  ),
];

function attributeTaste(attribute: string): FeatureDefinition[] {
  const column = columnName(attribute);
  return [
    define(
      "taste",
      `kind_share_${column}`,
      `log of the share that the candidate's ${attribute} has of everybody's purchases at the ` +
        "next coarser level (half-life 30 days).",
      "log share",
    ),
    define(
      "taste",
      `taste_of_${column}`,
      "log of the customer's share of that over everybody's, shrunk; 0 without purchases there.",
      "log ratio",
    ),
    define(
      "taste",
      `${BOUGHT_OF}${column}`,
      `The customer's purchases with the candidate's ${attribute}, half-life 180 days.`,
      "purchases",
    ),
  ];
}

/**
 * The columns of a taste, for attributes by name, coarsest first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tasteDefinitions } from "./taste.ts";
 *
 * assert.deepEqual(tasteDefinitions(["type"]).map(({ name }) => name), [
 *   "taste",
 *   "purchases_slow",
 *   "kind_share_type",
 *   "taste_of_type",
 *   "bought_of_type",
 *   "share_in_kind",
 *   "taste_article",
 * ]);
 * ```
 */
export function tasteDefinitions(attributes: readonly string[]): FeatureDefinition[] {
  return [...OVERALL, ...attributes.flatMap(attributeTaste), ...ARTICLE_TASTE];
}

/** The columns of one level's taste. */
export interface TasteColumns {
  /** What the customer bought of the candidate's value, and at the next coarser level. */
  readonly own: string;
  readonly above: string;
  /** log of the value's share of everybody's purchases at the next coarser level. */
  readonly share: string;
  readonly taste: string;
  /** Purchases that everybody's share counts as much as. */
  readonly strength: number;
}

/**
 * Which columns a level's taste follows from, coarsest level first; none where there is no taste.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { tasteDefinitions, tasteLevels } from "./taste.ts";
 *
 * const [type, article] = tasteLevels(tasteDefinitions(["type"]));
 * assert.deepEqual([type!.own, type!.above], ["bought_of_type", "purchases_slow"]);
 * assert.deepEqual([article!.own, article!.above], ["times_bought_slow", "bought_of_type"]);
 * ```
 */
export function tasteLevels(features: readonly FeatureDefinition[]): TasteColumns[] {
  const bought = features.map(({ family, name }) => family === "taste" ? name : "")
    .filter((name) => name.startsWith(BOUGHT_OF));
  if (bought.length === 0) return [];
  const own = [...bought, "times_bought_slow"];
  return own.map((name, l) => {
    const attribute = name.slice(BOUGHT_OF.length);
    const [share, taste, strength] = l < bought.length
      ? [`kind_share_${attribute}`, `taste_of_${attribute}`, LEVEL_STRENGTH] as const
      : ["share_in_kind", "taste_article", ARTICLE_STRENGTH] as const;
    return { own: name, above: own[l - 1] ?? "purchases_slow", share, taste, strength };
  });
}

/**
 * log of a customer's shrunk share over everybody's.
 *
 * @param own The customer's purchases of a value.
 * @param above Those at the next coarser level.
 * @param share Everybody's share of the value there, above 0.
 * @param strength Purchases that everybody's share counts as much as.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logTaste } from "./taste.ts";
 *
 * assert.equal(logTaste(0, 0, 0.1, 10), 0);
 * assert.equal(logTaste(5, 10, 0.25, 10), Math.log((5 + 2.5) / (20 * 0.25)));
 * ```
 */
export function logTaste(own: number, above: number, share: number, strength: number): number {
  return Math.log((own + strength * share) / ((above + strength) * share));
}

/** A level as the filler needs it: what everybody buys, and sums over one customer's purchases. */
interface LevelSums extends Level {
  /** Per article: its value's share of the next coarser level's purchases, and the log of it. */
  readonly share: Float64Array;
  readonly logShare: Float64Array;
  /** Per value: the customer's purchases; zero between customers. */
  readonly bought: Float64Array;
  readonly strength: number;
}

function withShares(levels: readonly Level[], popularity: ArrayLike<number>): LevelSums[] {
  const purchases = Float64Array.from(popularity, (n) => n > 0 ? n : 0);
  let above = new Uint32Array(purchases.length);
  let sumsAbove = sumsBy(above, 1, purchases);
  return levels.map((level) => {
    const sums = sumsBy(level.code, level.values, purchases);
    const share = Float64Array.from(
      level.code,
      (v, a) => Math.max(UNSOLD, sums[v]!) / Math.max(UNSOLD, sumsAbove[above[a]!]!),
    );
    [above, sumsAbove] = [Uint32Array.from(level.code), sums];
    return {
      ...level,
      share,
      logShare: share.map(Math.log),
      bought: new Float64Array(level.values),
      strength: level.attribute === null ? ARTICLE_STRENGTH : LEVEL_STRENGTH,
    };
  });
}

function sumsBy(codes: Uint32Array, values: number, amount: Float64Array): Float64Array {
  const sums = new Float64Array(values);
  for (let a = 0; a < codes.length; a++) sums[codes[a]!]! += amount[a]!;
  return sums;
}

/**
 * Fills the columns of {@linkcode tasteDefinitions}; `null` where no attribute makes a level.
 *
 * At each level, with the customer's decayed purchases `n` of the candidate's value, `N` at the
 * next coarser level, and everybody's share `s` of the value: `taste = log((n + κs) / ((N + κ)s))`.
 *
 * @param popularity Everybody's purchases per article, recent ones heavier.
 * @param first Number of the first column that it fills.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { tastePart } from "./taste.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 1, day: 5 }]);
 * assert.equal(tastePart(snapshotAt(shop, 7), [0, 1], 0), null); // the articles have no attribute
 * ```
 */
export function tastePart(
  snapshot: Snapshot,
  popularity: ArrayLike<number>,
  first: number,
): PairPart | null {
  const levels = withShares(levelsOf(snapshot), popularity);
  if (levels.length === 1) return null;

  function addHistory(history: HistoryReader): number {
    let total = 0;
    for (let e = 0; e < history.size; e++) {
      const purchases = history.decayedSlow[e]!;
      const article = history.article[e]!;
      total += purchases;
      for (const { bought, code } of levels) bought[code[article]!]! += purchases;
    }
    return total;
  }

  function clear(history: HistoryReader) {
    for (let e = 0; e < history.size; e++) {
      for (const { bought, code } of levels) bought[code[history.article[e]!]!] = 0;
    }
  }

  function fillRow(article: number, total: number, columns: readonly Float32Array[], i: number) {
    let above = total;
    let overall = 0;
    let column = first + OVERALL.length;
    for (const { attribute, bought, code, share, logShare, strength } of levels) {
      const own = bought[code[article]!]!;
      const ratio = logTaste(own, above, share[article]!, strength);
      columns[column++]![i] = logShare[article]!;
      columns[column++]![i] = ratio;
      if (attribute !== null) columns[column++]![i] = own;
      overall += ratio + logShare[article]!;
      above = own;
    }
    columns[first]![i] = overall;
    columns[first + 1]![i] = total;
  }

  return {
    definitions: tasteDefinitions(assortmentLevels(snapshot)),
    fill(_customer, history, article, size, columns, at) {
      const total = addHistory(history);
      for (let i = 0; i < size; i++) fillRow(article[i]!, total, columns, at + i);
      clear(history);
    },
  };
}
