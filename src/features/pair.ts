/**
 * Customer × article features, filled for one customer's candidates at a time.
 *
 * @module
 */
import { isLarge, type Snapshot } from "../ingest/shop.ts";
import { affinityAttributes, affinityPart } from "./affinity.ts";
import { articleRecords, RECORD } from "./article_records.ts";
import {
  columnOf,
  defineFeature as define,
  type FeatureDefinition,
  type FeatureTable,
} from "./catalogue.ts";
import type { HistoryReader } from "./history.ts";
import type { PairPart } from "./pair_part.ts";
import { unitsPart } from "./pair_units.ts";
import { tastePart } from "./taste.ts";

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

const CHANCES_AT = OWN_FEATURES.length + 3;

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
  const records = articleRecords(articles, affinities.map(([, column]) => column));
  const definitions = [...PAIR_FEATURES];
  const parts: PairPart[] = [];
  const add = (part: PairPart | null) => {
    if (part === null) return;
    parts.push(part);
    definitions.push(...part.definitions);
  };
  if (snapshot.orders.units !== null) {
    add(unitsPart(records, customers, snapshot.asOf, definitions.length));
  }
  const names = affinities.map(([name]) => name);
  add(affinityPart(records, names, snapshot.asOf, definitions.length));
  if (!isLarge(snapshot)) {
    const popularity = columnOf(articles, "popularity_decayed_30d");
    add(tastePart(snapshot, popularity, definitions.length));
  }
  const { width, values } = records;
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
      if (e >= 0) bought(history, e, article[i]! * width, columns, at + i);
    }
    fillFits(customer, history, article, size, columns, at);
    fillChances(history, article, size, columns, at);
    for (const part of parts) part.fill(customer, history, article, size, columns, at);
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
