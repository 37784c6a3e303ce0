/**
 * What the shop knew of its articles before a day: how often they were bought, what they cost,
 * what they are. Personas, menus and choice models all read it from here.
 *
 * @module
 */
import type { CodedColumn, EpochDay, Shop } from "../ingest/shop.ts";
import type { ArticleWords } from "./article_words.ts";

/** Facts per article code, from lines before `asOf` alone. */
export interface ArticleFacts {
  readonly asOf: EpochDay;
  /** Lines of the last 28 days. */
  readonly sold28: Float64Array;
  /** Lines of the last 7 days. */
  readonly sold7: Float64Array;
  /** Mean of ln(price); NaN where no price is known. */
  readonly logPrice: Float64Array;
  /** What kind of article it is; `null` where the shop does not say. */
  readonly category: CodedColumn | null;
  /** `null` where the shop does not say. */
  readonly colour: CodedColumn | null;
  /** What else the shop says of articles, in columns that several articles share. */
  readonly others: readonly CodedColumn[];
  /** Words of the articles' names; `null` where they were not given. */
  readonly words: ArticleWords | null;
}

/** Articles that share a value of a column on average, at least. */
const SHARED = 4;

/** Columns that say what an article is, the most telling first. */
const CATEGORIES = [
  "product_type_name",
  "product_group_name",
  "product_category",
  "department_name",
  "department",
  "section_name",
  "index_name",
];

/**
 * Counts what was sold and at which price before a day.
 *
 * @param words Words of the articles' names, for the virtual customers that read names.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleFacts } from "./article_facts.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 98, price: Math.E },
 *   { customer: 0, article: 0, day: 100, price: 9 },
 * ]);
 * const facts = articleFacts(shop, 100);
 * assert.equal(facts.sold28[0], 1);
 * assert.ok(Math.abs(facts.logPrice[0]! - 1) < 1e-6);
 * ```
 */
export function articleFacts(
  shop: Shop,
  asOf: EpochDay,
  words: ArticleWords | null = null,
): ArticleFacts {
  const { articles, article, day, price } = shop.orders;
  const sold28 = new Float64Array(articles);
  const sold7 = new Float64Array(articles);
  const sum = new Float64Array(articles);
  const priced = new Float64Array(articles);
  for (let i = 0; i < day.length; i++) {
    if (day[i]! >= asOf) continue;
    const a = article[i]!;
    if (price[i]! > 0) {
      sum[a]! += Math.log(price[i]!);
      priced[a]! += 1;
    }
    if (day[i]! >= asOf - 28) sold28[a]! += 1;
    if (day[i]! >= asOf - 7) sold7[a]! += 1;
  }
  const [category, colour] = [categoryColumn(shop), colourColumn(shop)];
  return {
    asOf,
    sold28,
    sold7,
    logPrice: sum.map((total, a) => total / priced[a]!),
    category,
    colour,
    others: [...shop.articles.attributes.values()].filter((column) =>
      column !== category && column !== colour && column.labels.length > 2 &&
      column.labels.length <= articles / SHARED
    ),
    words,
  };
}

function categoryColumn({ articles: { attributes } }: Shop): CodedColumn | null {
  for (const name of CATEGORIES) {
    const column = attributes.get(name);
    if (column && column.labels.length > 2) return column;
  }
  const usable = [...attributes].filter(([name, { labels }]) =>
    !/colou?r|product_code/.test(name) && labels.length > 2 && labels.length <= 200
  );
  return usable[0]?.[1] ?? null;
}

function colourColumn({ articles: { attributes } }: Shop): CodedColumn | null {
  for (const [name, column] of attributes) {
    if (/colou?r/.test(name) && column.labels.length > 2) return column;
  }
  return null;
}

/**
 * Probabilities of drawing each article as a distractor or an alternative: its share of the sales
 * of four weeks with a tenth spread over the whole catalogue, and the running sum to draw from.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleFacts, drawProbabilities } from "./article_facts.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 1 }], { articles: 2 });
 * const { probability } = drawProbabilities(articleFacts(shop, 2));
 * assert.deepEqual([...probability], [0.9 + 0.1 / 2, 0.1 / 2]);
 * ```
 */
export function drawProbabilities(
  { sold28 }: ArticleFacts,
): { probability: Float64Array; cumulative: Float64Array } {
  const total = sold28.reduce((a, b) => a + b, 0);
  const spread = total === 0 ? 1 : 0.1;
  const probability = sold28.map((n) =>
    spread / sold28.length + (total === 0 ? 0 : (1 - spread) * n / total)
  );
  const cumulative = new Float64Array(probability.length);
  let running = 0;
  probability.forEach((p, a) => cumulative[a] = running += p);
  return { probability, cumulative };
}

/**
 * The first place whose running sum is above `uniform` times the total.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawFrom } from "./article_facts.ts";
 *
 * assert.equal(drawFrom(Float64Array.of(0.5, 0.5, 1), 0.5), 2);
 * ```
 */
export function drawFrom(cumulative: Float64Array, uniform: number): number {
  const target = uniform * cumulative[cumulative.length - 1]!;
  let [low, high] = [0, cumulative.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
