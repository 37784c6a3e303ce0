/**
 * Gathers the what-if page's data from the same arrays that batch ranking reads.
 *
 * @module
 */
import type { FeatureDefinition } from "../../features/catalogue.ts";
import type { OrderLines } from "../../ingest/shop.ts";
import { modelImportance } from "../../lightgbm/mod.ts";
import { rowFiller, type RowInputs } from "../../ranking/rows.ts";
import type { WhatIfCustomer, WhatIfData } from "./scenario.ts";

/** What the data are made of. */
export interface WhatIfSource {
  readonly shop: string;
  /** Day of the run, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly inputs: RowInputs;
  /** LightGBM's text. */
  readonly modelText: string;
  /** Codes of the customers to show. */
  readonly customers: readonly number[];
  /** What people call an article. */
  articleName(article: number): string;
}

/** The page's data: every candidate of the given customers. */
export function whatIfData(source: WhatIfSource): WhatIfData {
  const { inputs, modelText } = source;
  const { snapshot, maxCandidates } = inputs.candidates;
  const filler = rowFiller(inputs);
  const { pair: pairColumns, article: articleColumns } = filler.grain;
  const most = source.customers.length * maxCandidates;
  const pair = pairColumns.map(() => new Float32Array(most));
  const codes = new Uint32Array(most);
  const customers: WhatIfCustomer[] = [];
  let row = 0;
  for (const customer of source.customers) {
    const rows = filler.fillPairs(customer, pair, row);
    codes.set(filler.generator.candidates.article.subarray(0, rows), row);
    customers.push({ from: row, rows, ...orderList(snapshot.orders, customer, snapshot.asOf) });
    row += rows;
  }
  const articles = [...new Set(codes.subarray(0, row))].sort((a, b) => a - b);
  const place = new Map(articles.map((code, i) => [code, i]));
  return {
    shop: source.shop,
    asOf: source.asOf,
    features: onTheirOwn(filler.definitions),
    pairColumns: pairColumns.length,
    articleColumns: articleColumns.length,
    splits: [...modelImportance(modelText).split],
    customers,
    articles: articles.map((code) => source.articleName(code)),
    rowArticle: codes.subarray(0, row).map((code) => place.get(code)!),
    pair: pair.map((column) => column.subarray(0, row)),
    article: gathered(inputs.articles.values, articles),
    customer: gathered(inputs.customers.values, source.customers),
  };
}

/** The columns with meanings that stand alone: "the same" is said with what it is the same as. */
function onTheirOwn(definitions: readonly FeatureDefinition[]): FeatureDefinition[] {
  let full = "";
  return definitions.map(({ name, family, meaning, unit }) => {
    const same = /^The same\b/.test(meaning);
    if (!same) full = meaning.replace(/\.$/, "");
    return { name, family, unit, meaning: same ? `${full}; t${meaning.slice(1)}` : meaning };
  });
}

function gathered(columns: readonly Float32Array[], codes: readonly number[]): Float32Array[] {
  return columns.map((column) => Float32Array.from(codes, (code) => column[code]!));
}

/** A customer's orders, newest first. */
function orderList(orders: OrderLines, customer: number, asOf: number) {
  const { offsets, day, minute } = orders;
  const orderAges: number[] = [];
  const orderLines: number[] = [];
  for (let i = offsets[customer + 1]! - 1; i >= offsets[customer]!; i--) {
    const same = i + 1 < offsets[customer + 1]! && day[i] === day[i + 1] &&
      (minute === null || minute[i] === minute[i + 1]);
    if (!same) {
      orderAges.push(asOf - day[i]!);
      orderLines.push(0);
    }
    orderLines[orderLines.length - 1]! += 1;
  }
  return { orderAges, orderLines };
}

/**
 * Customers with an order, spread evenly from the likeliest to buy to the least likely: their codes,
 * likeliest first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { spreadCustomers } from "./payload.ts";
 *
 * const orders = { offsets: Uint32Array.of(0, 1, 2, 2, 3, 4), customers: 5 };
 * assert.deepEqual(spreadCustomers(orders, [0.1, 0.5, 0.9, 0.3, 0.2], 2), [1, 4]);
 * ```
 */
export function spreadCustomers(
  { offsets, customers }: Pick<OrderLines, "offsets" | "customers">,
  propensity: ArrayLike<number>,
  count: number,
): number[] {
  const known = Array.from({ length: customers }, (_, c) => c)
    .filter((c) => offsets[c + 1]! > offsets[c]!)
    .sort((a, b) => propensity[b]! - propensity[a]! || a - b);
  const chosen = Math.min(count, known.length);
  return Array.from({ length: chosen }, (_, i) => known[Math.floor(i * known.length / chosen)]!);
}
