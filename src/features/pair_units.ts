/**
 * Pieces that the customer takes of the candidate: only where the source says of how many a line is.
 *
 * @module
 */
import { type ArticleRecords, RECORD } from "./article_records.ts";
import {
  columnOf,
  defineFeature as define,
  type FeatureDefinition,
  type FeatureTable,
} from "./catalogue.ts";
import type { HistoryReader } from "./history.ts";
import type { PairPart } from "./pair_part.ts";

/** The columns; the first is of every candidate, the rest of what the customer had before. */
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

/**
 * Fills {@linkcode UNITS_FEATURES}.
 *
 * @param first Number of the first column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { articleFeatures } from "./article.ts";
 * import { articleRecords } from "./article_records.ts";
 * import { customerFeatures } from "./customer.ts";
 * import { historyReader } from "./history.ts";
 * import { unitsPart } from "./pair_units.ts";
 *
 * const snapshot = snapshotAt(shopFromLines([{ customer: 0, article: 0, day: 5, units: 6 }]), 7);
 * const records = articleRecords(articleFeatures(snapshot), []);
 * const part = unitsPart(records, customerFeatures(snapshot), 7, 0);
 * const columns = part.definitions.map(() => new Float32Array(1));
 * const history = historyReader(snapshot);
 * history.read(0);
 * part.fill(0, history, Uint32Array.of(0), 1, columns, 0);
 * assert.equal(columns[1]![0], 6); // units_last
 * ```
 */
export function unitsPart(
  { width, values }: ArticleRecords,
  customers: FeatureTable,
  asOf: number,
  first: number,
): PairPart {
  const usualUnits = columnOf(customers, "units_usual");

  function fill(
    customer: number,
    history: HistoryReader,
    article: Uint32Array,
    size: number,
    columns: readonly Float32Array[],
    at: number,
  ) {
    const usual = usualUnits[customer]!;
    const overArticle = columns[first]!;
    for (let f = 1; f < UNITS_FEATURES.length; f++) columns[first + f]!.fill(NaN, at, at + size);
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
    columns[first + 1]![i] = last;
    columns[first + 2]![i] = all;
    columns[first + 3]![i] = history.unitsSlow[e]!;
    columns[first + 4]![i] = all / history.totalUnits;
    columns[first + 5]![i] = last / usual;
    columns[first + 6]![i] = last / ofArticle;
    columns[first + 7]![i] = last / (all / history.orderCount[e]!);
    columns[first + 8]![i] = since / lasts;
    columns[first + 9]![i] = lasts - since;
    columns[first + 10]![i] = last * history.lastPrice[e]!;
    columns[first + 11]![i] = value / history.totalValue;
    columns[first + 12]![i] = value / (history.totalValue / history.size);
  }

  return { definitions: UNITS_FEATURES, fill };
}
