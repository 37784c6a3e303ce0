/**
 * What the what-if page knows: a few customers, their candidates, and the feature rows that the
 * ranker scored. Plain data; this file runs in browsers too.
 *
 * @module
 */
import type { FeatureDefinition } from "../../features/catalogue.ts";

/** One customer of the page. There are no ids. */
export interface WhatIfCustomer {
  /** First row of the candidates, and how many there are. */
  readonly from: number;
  readonly rows: number;
  /** Days from each order to the day of the run, newest first, and the order's lines. */
  readonly orderAges: readonly number[];
  readonly orderLines: readonly number[];
}

/** Everything but the numbers in bulk; fit for JSON. */
export interface WhatIfHead {
  /** Name of the shop's source. */
  readonly shop: string;
  /** Day of the run, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** The model's columns: first those per pair, then per article, then per customer. */
  readonly features: readonly FeatureDefinition[];
  readonly pairColumns: number;
  readonly articleColumns: number;
  /** Splits of the model per column. */
  readonly splits: readonly number[];
  readonly customers: readonly WhatIfCustomer[];
  /** Names of the articles that are anybody's candidates. */
  readonly articles: readonly string[];
}

/** The page's data. */
export interface WhatIfData extends WhatIfHead {
  /** Article of each row, a place in `articles`. */
  readonly rowArticle: Uint32Array;
  /** `pair[column][row]`, `article[column][article]`, `customer[column][customer]`. */
  readonly pair: readonly Float32Array[];
  readonly article: readonly Float32Array[];
  readonly customer: readonly Float32Array[];
}

/**
 * A customer's rows as the ranker saw them, row after row.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { rowsOf } from "./scenario.ts";
 * import { tinyData } from "./testing.ts";
 *
 * const data = tinyData();
 * assert.equal(rowsOf(data, 0).length, data.customers[0]!.rows * data.features.length);
 * ```
 */
export function rowsOf(data: WhatIfData, customer: number): Float32Array {
  const { from, rows } = data.customers[customer]!;
  const width = data.features.length;
  const out = new Float32Array(rows * width);
  for (let i = 0; i < rows; i++) {
    const article = data.rowArticle[from + i]!;
    let at = i * width;
    for (const column of data.pair) out[at++] = column[from + i]!;
    for (const column of data.article) out[at++] = column[article]!;
    for (const column of data.customer) out[at++] = column[customer]!;
  }
  return out;
}
