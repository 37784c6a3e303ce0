/**
 * Article by article what the pair features need of an article, side by side in memory.
 *
 * @module
 */
import type { CodedColumn } from "../ingest/shop.ts";
import { columnOf, type FeatureTable } from "./catalogue.ts";

/** Where in an article's record the article features are that pairs need; attributes follow. */
export const RECORD = {
  price: 0,
  repurchase_gap_days: 1,
  buyers_mean_age: 2,
  buyers_history: 3,
  days_since_first_sale: 4,
  units_of_article: 5,
} as const;
/** Where in a record the attributes begin. */
export const FIRST_ATTRIBUTE: number = Object.keys(RECORD).length;

/** What pairs need to know of articles, article by article: a candidate costs one cache miss, not ten. */
export interface ArticleRecords {
  /** Numbers per article. */
  readonly width: number;
  /**
   * `width` numbers per article: the features of {@linkcode RECORD}, then the value of each
   * attribute, numbered through all attributes; 0 is unknown.
   */
  readonly values: Float32Array;
  /** Attributes at the end of a record. */
  readonly attributes: number;
  /** Number of values of all attributes together, the unknown one included. */
  readonly labels: number;
}

/**
 * The records of all articles.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { articleFeatures } from "./article.ts";
 * import { articleRecords, FIRST_ATTRIBUTE } from "./article_records.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 1, day: 5 }], {
 *   articleAttributes: { kind: ["mug", "bag"], brand: ["", "one"] },
 * });
 * const snapshot = snapshotAt(shop, 7);
 * const attributes = [...snapshot.articles.attributes.values()];
 * const { width, values } = articleRecords(articleFeatures(snapshot), attributes);
 * assert.deepEqual([...values.subarray(FIRST_ATTRIBUTE, width)], [2, 0]);
 * assert.deepEqual([...values.subarray(width + FIRST_ATTRIBUTE, 2 * width)], [3, 5]);
 * ```
 */
export function articleRecords(
  articles: FeatureTable,
  attributes: readonly CodedColumn[],
): ArticleRecords {
  const width = FIRST_ATTRIBUTE + attributes.length;
  const values = new Float32Array(articles.rows * width);
  for (const [name, at] of Object.entries(RECORD)) {
    const column = columnOf(articles, name);
    for (let a = 0; a < articles.rows; a++) values[a * width + at] = column[a]!;
  }
  let labels = 1;
  attributes.forEach(({ codes, labels: own }, f) => {
    for (let a = 0; a < articles.rows; a++) {
      if (codes[a]! > 0) values[a * width + FIRST_ATTRIBUTE + f] = labels + codes[a]!;
    }
    labels += own.length;
  });
  return { width, values, attributes: attributes.length, labels };
}
