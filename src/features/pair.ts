/**
 * Customer × article features, filled for one customer's candidates at a time.
 *
 * @module
 */
import type { CodedColumn, Snapshot } from "../ingest/shop.ts";
import { columnOf, type FeatureDefinition, type FeatureTable } from "./catalogue.ts";
import type { HistoryReader } from "./history.ts";

const define = (
  family: string,
  name: string,
  meaning: string,
  unit: string,
): FeatureDefinition => ({
  family,
  name,
  meaning,
  unit,
});

/** The customer × article features whatever the source's attributes are, in column order. */
export const PAIR_FEATURES: readonly FeatureDefinition[] = [
  define("own", "times_bought", "The customer's orders with the article.", "orders"),
  define("own", "times_bought_decayed", "The same with a half-life of 60 days.", "orders"),
  define("own", "share_of_orders", "Share of the customer's orders that had it.", "share"),
  define("own", "days_since_bought", "Days since the customer last bought it.", "days"),
  define("own", "days_since_first_bought", "Days since the customer first bought it.", "days"),
  define("own", "orders_since_bought", "The customer's orders since the last with it.", "orders"),
  define(
    "own",
    "due_own",
    "Days since bought over the customer's own mean gap for it; unknown below two purchases.",
    "ratio",
  ),
  define("own", "due_article", "Days since bought over the article's usual gap.", "ratio"),
  define("own", "price_now_over_paid", "Price now over the price the customer last paid.", "ratio"),
  define("fit", "price_over_usual", "Price over the customer's mean price.", "ratio"),
  define("fit", "age_over_audience", "Customer's age minus the buyers' mean age.", "years"),
];

/** Half-life in days of a purchase's say in the affinities, by age before the last purchase. */
const AFFINITY_HALF_LIFE_DAYS = 90;
/** Attributes that make an affinity, at most. */
const MAX_AFFINITIES = 6;
/** Values an attribute may have to make an affinity. */
const MAX_LABELS = 2000;

/** Fills pair columns; one per thread. */
export interface PairFiller {
  readonly definitions: readonly FeatureDefinition[];
  /**
   * Writes `columns[f][at + i]` for the candidates `article[0 … size)` of the customer whose
   * history has been read.
   *
   * @param at First row to write. @default {0}
   */
  fill(
    customer: number,
    history: HistoryReader,
    article: Uint32Array,
    size: number,
    columns: readonly Float32Array[],
    at?: number,
  ): void;
}

/**
 * The attributes whose affinity is a feature: those with the most labels up to 2,000, at most six,
 * by name among equals.
 */
export function affinityAttributes(snapshot: Snapshot): [string, CodedColumn][] {
  return [...snapshot.articles.attributes]
    .filter(([, column]) => column.labels.length > 2 && column.labels.length <= MAX_LABELS)
    .sort(([a, x], [b, y]) => y.labels.length - x.labels.length || (a < b ? -1 : 1))
    .slice(0, MAX_AFFINITIES);
}

/** A filler over a snapshot and its feature tables. */
export function pairFiller(
  snapshot: Snapshot,
  customers: FeatureTable,
  articles: FeatureTable,
): PairFiller {
  const affinities = affinityAttributes(snapshot);
  const definitions = [
    ...PAIR_FEATURES,
    ...affinities.map(([name]) =>
      define(
        "affinity",
        `affinity_${name}`,
        `Share of the customer's purchases (half-life 90 days) with the candidate's ${name}.`,
        "share",
      )
    ),
  ];
  const sums = affinities.map(([, column]) => new Float32Array(column.labels.length));
  const gap = columnOf(articles, "repurchase_gap_days");
  const price = columnOf(articles, "price");
  const audienceAge = columnOf(articles, "buyers_mean_age");
  const usualPrice = columnOf(customers, "price_mean");
  const age = columnOf(customers, "age");
  const asOf = snapshot.asOf;

  function fill(
    customer: number,
    history: HistoryReader,
    article: Uint32Array,
    size: number,
    columns: readonly Float32Array[],
    at = 0,
  ) {
    neverBought(columns, at, at + size);
    for (let i = 0; i < size; i++) {
      const e = history.entryOf(article[i]!);
      if (e >= 0) bought(history, e, article[i]!, columns, at + i);
    }
    const overUsual = columns[9]!;
    const usual = usualPrice[customer]!;
    for (let i = 0; i < size; i++) overUsual[at + i] = price[article[i]!]! / usual;
    const overAudience = columns[10]!;
    const years = age[customer]!;
    for (let i = 0; i < size; i++) overAudience[at + i] = years - audienceAge[article[i]!]!;
    for (let f = 0; f < affinities.length; f++) {
      const { codes } = affinities[f]![1];
      fillAffinity(history, codes, sums[f]!, article, size, columns[11 + f]!, at);
    }
  }

  function bought(
    history: HistoryReader,
    e: number,
    a: number,
    columns: readonly Float32Array[],
    i: number,
  ) {
    const times = history.orderCount[e]!;
    const since = asOf - history.lastBought[e]!;
    const span = history.lastBought[e]! - history.firstBought[e]!;
    columns[0]![i] = times;
    columns[1]![i] = history.decayed[e]!;
    columns[2]![i] = times / history.orders;
    columns[3]![i] = since;
    columns[4]![i] = asOf - history.firstBought[e]!;
    columns[5]![i] = history.ordersSince[e]!;
    columns[6]![i] = times > 1 && span > 0 ? since / (span / (times - 1)) : NaN;
    columns[7]![i] = since / gap[a]!;
    columns[8]![i] = price[a]! / history.lastPrice[e]!;
  }

  return { definitions, fill };
}

function neverBought(columns: readonly Float32Array[], begin: number, end: number) {
  for (let f = 0; f < 3; f++) columns[f]!.fill(0, begin, end);
  for (let f = 3; f < 9; f++) columns[f]!.fill(NaN, begin, end);
}

function fillAffinity(
  history: HistoryReader,
  codes: Uint32Array,
  sums: Float32Array,
  article: Uint32Array,
  size: number,
  column: Float32Array,
  at: number,
) {
  let total = 0;
  for (let e = 0; e < history.size; e++) {
    const age = history.lastDay - history.lastBought[e]!;
    const weight = AFFINITY_DECAY[age < AFFINITY_DECAY.length ? age : AFFINITY_DECAY.length - 1]!;
    sums[codes[history.article[e]!]!]! += weight;
    total += weight;
  }
  if (total > 0) {
    for (let i = 0; i < size; i++) column[at + i] = sums[codes[article[i]!]!]! / total;
  } else column.fill(NaN, at, at + size);
  for (let e = 0; e < history.size; e++) sums[codes[history.article[e]!]!] = 0;
}

const AFFINITY_DECAY = Float32Array.from(
  { length: 1000 },
  (_, age) => Math.pow(2, -age / AFFINITY_HALF_LIFE_DAYS),
);
