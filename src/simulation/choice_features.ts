/**
 * What a virtual customer weighs: features of a persona and an article, and of the persona alone
 * for the choice of nothing. The ranker's score is no part of them.
 *
 * @module
 */
import type { CodedColumn } from "../ingest/shop.ts";
import type { ArticleFacts } from "./article_facts.ts";
import { wordsOf } from "./article_words.ts";
import type { Persona } from "./personas.ts";

/** Features of an article for a persona, in the order of a row. */
export const ARTICLE_FEATURES = [
  "popularity",
  "trend",
  "bought before",
  "bought lately",
  "category taste",
  "colour taste",
  "price distance",
  "name taste",
  "other tastes",
] as const;

/** Features of choosing nothing. */
export const OUTSIDE_FEATURES = ["nothing", "nothing, by purchase days"] as const;

/** How many numbers a row holds: article features, then those of choosing nothing. */
export const FEATURE_COUNT = ARTICLE_FEATURES.length + OUTSIDE_FEATURES.length;

/** The features that know nothing of the persona, for the persona-free model. */
export const PERSONA_FREE: readonly number[] = [0, 1, ARTICLE_FEATURES.length];

/** Fills rows from the facts of one day. */
export interface FeatureFiller {
  /** Fills the row of an article. */
  article(persona: Persona, article: number, row: Float64Array): void;
  /** Fills the row of choosing nothing. */
  outside(persona: Persona, row: Float64Array): void;
}

/** Lines that a taste is shrunk towards everybody's by. */
const TASTE_PRIOR = 5;
/** Sales that an article without any counts as, so that every word has a share. */
const UNSOLD = 0.01;

/**
 * A filler of feature rows.
 *
 * - `popularity`: ln of the share of four weeks' lines, `trend`: ln of last week's share over it;
 * - `bought before`: ln(1 + days with a purchase of it); `bought lately`: exp(−days since / 30);
 * - tastes: ln of the persona's share of the category (colour) over everybody's, shrunk by five
 *   lines, within ±3; `price distance`: |difference of ln price| within 3;
 * - `name taste`: the mean over the words of the article's name of ln of the share of the persona's
 *   other articles with the word over everybody's, shrunk by five articles, within ±3;
 *   `other tastes`: the same over what else the shop says of the article.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleFacts } from "./article_facts.ts";
 * import { FEATURE_COUNT, featureFiller } from "./choice_features.ts";
 * import { personaMaker } from "./personas.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 70 }]);
 * const facts = articleFacts(shop, 100);
 * const row = new Float64Array(FEATURE_COUNT);
 * featureFiller(facts).article(personaMaker(shop, facts).of(0), 0, row);
 * assert.equal(row[2], Math.log(2));
 * assert.equal(row[3], Math.exp(-1));
 * ```
 */
export function featureFiller(facts: ArticleFacts): FeatureFiller {
  const { sold28, sold7, asOf } = facts;
  const n = sold28.length;
  const total28 = sum(sold28) + n / 2;
  const total7 = sum(sold7) + n / 8;
  const popularity = sold28.map((sold) => Math.log((sold + 1 / 2) / total28));
  const trend = sold28.map((sold, a) =>
    bounded(Math.log((sold7[a]! + 1 / 8) / total7) - Math.log((sold + 1 / 2) / total28), 3)
  );
  const category = lifts(facts.category, sold28);
  const colour = lifts(facts.colour, sold28);
  const { words, others } = facts;
  const name = words === null ? () => 0 : sharedTaste(facts, words.count, (a) => wordsOf(words, a));
  const other = sharedTaste(facts, ...labelsOf(others));
  return {
    article(persona, article, row) {
      row.fill(0);
      row[0] = popularity[article]!;
      row[1] = trend[article]!;
      const before = persona.bought.get(article);
      if (before) {
        row[2] = Math.log(1 + before.days);
        row[3] = Math.exp(-(asOf - before.lastDay) / 30);
      }
      row[4] = category(persona.categories, persona.lines, article);
      row[5] = colour(persona.colours, persona.lines, article);
      const distance = Math.abs(facts.logPrice[article]! - persona.logPrice);
      row[6] = Number.isNaN(distance) ? 0 : Math.min(3, distance);
      row[7] = name(persona, article);
      row[8] = other(persona, article);
    },
    outside(persona, row) {
      row.fill(0);
      row[ARTICLE_FEATURES.length] = 1;
      row[ARTICLE_FEATURES.length + 1] = Math.log(1 + persona.recentDays);
    },
  };
}

type Lift = (own: ReadonlyMap<number, number>, lines: number, article: number) => number;

function lifts(column: ArticleFacts["category"], sold: Float64Array): Lift {
  if (column === null) return () => 0;
  const share = new Float64Array(column.labels.length).fill(1 / column.labels.length);
  const total = sum(sold) + 1;
  sold.forEach((n, a) => share[column.codes[a]!]! += n);
  return (own, lines, article) => {
    const code = column.codes[article]!;
    if (code === 0 || lines === 0) return 0;
    const everybody = share[code]! / total;
    const smooth = ((own.get(code) ?? 0) + TASTE_PRIOR * everybody) / (lines + TASTE_PRIOR);
    return bounded(Math.log(smooth / everybody), 3);
  };
}

/** Codes of all columns of an article, each column's after those of the one before; 0 is none. */
function labelsOf(
  columns: readonly CodedColumn[],
): [count: number, of: (article: number) => number[]] {
  const starts = [0];
  for (const { labels } of columns) starts.push(starts.at(-1)! + labels.length);
  return [
    starts.at(-1)!,
    (article) =>
      columns.flatMap(({ codes }, i) => codes[article] === 0 ? [] : [starts[i]! + codes[article]!]),
  ];
}

/**
 * How much more often than usual a persona's other articles have what an article has: the mean
 * over its traits of ln of their share among the persona's articles over everybody's.
 *
 * @param count Different traits.
 * @param traits Traits of an article, each once.
 */
function sharedTaste(
  { sold28 }: ArticleFacts,
  count: number,
  traits: (article: number) => ArrayLike<number> & Iterable<number>,
): (persona: Persona, article: number) => number {
  if (count === 0) return () => 0;
  const share = new Float64Array(count);
  let total = 0;
  sold28.forEach((sold, article) => {
    total += sold + UNSOLD;
    for (const trait of traits(article)) share[trait]! += sold + UNSOLD;
  });
  const own = new WeakMap<Persona, Map<number, number>>();
  const countsOf = (persona: Persona) => {
    const counts = new Map<number, number>();
    for (const article of persona.bought.keys()) {
      for (const trait of traits(article)) counts.set(trait, (counts.get(trait) ?? 0) + 1);
    }
    return counts;
  };
  return (persona, article) => {
    const mine = traits(article);
    if (mine.length === 0) return 0;
    let counts = own.get(persona);
    if (counts === undefined) own.set(persona, counts = countsOf(persona));
    const itself = persona.bought.has(article) ? 1 : 0;
    const articles = persona.bought.size - itself;
    let taste = 0;
    for (const trait of mine) {
      const usual = share[trait]! / total;
      const smooth = ((counts.get(trait) ?? 0) - itself + TASTE_PRIOR * usual) /
        (articles + TASTE_PRIOR);
      taste += bounded(Math.log(smooth / usual), 3);
    }
    return taste / mine.length;
  };
}

function sum(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}

function bounded(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}
