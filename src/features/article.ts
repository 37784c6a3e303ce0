/**
 * Article features as of a snapshot, one value per article.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import {
  columnOf,
  defineFeature as define,
  emptyTable,
  type FeatureDefinition,
  type FeatureTable,
} from "./catalogue.ts";
import { type Conversion, conversionWithin, shrunkShares } from "./conversion.ts";
import { circularMean } from "./moments.ts";
import { articleUnits } from "./units.ts";

/** The article features, in column order. */
export const ARTICLE_FEATURES: readonly FeatureDefinition[] = [
  define("volume", "sales_7d", "Order lines.", "lines", 7),
  define("volume", "sales_28d", "Order lines.", "lines", 28),
  define("volume", "sales_90d", "Order lines.", "lines", 90),
  define("volume", "buyers_7d", "Distinct buyers.", "customers", 7),
  define("volume", "buyers_28d", "Distinct buyers.", "customers", 28),
  define("volume", "buyers_90d", "Distinct buyers.", "customers", 90),
  define("volume", "buyers_total", "Distinct buyers.", "customers"),
  define(
    "volume",
    "popularity_decayed",
    "Customer-days with a purchase, decayed with a half-life of 14 days.",
    "customer-days",
  ),
  define("decay", "popularity_decayed_3d", "The same with a half-life of 3 days.", "customer-days"),
  define("decay", "popularity_decayed_7d", "The same with a half-life of 7 days.", "customer-days"),
  define(
    "decay",
    "popularity_decayed_30d",
    "The same with a half-life of 30 days.",
    "customer-days",
  ),
  define(
    "decay",
    "momentum",
    "Popularity with a half-life of 3 days over that with 30 days, both per day of half-life.",
    "ratio",
  ),
  define("stock", "selling_days_28d", "Days on which it sold.", "days", 28),
  define(
    "stock",
    "silence",
    "Days since the last sale over the usual number of days between selling days.",
    "ratio",
    90,
  ),
  define(
    "conversion",
    "repeat_rate_7d",
    "Share of the customers with an order who bought it again, of those who had it; shrunk.",
    "share",
    7,
  ),
  define("conversion", "repeat_rate_28d", "The same over 28 days.", "share", 28),
  define(
    "conversion",
    "first_rate_7d",
    "Share of the customers with an order who bought it, of those who did not have it; shrunk.",
    "share",
    7,
  ),
  define("conversion", "first_rate_28d", "The same over 28 days.", "share", 28),
  define("conversion", "repeat_rate_90d", "As repeat_rate_28d, over 90 days.", "share", 90),
  define("conversion", "repeat_share_28d", "Share of its buyers who had it before.", "share", 28),
  define("volume", "popularity_rank", "Rank by distinct buyers.", "rank from 1", 7),
  define(
    "trend",
    "trend_7d",
    "Buyers of the last 7 days over a quarter of those of the last 28, both plus one.",
    "ratio",
    28,
  ),
  define("trend", "trend_28d", "The same for 28 days against 90.", "ratio", 90),
  define("launch", "days_since_first_sale", "Days since the first sale.", "days"),
  define("launch", "days_since_last_sale", "Days since the last sale.", "days"),
  define(
    "season",
    "last_year_lift",
    "Share of the customers' purchases in the week one year ago over the share in the four " +
      "weeks before it; unknown where history is shorter.",
    "ratio",
  ),
  define(
    "price",
    "price",
    "Mean price of the last 28 days, else the last one known.",
    "shop's unit",
  ),
  define("price", "price_change", "That price over the mean of the 62 days before.", "ratio", 90),
  define(
    "repeat",
    "repurchase_rate",
    "Share of the buyers who bought it on more than one day, shrunk towards all articles'.",
    "share",
  ),
  define(
    "repeat",
    "repurchase_gap_days",
    "Mean gap between a buyer's purchase days of it, shrunk towards all articles'.",
    "days",
  ),
  define("audience", "buyers_mean_age", "Mean age of the buyers.", "years", 90),
  define(
    "audience",
    "buyers_history",
    "Mean of log2(1 + order lines) of the buyers' whole history.",
    "log2 lines",
    90,
  ),
  define(
    "audience",
    "channel_2_share_of_article",
    "Share of lines in sales channel 2.",
    "share",
    90,
  ),
  define("units", "units_of_article", "Usual pieces per line: their geometric mean.", "pieces"),
  define("units", "units_spread_of_article", "Standard deviation of log2 pieces.", "log2 pieces"),
  define(
    "time",
    "peak_hour",
    "Circular mean hour of its lines; unknown for sources with dates only.",
    "hour 0–24",
    90,
  ),
];

/**
 * Computes {@linkcode ARTICLE_FEATURES}; unknown values are NaN. One pass over the lines.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { articleFeatures } from "./article.ts";
 * import { columnOf } from "./catalogue.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 10, price: 2 },
 *   { customer: 1, article: 0, day: 16, price: 4 },
 * ]);
 * const table = articleFeatures(snapshotAt(shop, 20));
 * assert.equal(columnOf(table, "buyers_7d")[0], 1);
 * assert.equal(columnOf(table, "price")[0], 3);
 * ```
 */
export function articleFeatures(snapshot: Snapshot): FeatureTable {
  const { articles } = snapshot.orders;
  const table = emptyTable(articles, ARTICLE_FEATURES);
  const sums = articleSums(articles);
  for (let c = 0; c < snapshot.orders.customers; c++) {
    scanLines(snapshot, c, sums);
  }
  writeVolume(table, sums);
  writeRest(table, sums, snapshot);
  writeDecay(table, sums, snapshot.asOf);
  for (const days of [7, 28, 90]) {
    writeConversion(table, conversionWithin(snapshot, days), days);
  }
  const { usual, spread } = articleUnits(snapshot.orders);
  columnOf(table, "units_of_article").set(usual);
  columnOf(table, "units_spread_of_article").set(spread);
  return table;
}

function articleSums(articles: number) {
  const wide = () => new Float64Array(articles);
  return {
    sales7: wide(),
    sales28: wide(),
    sales90: wide(),
    buyers7: wide(),
    buyers28: wide(),
    buyers90: wide(),
    buyers: wide(),
    decayed: wide(),
    decayed3: wide(),
    decayed7: wide(),
    decayed30: wide(),
    sellingDays28: wide(),
    sellingDays90: wide(),
    soldOn: new Uint8Array(articles * 91),
    yearAgo: wide(),
    beforeYearAgo: wide(),
    priceNow: wide(),
    pricedNow: wide(),
    priceThen: wide(),
    pricedThen: wide(),
    lastPrice: wide().fill(NaN),
    lastPriceDay: wide(),
    firstDay: wide().fill(Infinity),
    lastDay: wide().fill(-Infinity),
    repeaters: wide(),
    gapDays: wide(),
    gaps: wide(),
    ages: wide(),
    aged: wide(),
    histories: wide(),
    channel2: wide(),
    timed: wide(),
    cosines: wide(),
    sines: wide(),
    owner: new Int32Array(articles).fill(-1),
    ownerLast: new Int32Array(articles),
    ownerRepeats: new Uint8Array(articles),
  };
}

type ArticleSums = ReturnType<typeof articleSums>;

/** Newest first: the first line of an article that is met is the customer's last of it. */
function scanLines(snapshot: Snapshot, c: number, sums: ArticleSums) {
  const { orders: { offsets, article, day }, asOf, customers } = snapshot;
  const owner = sums.owner;
  for (let i = offsets[c + 1]! - 1; i >= offsets[c]!; i--) {
    const a = article[i]!;
    const age = asOf - day[i]!;
    const met = owner[a] === c;
    addWindows(snapshot, i, a, age, sums);
    if (!met) {
      owner[a] = c;
      sums.ownerRepeats[a] = 0;
      sums.buyers[a]! += 1;
      if (age <= 90) {
        sums.buyers90[a]! += 1;
        sums.histories[a]! += Math.log2(1 + offsets[c + 1]! - offsets[c]!);
        if (age <= 28) sums.buyers28[a]! += 1;
        if (age <= 7) sums.buyers7[a]! += 1;
        if (!Number.isNaN(customers.age[c]!)) {
          sums.ages[a]! += customers.age[c]!;
          sums.aged[a]! += 1;
        }
      }
    }
    if (met && sums.ownerLast[a] === day[i]) continue;
    const decayAge = Math.min(age, DECAY.length - 1);
    sums.decayed[a]! += DECAY[decayAge]!;
    sums.decayed3[a]! += DECAY_3[decayAge]!;
    sums.decayed7[a]! += DECAY_7[decayAge]!;
    sums.decayed30[a]! += DECAY_30[decayAge]!;
    if (age > 357 && age <= 364) sums.yearAgo[a]! += 1;
    if (age > 364 && age <= 392) sums.beforeYearAgo[a]! += 1;
    if (met) {
      if (sums.ownerRepeats[a] === 0) sums.repeaters[a]! += 1;
      sums.ownerRepeats[a] = 1;
      sums.gapDays[a]! += sums.ownerLast[a]! - day[i]!;
      sums.gaps[a]! += 1;
    }
    sums.ownerLast[a] = day[i]!;
  }
}

const decayTable = (halfLife: number) =>
  Float64Array.from({ length: 1000 }, (_, age) => Math.pow(2, -age / halfLife));
const DECAY = decayTable(14);
const DECAY_3 = decayTable(3);
const DECAY_7 = decayTable(7);
const DECAY_30 = decayTable(30);

function addWindows(snapshot: Snapshot, i: number, a: number, age: number, sums: ArticleSums) {
  const { day, minute, price, channel } = snapshot.orders;
  const value = price[i]!;
  if (day[i]! < sums.firstDay[a]!) sums.firstDay[a] = day[i]!;
  if (day[i]! > sums.lastDay[a]!) sums.lastDay[a] = day[i]!;
  if (!Number.isNaN(value) && day[i]! > sums.lastPriceDay[a]!) {
    sums.lastPriceDay[a] = day[i]!;
    sums.lastPrice[a] = value;
  }
  if (age > 90) return;
  sums.sales90[a]! += 1;
  if (sums.soldOn[a * 91 + age] === 0) {
    sums.soldOn[a * 91 + age] = 1;
    sums.sellingDays90[a]! += 1;
    if (age <= 28) sums.sellingDays28[a]! += 1;
  }
  if (age <= 28) sums.sales28[a]! += 1;
  if (age <= 7) sums.sales7[a]! += 1;
  if (channel[i] === 2) sums.channel2[a]! += 1;
  if (!Number.isNaN(value)) {
    sums[age <= 28 ? "priceNow" : "priceThen"][a]! += value;
    sums[age <= 28 ? "pricedNow" : "pricedThen"][a]! += 1;
  }
  if (minute === null || minute[i]! < 0) return;
  sums.timed[a]! += 1;
  sums.cosines[a]! += COSINES[minute[i]!]!;
  sums.sines[a]! += SINES[minute[i]!]!;
}

const COSINES = Float64Array.from({ length: 1440 }, (_, m) => Math.cos(m / 1440 * 2 * Math.PI));
const SINES = Float64Array.from({ length: 1440 }, (_, m) => Math.sin(m / 1440 * 2 * Math.PI));

function writeVolume(table: FeatureTable, sums: ArticleSums) {
  const volume = {
    sales_7d: sums.sales7,
    sales_28d: sums.sales28,
    sales_90d: sums.sales90,
    buyers_7d: sums.buyers7,
    buyers_28d: sums.buyers28,
    buyers_90d: sums.buyers90,
    buyers_total: sums.buyers,
    popularity_decayed: sums.decayed,
  };
  for (const [name, values] of Object.entries(volume)) {
    columnOf(table, name).set(values);
  }
  const order = Uint32Array.from({ length: table.rows }, (_, a) => a)
    .sort((a, b) => sums.buyers7[b]! - sums.buyers7[a]! || a - b);
  const rank = columnOf(table, "popularity_rank");
  order.forEach((a, i) => rank[a] = i + 1);
}

function writeDecay(table: FeatureTable, sums: ArticleSums, asOf: number) {
  columnOf(table, "popularity_decayed_3d").set(sums.decayed3);
  columnOf(table, "popularity_decayed_7d").set(sums.decayed7);
  columnOf(table, "popularity_decayed_30d").set(sums.decayed30);
  columnOf(table, "selling_days_28d").set(sums.sellingDays28);
  const momentum = columnOf(table, "momentum");
  const silence = columnOf(table, "silence");
  for (let a = 0; a < table.rows; a++) {
    if (sums.buyers[a] === 0) continue;
    momentum[a] = (sums.decayed3[a]! + 0.3) / 3 /
      ((sums.decayed30[a]! + 3) / 30);
    const span = Math.min(90, asOf - sums.firstDay[a]!);
    silence[a] = (asOf - sums.lastDay[a]!) *
      Math.max(1, sums.sellingDays90[a]!) / span;
  }
}

function writeConversion(table: FeatureTable, conversion: Conversion, days: number) {
  const { active, owners, repeats, first } = conversion;
  columnOf(table, `repeat_rate_${days}d`).set(shrunkShares(repeats, owners, 10));
  if (days === 90) return;
  const others = owners.map((n) => active - n);
  columnOf(table, `first_rate_${days}d`).set(shrunkShares(first, others, 10));
  if (days !== 28) return;
  const buyers = repeats.map((n, a) => n + first[a]!);
  columnOf(table, "repeat_share_28d").set(shrunkShares(repeats, buyers, 5));
}

function writeRest(table: FeatureTable, sums: ArticleSums, snapshot: Snapshot) {
  const put = Object.fromEntries(ARTICLE_FEATURES.map(({ name }, f) => [name, table.values[f]!]));
  const sum = (values: Float64Array) => values.reduce((x, y) => x + y, 0);
  const rate = sum(sums.repeaters) / Math.max(1, sum(sums.buyers));
  const gap = sum(sums.gaps) > 0 ? sum(sums.gapDays) / sum(sums.gaps) : NaN;
  const yearAgo = sum(sums.yearAgo);
  const before = sum(sums.beforeYearAgo);
  for (let a = 0; a < table.rows; a++) {
    put.trend_7d![a] = (sums.buyers7[a]! + 1) / (sums.buyers28[a]! / 4 + 1);
    put.trend_28d![a] = (sums.buyers28[a]! + 1) /
      (sums.buyers90[a]! * 28 / 90 + 1);
    put.repurchase_rate![a] = (sums.repeaters[a]! + 20 * rate) /
      (sums.buyers[a]! + 20);
    put.repurchase_gap_days![a] = (sums.gapDays[a]! + 5 * gap) /
      (sums.gaps[a]! + 5);
    if (yearAgo > 0 && before > 0) {
      put.last_year_lift![a] = (sums.yearAgo[a]! + 1) / yearAgo /
        ((sums.beforeYearAgo[a]! + 4) / before);
    }
    if (sums.buyers[a] === 0) continue;
    put.days_since_first_sale![a] = snapshot.asOf - sums.firstDay[a]!;
    put.days_since_last_sale![a] = snapshot.asOf - sums.lastDay[a]!;
    const now = sums.pricedNow[a]! > 0
      ? sums.priceNow[a]! / sums.pricedNow[a]!
      : sums.lastPrice[a]!;
    put.price![a] = now;
    if (sums.pricedThen[a]! > 0 && sums.priceThen[a]! > 0) {
      put.price_change![a] = now / (sums.priceThen[a]! / sums.pricedThen[a]!);
    }
    if (sums.aged[a]! > 0) {
      put.buyers_mean_age![a] = sums.ages[a]! / sums.aged[a]!;
    }
    if (sums.buyers90[a]! > 0) {
      put.buyers_history![a] = sums.histories[a]! / sums.buyers90[a]!;
    }
    if (sums.sales90[a]! > 0) {
      put.channel_2_share_of_article![a] = sums.channel2[a]! / sums.sales90[a]!;
      if (sums.timed[a]! > 0) {
        put.peak_hour![a] = circularMean(sums.cosines[a]!, sums.sines[a]!, 24);
      }
    }
  }
}
