/**
 * The calendar and the sizes of the synthetic shop.
 *
 * @module
 */

/** What the Kaggle H&M data set holds (its competition page, and counts of its three files). */
export const FULL_SIZE = { customers: 1_371_980, articles: 105_542, transactions: 31_788_324 };

/** Days in the data, 2018-09-20 to 2020-09-22. */
export const DAYS = 734;

/** First day of the data, days since 1970-01-01 (2018-09-20, a Thursday). */
export const FIRST_DAY = Date.UTC(2018, 8, 20) / 86_400_000;

/**
 * Weeks run Wednesday to Tuesday, so that the last seven days are one whole week; week 0 has six
 * days. Articles, tastes and customers' states change only between weeks.
 */
export const LAST_WEEK = 104;

/** Blocks of customers that outputs are made in, whatever the number of threads. */
export const BLOCKS = 64;

/**
 * First day (0 = 2018-09-20) of a week; week 0 begins one day before the data.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { LAST_WEEK, weekStart } from "./scale.ts";
 *
 * assert.equal(weekStart(LAST_WEEK), 727);
 * ```
 */
export const weekStart = (week: number): number => 7 * week - 1;

/**
 * The week that a day (0 = 2018-09-20) lies in.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { weekOf } from "./scale.ts";
 *
 * assert.deepEqual([0, 5, 6].map(weekOf), [0, 0, 1]);
 * ```
 */
export const weekOf = (day: number): number => Math.floor((day + 1) / 7);

/** How large a shop is. */
export interface ShopSize {
  customers: number;
  articles: number;
  transactions: number;
  /** Customers per block. */
  blockSize: number;
}

/**
 * The size of a shop with so many customers: transactions in proportion (H&M's 23.17 per
 * customer), articles with the power 0.4, as assortments grow slower than custom.
 *
 * @throws {RangeError} If `customers` is not a whole number from 64 to 100 million.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopSize } from "./scale.ts";
 *
 * assert.equal(shopSize(1_371_980).transactions, 31_788_324);
 * assert.equal(shopSize(13_720).articles, 16_727);
 * ```
 */
export function shopSize(customers: number): ShopSize {
  if (!Number.isInteger(customers) || customers < 64 || customers > 1e8) {
    throw new RangeError(
      `Expected customers to be an integer from 64 to 100000000 but found ${customers}`,
    );
  }
  const share = customers / FULL_SIZE.customers;
  return {
    customers,
    articles: Math.max(600, Math.round(FULL_SIZE.articles * share ** 0.4)),
    transactions: Math.round(FULL_SIZE.transactions * share),
    blockSize: Math.ceil(customers / BLOCKS),
  };
}

/**
 * A day of the shop as `YYYY-MM-DD`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dateText } from "./scale.ts";
 *
 * assert.equal(dateText(733), "2020-09-22");
 * ```
 */
export function dateText(day: number): string {
  return new Date((FIRST_DAY + day) * 86_400_000).toISOString().slice(0, 10);
}
