/**
 * The truth as Parquet row groups, one per block of customers.
 *
 * @module
 */

import { type Customers, TIERS } from "./customers.ts";
import { ARTICLE_ID_LENGTH, CUSTOMER_ID_LENGTH, type CustomerIdWriter } from "./identifiers.ts";
import { articleProbability, basketChances, type Oracle, TRUTH_ARTICLES } from "./oracle.ts";
import { encodeRowGroup, type ParquetColumn, type RowGroup } from "./parquet.ts";
import { weekStart } from "./scale.ts";

/** Columns of `truth/articles.parquet` and `truth/next_articles.parquet`. */
export const TRUTH_ARTICLE_COLUMNS: ParquetColumn[] = [
  { name: "customer_id", type: "string" },
  { name: "rank", type: "int32" },
  { name: "article_id", type: "string" },
  { name: "probability", type: "float" },
];

/** Columns of `truth/customers.parquet`. */
export const TRUTH_CUSTOMER_COLUMNS: ParquetColumn[] = [
  { name: "customer_id", type: "string" },
  { name: "purchase_probability", type: "float" },
  { name: "next_purchase_probability", type: "float" },
  { name: "tier", type: "string" },
  { name: "weekend_factor", type: "float" },
  { name: "hour_mean", type: "float" },
  { name: "hour_concentration", type: "float" },
  { name: "hour_weight", type: "float" },
  { name: "first_taste", type: "int32" },
  { name: "second_taste", type: "int32" },
];

/** What the truth of a block of customers is made of. */
export interface TruthBlock {
  customers: Customers;
  /** Places of the block within `customers`. */
  start: number;
  end: number;
  /** Daily rates of baskets by place, and the week that they are of. */
  rate: Float32Array;
  week: number;
  demand: Float64Array;
  customerId: CustomerIdWriter;
}

/**
 * The most probable articles of each customer of a block.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createCustomers } from "./customers.ts";
 * import { customerIds } from "./identifiers.ts";
 * import { dailyDemand } from "./market.ts";
 * import { articleTruth } from "./truth_files.ts";
 *
 * const archetypes = createArchetypes(createCatalogue(1000, 1), 1);
 * const block = {
 *   customers: createCustomers({ first: 0, count: 2 }, archetypes, 1),
 *   start: 0,
 *   end: 2,
 *   rate: new Float32Array([0.1, 0.2]),
 *   week: 104,
 *   demand: dailyDemand(),
 *   customerId: customerIds(2, 1),
 * };
 * const best = { found: 1, article: new Uint32Array([0]), chance: new Float64Array([0.2]) };
 * const articleIds = new TextEncoder().encode("0108775015");
 * assert.equal(articleTruth(block, { of: () => best }, articleIds).rows, 2);
 * ```
 */
export function articleTruth(
  block: TruthBlock,
  oracle: { of(customer: number): Oracle },
  articleIds: Uint8Array,
): RowGroup {
  const most = (block.end - block.start) * TRUTH_ARTICLES;
  const owner = new Uint32Array(most);
  const rank = new Uint32Array(most);
  const article = new Uint32Array(most);
  const probability = new Float32Array(most);
  const baskets = new Float64Array(7);
  let rows = 0;
  for (let i = block.start; i < block.end; i++) {
    basketChances(rhythmOf(block, i), baskets);
    const { found, article: best, chance } = oracle.of(i);
    for (let k = 0; k < found; k++, rows++) {
      owner[rows] = i - block.start;
      rank[rows] = k;
      article[rows] = best[k]!;
      probability[rows] = articleProbability(chance[k]!, block.customers.growth[i]!, baskets);
    }
  }
  const ranks = Int32Array.from({ length: TRUTH_ARTICLES }, (_, k) => k + 1);
  return encodeRowGroup(rows, [
    { ...customerDictionary(block), codes: owner.subarray(0, rows) },
    { plain: bytesOf(ranks), dictionarySize: TRUTH_ARTICLES, codes: rank.subarray(0, rows) },
    articleDictionary(article.subarray(0, rows), articleIds),
    { plain: bytesOf(probability.subarray(0, rows)) },
  ]);
}

function rhythmOf(block: TruthBlock, i: number) {
  return {
    rate: block.rate[i]!,
    weekend: block.customers.weekend[i]!,
    demand: block.demand,
    firstDay: weekStart(block.week),
  };
}

/**
 * Whether and when each customer of a block buys; `next` is the same block a week later.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createCustomers } from "./customers.ts";
 * import { customerIds } from "./identifiers.ts";
 * import { dailyDemand } from "./market.ts";
 * import { customerTruth } from "./truth_files.ts";
 *
 * const archetypes = createArchetypes(createCatalogue(1000, 1), 1);
 * const block = {
 *   customers: createCustomers({ first: 0, count: 2 }, archetypes, 1),
 *   start: 0,
 *   end: 2,
 *   rate: new Float32Array([0.1, 0.2]),
 *   week: 104,
 *   demand: dailyDemand(),
 *   customerId: customerIds(2, 1),
 * };
 * assert.equal(customerTruth(block, { ...block, week: 105 }).rows, 2);
 * ```
 */
export function customerTruth(block: TruthBlock, next: TruthBlock): RowGroup {
  const { customers, start, end } = block;
  const baskets = new Float64Array(7);
  const anything = (of: TruthBlock) =>
    Float32Array.from(
      { length: end - start },
      (_, k) => articleProbability(1, 0, basketChances(rhythmOf(of, start + k), baskets)),
    );
  const tiers = TIERS.map((tier) => new TextEncoder().encode(tier));
  const part = (column: Float32Array) => ({ plain: bytesOf(column.subarray(start, end)) });
  const whole = (column: Uint8Array) => ({
    plain: bytesOf(Int32Array.from(column.subarray(start, end))),
  });
  return encodeRowGroup(end - start, [
    { plain: customerDictionary(block).plain },
    { plain: bytesOf(anything(block)) },
    { plain: bytesOf(anything(next)) },
    {
      plain: plainStrings(tiers),
      dictionarySize: tiers.length,
      codes: Uint32Array.from(customers.tier.subarray(start, end)),
    },
    part(customers.weekend),
    part(customers.hourMean),
    part(customers.hourConcentration),
    part(customers.hourWeight),
    whole(customers.firstTaste),
    whole(customers.secondTaste),
  ]);
}

function customerDictionary(block: TruthBlock): { plain: Uint8Array; dictionarySize: number } {
  const size = block.end - block.start;
  const plain = new Uint8Array(size * (4 + CUSTOMER_ID_LENGTH));
  for (let k = 0, at = 0; k < size; k++, at += 4 + CUSTOMER_ID_LENGTH) {
    plain[at] = CUSTOMER_ID_LENGTH;
    block.customerId(block.customers.first + block.start + k, plain, at + 4);
  }
  return { plain, dictionarySize: size };
}

/**
 * Article ids as a dictionary-encoded column, the dictionary in order of first appearance.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { articleDictionary } from "./truth_files.ts";
 *
 * const ids = new TextEncoder().encode("01000000010100000002");
 * assert.deepEqual([...articleDictionary(new Uint32Array([1, 1, 0]), ids).codes], [0, 0, 1]);
 * ```
 */
export function articleDictionary(
  articles: Uint32Array,
  articleIds: Uint8Array,
): { plain: Uint8Array; dictionarySize: number; codes: Uint32Array } {
  const codeOf = new Int32Array(articleIds.length / ARTICLE_ID_LENGTH).fill(-1);
  const codes = new Uint32Array(articles.length);
  const words: Uint8Array[] = [];
  for (let i = 0; i < articles.length; i++) {
    const a = articles[i]!;
    if (codeOf[a] === -1) {
      codeOf[a] = words.length;
      words.push(articleIds.subarray(ARTICLE_ID_LENGTH * a, ARTICLE_ID_LENGTH * (a + 1)));
    }
    codes[i] = codeOf[a]!;
  }
  return { plain: plainStrings(words), dictionarySize: words.length, codes };
}

/**
 * Texts in Parquet's plain encoding: four bytes of length, then the bytes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { plainStrings } from "./truth_files.ts";
 *
 * assert.deepEqual([...plainStrings([new Uint8Array([65])])], [1, 0, 0, 0, 65]);
 * ```
 */
export function plainStrings(words: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(words.reduce((sum, word) => sum + 4 + word.length, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const word of words) {
    view.setUint32(at, word.length, true);
    out.set(word, at + 4);
    at += 4 + word.length;
  }
  return out;
}

/** The bytes below a typed array. */
function bytesOf(values: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
