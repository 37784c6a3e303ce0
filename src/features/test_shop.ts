/**
 * A small random shop for tests: few articles, many repeats, gaps in everything that may be unknown.
 *
 * @module
 */
import { type LineInput, type Shop, shopFromLines } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";

/** Options of {@linkcode randomLines}. */
export interface RandomLinesOptions {
  /** @default {30} */
  customers?: number;
  /** @default {20} */
  articles?: number;
  /** @default {400} */
  lines?: number;
  /** Days from 1000 on. @default {120} */
  days?: number;
}

/**
 * Random order lines; small article codes are popular.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { randomLines } from "./test_shop.ts";
 *
 * assert.deepEqual(randomLines(1), randomLines(1));
 * ```
 */
export function randomLines(seed: number, options: RandomLinesOptions = {}): LineInput[] {
  const { customers = 30, articles = 20, lines = 400, days = 120 } = options;
  const random = createRandom(seed);
  const below = (n: number) => Math.floor(random.uniform() * n);
  return Array.from({ length: lines }, () => ({
    customer: below(customers),
    article: Math.floor(random.uniform() ** 2 * articles),
    day: 1000 + below(days),
    minute: 60 * below(3),
    price: random.uniform() < 0.1 ? NaN : 1 + below(9),
    channel: 1 + below(2),
    units: 1 + below(5),
  }));
}

/**
 * A shop of {@linkcode randomLines} with two article attributes and some ages.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { randomShop } from "./test_shop.ts";
 *
 * assert.equal(randomShop(1).orders.customers, 30);
 * ```
 */
export function randomShop(seed: number, options: RandomLinesOptions = {}): Shop {
  const { customers = 30, articles = 20 } = options;
  return shopFromLines(randomLines(seed, options), {
    customers,
    articles,
    ages: Array.from({ length: customers }, (_, c) => c % 3 === 0 ? NaN : 18 + c),
    articleAttributes: {
      product_code: Array.from({ length: articles }, (_, a) => `p${a >> 1}`),
      product_type_name: Array.from({ length: articles }, (_, a) => a % 5 === 0 ? "" : `t${a % 4}`),
    },
  });
}
