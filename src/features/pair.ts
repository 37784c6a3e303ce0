/**
 * Customer × article features, filled for one customer's candidates at a time.
 *
 * @module
 */
import type { CodedColumn, Snapshot } from "../ingest/shop.ts";
import { type ArticleRecords, articleRecords, FIRST_ATTRIBUTE, RECORD } from "./article_records.ts";
import {
  columnOf,
  defineFeature as define,
  type FeatureDefinition,
  type FeatureTable,
} from "./catalogue.ts";
import type { HistoryReader } from "./history.ts";

/** Own-history features: 0 for the first `OWN_COUNTS` where never bought, unknown for the rest. */
const OWN_FEATURES: readonly FeatureDefinition[] = [
  define("own", "times_bought", "The customer's orders with the article.", "orders"),
  define("own", "times_bought_decayed", "The same with a half-life of 60 days.", "orders"),
  define("own", "times_bought_fast", "The same with a half-life of 14 days.", "orders"),
  define("own", "times_bought_slow", "The same with a half-life of 180 days.", "orders"),
  define("own", "share_of_orders", "Share of the customer's orders that had it.", "share"),
  define("own", "share_since_first", "The same from the first order with it on.", "share"),
  define("own", "in_last_3_orders", "How many of the last 3 orders had it.", "orders"),
  define("own", "in_last_8_orders", "How many of the last 8 orders had it.", "orders"),
  define("own", "days_since_bought", "Days since the customer last bought it.", "days"),
  define("own", "days_since_first_bought", "Days since the customer first bought it.", "days"),
  define("own", "orders_since_bought", "The customer's orders since the last with it.", "orders"),
  define(
    "due",
    "due_own",
    "Days since bought over the customer's own mean gap for it; unknown below two purchases.",
    "ratio",
  ),
  define("due", "due_article", "Days since bought over the article's usual gap.", "ratio"),
  define(
    "due",
    "due_orders",
    "Orders since bought over the customer's mean orders from one with it to the next; unknown " +
      "below two purchases.",
    "ratio",
  ),
  define(
    "price",
    "price_now_over_paid",
    "Price now over the price the customer last paid.",
    "ratio",
  ),
];
const OWN_COUNTS = 8;

/** The customer × article features whatever the source's attributes are, in column order. */
export const PAIR_FEATURES: readonly FeatureDefinition[] = [
  ...OWN_FEATURES,
  define("fit", "price_over_usual", "Price over the customer's mean price.", "ratio"),
  define("fit", "age_over_audience", "Customer's age minus the buyers' mean age.", "years"),
  define(
    "fit",
    "history_over_audience",
    "log2(1 + order lines) of the customer minus the buyers' mean of it.",
    "log2 lines",
  ),
  define(
    "chance",
    "orders_since_launch",
    "The customer's orders since the article was first sold: chances to buy it.",
    "orders",
  ),
  define("chance", "share_since_launch", "Share of these orders that had it.", "share"),
  define(
    "chance",
    "launched_after_last_order",
    "Days from the customer's last order to the article's first sale; negative where it was known.",
    "days",
  ),
];

/** Further ones where the source says of how many pieces a line is; the first is of every candidate. */
export const UNITS_FEATURES: readonly FeatureDefinition[] = [
  define(
    "units",
    "usual_over_article",
    "The customer's usual pieces per line over the article's.",
    "ratio",
  ),
  define("units", "units_last", "Pieces in the customer's last order with it.", "pieces"),
  define("units", "units_bought", "Pieces that the customer bought of it.", "pieces"),
  define("units", "units_bought_slow", "The same with a half-life of 180 days.", "pieces"),
  define("units", "units_share", "Share of the customer's pieces that were of it.", "share"),
  define(
    "units",
    "units_over_usual",
    "Pieces in the last order with it over the customer's usual ones.",
    "ratio",
  ),
  define("units", "units_over_article", "The same over the article's usual ones.", "ratio"),
  define(
    "units",
    "units_trend",
    "The same over the customer's mean pieces per order with it.",
    "ratio",
  ),
  define(
    "units",
    "due_units",
    "Days since bought over the days that the last pieces last at the customer's pace; unknown " +
      "below two purchases.",
    "ratio",
  ),
  define("units", "supply_days", "The days that those pieces still last.", "days"),
  define(
    "units",
    "value_last",
    "Pieces in the last order with it times the price paid.",
    "shop's unit",
  ),
  define(
    "units",
    "value_share",
    "Share of the customer's spending that went on it; unknown prices count 0.",
    "share",
  ),
  define(
    "units",
    "value_over_mean",
    "The customer's spending on it over the mean of all articles bought; unknown prices count 0.",
    "ratio",
  ),
];
const CHANCES_AT = OWN_FEATURES.length + 3;
const UNITS_AT = PAIR_FEATURES.length;

/** Half-life in days of a purchase's say in the affinities, by age before the last purchase. */
const AFFINITY_HALF_LIFE_DAYS = 90;
/** Attributes that make an affinity, at most. */
const MAX_AFFINITIES = 6;
/** Share of the articles that may have a value of their own in an attribute that makes an affinity. */
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
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { affinityAttributes } from "./pair.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 1, day: 5 }], {
 *   articleAttributes: { kind: ["mug", "bag"], brand: ["one", "one"] },
 * });
 * assert.deepEqual(affinityAttributes(snapshotAt(shop, 7)).map(([name]) => name), ["kind"]);
 * ```
 */
export function affinityAttributes(snapshot: Snapshot): [string, CodedColumn][] {
  return [...snapshot.articles.attributes]
    .filter(([, column]) => column.labels.length > 2 && column.labels.length <= MAX_LABELS)
    .sort(([a, x], [b, y]) => y.labels.length - x.labels.length || (a < b ? -1 : 1))
    .slice(0, MAX_AFFINITIES);
}

/**
 * A filler over a snapshot and its feature tables.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { articleFeatures } from "./article.ts";
 * import { customerFeatures } from "./customer.ts";
 * import { historyReader } from "./history.ts";
 * import { pairFiller } from "./pair.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 * ]);
 * const snapshot = snapshotAt(shop, 7);
 * const { definitions, fill } = pairFiller(
 *   snapshot,
 *   customerFeatures(snapshot),
 *   articleFeatures(snapshot),
 * );
 * const columns = definitions.map(() => new Float32Array(2));
 * const history = historyReader(snapshot);
 * history.read(0);
 * fill(0, history, Uint32Array.of(0, 1), 2, columns);
 * const at = definitions.findIndex(({ name }) => name === "times_bought");
 * assert.deepEqual([...columns[at]!], [1, 0]);
 * ```
 */
export function pairFiller(
  snapshot: Snapshot,
  customers: FeatureTable,
  articles: FeatureTable,
): PairFiller {
  const affinities = affinityAttributes(snapshot);
  const hasUnits = snapshot.orders.units !== null;
  const always = hasUnits ? [...PAIR_FEATURES, ...UNITS_FEATURES] : PAIR_FEATURES;
  const definitions = [
    ...always,
    ...affinities.flatMap(([name]) => affinityDefinitions(name)),
  ];
  const records = articleRecords(articles, affinities.map(([, column]) => column));
  const fillAffinities = affinityFiller(records, snapshot.asOf, always.length);
  const { width, values } = records;
  const usualPrice = columnOf(customers, "price_mean");
  const usualUnits = columnOf(customers, "units_usual");
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
      if (e >= 0) bought(history, e, article[i]! * width, columns, at + i);
    }
    fillFits(customer, history, article, size, columns, at);
    fillChances(history, article, size, columns, at);
    if (hasUnits) fillUnits(customer, history, article, size, columns, at);
    fillAffinities(history, article, size, columns, at);
  }

  function fillFits(
    customer: number,
    history: HistoryReader,
    article: Uint32Array,
    size: number,
    columns: readonly Float32Array[],
    at: number,
  ) {
    const first = OWN_FEATURES.length;
    const [overUsual, overAudience] = [columns[first]!, columns[first + 1]!];
    const overHistory = columns[first + 2]!;
    const usual = usualPrice[customer]!;
    const years = age[customer]!;
    const lines = Math.log2(1 + history.lines);
    for (let i = 0; i < size; i++) {
      const from = article[i]! * width;
      overUsual[at + i] = values[from + RECORD.price]! / usual;
      overAudience[at + i] = years - values[from + RECORD.buyers_mean_age]!;
      overHistory[at + i] = lines - values[from + RECORD.buyers_history]!;
    }
  }

  /** After the own-history columns: it reads times_bought. */
  function fillChances(
    history: HistoryReader,
    article: Uint32Array,
    size: number,
    columns: readonly Float32Array[],
    at: number,
  ) {
    const times = columns[0]!;
    const [chances, share, launched] = [
      columns[CHANCES_AT]!,
      columns[CHANCES_AT + 1]!,
      columns[CHANCES_AT + 2]!,
    ];
    const recency = history.orders > 0 ? asOf - history.lastDay : NaN;
    for (let i = 0; i < size; i++) {
      const age = values[article[i]! * width + RECORD.days_since_first_sale]!;
      const orders = history.ordersFrom(asOf - age);
      chances[at + i] = orders;
      share[at + i] = orders > 0 ? times[at + i]! / orders : NaN;
      launched[at + i] = recency - age;
    }
  }

  function fillUnits(
    customer: number,
    history: HistoryReader,
    article: Uint32Array,
    size: number,
    columns: readonly Float32Array[],
    at: number,
  ) {
    const usual = usualUnits[customer]!;
    const overArticle = columns[UNITS_AT]!;
    for (let f = 1; f < UNITS_FEATURES.length; f++) columns[UNITS_AT + f]!.fill(NaN, at, at + size);
    for (let i = 0; i < size; i++) {
      const ofArticle = values[article[i]! * width + RECORD.units_of_article]!;
      overArticle[at + i] = usual / ofArticle;
      const e = history.entryOf(article[i]!);
      if (e >= 0) boughtUnits(history, e, usual, ofArticle, columns, at + i);
    }
  }

  function boughtUnits(
    history: HistoryReader,
    e: number,
    usual: number,
    ofArticle: number,
    columns: readonly Float32Array[],
    i: number,
  ) {
    const last = history.lastUnits[e]!;
    const all = history.units[e]!;
    const value = history.value[e]!;
    const since = asOf - history.lastBought[e]!;
    const span = history.lastBought[e]! - history.firstBought[e]!;
    const lasts = span > 0 ? span * last / (all - last) : NaN;
    columns[UNITS_AT + 1]![i] = last;
    columns[UNITS_AT + 2]![i] = all;
    columns[UNITS_AT + 3]![i] = history.unitsSlow[e]!;
    columns[UNITS_AT + 4]![i] = all / history.totalUnits;
    columns[UNITS_AT + 5]![i] = last / usual;
    columns[UNITS_AT + 6]![i] = last / ofArticle;
    columns[UNITS_AT + 7]![i] = last / (all / history.orderCount[e]!);
    columns[UNITS_AT + 8]![i] = since / lasts;
    columns[UNITS_AT + 9]![i] = lasts - since;
    columns[UNITS_AT + 10]![i] = last * history.lastPrice[e]!;
    columns[UNITS_AT + 11]![i] = value / history.totalValue;
    columns[UNITS_AT + 12]![i] = value / (history.totalValue / history.size);
  }

  function bought(
    history: HistoryReader,
    e: number,
    from: number,
    columns: readonly Float32Array[],
    i: number,
  ) {
    const times = history.orderCount[e]!;
    const since = asOf - history.lastBought[e]!;
    const span = history.lastBought[e]! - history.firstBought[e]!;
    const ordersSince = history.ordersSince[e]!;
    const orderSpan = history.ordersFromFirst[e]! - 1 - ordersSince;
    columns[0]![i] = times;
    columns[1]![i] = history.decayed[e]!;
    columns[2]![i] = history.decayedFast[e]!;
    columns[3]![i] = history.decayedSlow[e]!;
    columns[4]![i] = times / history.orders;
    columns[5]![i] = times / history.ordersFromFirst[e]!;
    columns[6]![i] = bitCount(history.recentOrders[e]! & 0x7);
    columns[7]![i] = bitCount(history.recentOrders[e]! & 0xff);
    columns[8]![i] = since;
    columns[9]![i] = asOf - history.firstBought[e]!;
    columns[10]![i] = ordersSince;
    columns[11]![i] = times > 1 && span > 0 ? since / (span / (times - 1)) : NaN;
    columns[12]![i] = since / values[from + RECORD.repurchase_gap_days]!;
    columns[13]![i] = times > 1 ? (ordersSince + 1) / (orderSpan / (times - 1)) : NaN;
    columns[14]![i] = values[from + RECORD.price]! / history.lastPrice[e]!;
  }

  return { definitions, fill };
}

function neverBought(columns: readonly Float32Array[], begin: number, end: number) {
  for (let f = 0; f < OWN_COUNTS; f++) columns[f]!.fill(0, begin, end);
  for (let f = OWN_COUNTS; f < OWN_FEATURES.length; f++) {
    columns[f]!.fill(NaN, begin, end);
  }
}

/** Ones among the lowest 8 bits. */
function bitCount(bits: number): number {
  const pairs = bits - (bits >> 1 & 0x55);
  const fours = (pairs & 0x33) + (pairs >> 2 & 0x33);
  return (fours & 0x0f) + (fours >> 4);
}

/**
 * The two features of an attribute.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { affinityDefinitions } from "./pair.ts";
 *
 * assert.deepEqual(affinityDefinitions("colour").map(({ name }) => name), [
 *   "affinity_colour",
 *   "days_since_colour",
 * ]);
 * ```
 */
export function affinityDefinitions(name: string): FeatureDefinition[] {
  const column = featureName(name);
  return [
    define(
      "affinity",
      `affinity_${column}`,
      `Share of the customer's purchases (half-life 90 days) with the candidate's ${name}.`,
      "share",
    ),
    define(
      "affinity_recency",
      `days_since_${column}`,
      `Days since the customer last bought the candidate's ${name}.`,
      "days",
    ),
  ];
}

/**
 * A column's name as part of a feature's: LightGBM's texts part names by blanks and refuse what JSON
 * writes in another way.
 */
function featureName(name: string): string {
  return name.trim().replaceAll(/[\s",:[\]{}]+/g, "_");
}

type AffinityFiller = (
  history: HistoryReader,
  article: Uint32Array,
  size: number,
  columns: readonly Float32Array[],
  at: number,
) => void;

/**
 * Sums over the customer's articles by the attributes' values; the unknown is no match.
 *
 * @param first The first column.
 */
function affinityFiller(records: ArticleRecords, asOf: number, first: number): AffinityFiller {
  const { width, values, attributes } = records;
  const sums = new Float32Array(records.labels);
  const newest = new Uint16Array(records.labels);

  /** Adds the history to sums and newest and returns the sum of the weights. */
  function addHistory(history: HistoryReader): number {
    let total = 0;
    for (let e = 0; e < history.size; e++) {
      const bought = history.lastBought[e]!;
      const weight = AFFINITY_DECAY[Math.min(history.lastDay - bought, AFFINITY_DECAY.length - 1)]!;
      const from = history.article[e]! * width + FIRST_ATTRIBUTE;
      for (let i = from; i < from + attributes; i++) {
        const value = values[i]!;
        sums[value]! += weight;
        if (newest[value]! < bought) newest[value] = bought;
      }
      total += weight;
    }
    return total;
  }

  function clear(history: HistoryReader) {
    for (let e = 0; e < history.size; e++) {
      const from = history.article[e]! * width + FIRST_ATTRIBUTE;
      for (let i = from; i < from + attributes; i++) sums[values[i]!] = newest[values[i]!] = 0;
    }
  }

  return (history, article, size, columns, at) => {
    const total = addHistory(history);
    for (let f = 0; f < attributes; f++) {
      const share = columns[first + 2 * f]!;
      const since = columns[first + 2 * f + 1]!;
      for (let i = 0; i < size; i++) {
        const value = values[article[i]! * width + FIRST_ATTRIBUTE + f]!;
        share[at + i] = total > 0 && value > 0 ? sums[value]! / total : NaN;
        since[at + i] = newest[value]! > 0 && value > 0 ? asOf - newest[value]! : NaN;
      }
    }
    clear(history);
  };
}

const AFFINITY_DECAY = Float32Array.from(
  { length: 1000 },
  (_, age) => Math.pow(2, -age / AFFINITY_HALF_LIFE_DAYS),
);
