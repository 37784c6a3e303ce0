/**
 * Affinities: what of the customer's purchases has the candidate's attributes.
 *
 * @module
 */
import type { CodedColumn, Snapshot } from "../ingest/shop.ts";
import { type ArticleRecords, FIRST_ATTRIBUTE } from "./article_records.ts";
import { columnName, defineFeature as define, type FeatureDefinition } from "./catalogue.ts";
import type { HistoryReader } from "./history.ts";
import type { PairPart } from "./pair_part.ts";

/** Half-life in days of a purchase's say in the affinities, by age before the last purchase. */
const AFFINITY_HALF_LIFE_DAYS = 90;
/** Attributes that make an affinity, at most. */
const MAX_AFFINITIES = 6;
/** Share of the articles that may have a value of their own in an attribute that makes an affinity. */
const MAX_LABELS = 2000;

/**
 * The attributes whose affinity is a feature: those with the most labels up to 2,000, at most six,
 * by name among equals.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { affinityAttributes } from "./affinity.ts";
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
 * The two features of an attribute.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { affinityDefinitions } from "./affinity.ts";
 *
 * assert.deepEqual(affinityDefinitions("colour").map(({ name }) => name), [
 *   "affinity_colour",
 *   "days_since_colour",
 * ]);
 * ```
 */
export function affinityDefinitions(name: string): FeatureDefinition[] {
  const column = columnName(name);
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
 * Sums over the customer's articles by the attributes' values; the unknown is no match.
 *
 * @param records Of the same attributes in the same order.
 * @param first Number of the first column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { affinityAttributes, affinityPart } from "./affinity.ts";
 * import { articleFeatures } from "./article.ts";
 * import { articleRecords } from "./article_records.ts";
 * import { historyReader } from "./history.ts";
 *
 * const snapshot = snapshotAt(
 *   shopFromLines([{ customer: 0, article: 0, day: 5 }], {
 *     articleAttributes: { kind: ["mug", "bag"] },
 *   }),
 *   7,
 * );
 * const attributes = affinityAttributes(snapshot);
 * const columnsOf = attributes.map(([, column]) => column);
 * const records = articleRecords(articleFeatures(snapshot), columnsOf);
 * const part = affinityPart(records, attributes.map(([name]) => name), 7, 0);
 * const columns = part.definitions.map(() => new Float32Array(1));
 * const history = historyReader(snapshot);
 * history.read(0);
 * part.fill(0, history, Uint32Array.of(0), 1, columns, 0);
 * assert.deepEqual(columns.map(([value]) => value), [1, 2]);
 * ```
 */
export function affinityPart(
  records: ArticleRecords,
  names: readonly string[],
  asOf: number,
  first: number,
): PairPart {
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

  function fill(
    _customer: number,
    history: HistoryReader,
    article: Uint32Array,
    size: number,
    columns: readonly Float32Array[],
    at: number,
  ) {
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
  }

  return { definitions: names.flatMap(affinityDefinitions), fill };
}

const AFFINITY_DECAY = Float32Array.from(
  { length: 1000 },
  (_, age) => Math.pow(2, -age / AFFINITY_HALF_LIFE_DAYS),
);
