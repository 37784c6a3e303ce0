/**
 * Rules without a model: what sells, and what the customer bought before.
 *
 * @module
 */
import { buyersWithin, rankArticles } from "../../candidates/popularity.ts";
import { historyReader } from "../../features/history.ts";
import type { Snapshot } from "../../ingest/shop.ts";
import type { Recommender } from "../score_lists.ts";

/** Days of the popularity that the baselines use. */
export const BASELINE_POPULARITY_DAYS = 14;
/** Length of a baseline's list, for recall@100. */
export const LIST_LENGTH = 100;

/** Options of {@linkcode popularityBaseline} and {@linkcode repurchaseBaseline}. */
export interface RuleOptions {
  /** Days of popularity. @default {BASELINE_POPULARITY_DAYS} */
  days?: number;
}

/** Popularity of the last days, the same for everybody. */
export function popularityBaseline(snapshot: Snapshot, options: RuleOptions = {}): Recommender {
  const { article } = popular(snapshot, options);
  return () => article;
}

/** Options of {@linkcode repurchaseBaseline}. */
export interface RepurchaseOptions extends RuleOptions {
  /** Half-life in days of an own order. @default {Infinity: the number of orders} */
  halfLifeDays?: number;
}

/**
 * The customer's own articles by number of orders, each halved every `halfLifeDays`; ties by
 * popularity, then by code; popularity after them.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { repurchaseBaseline } from "./rules.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 1 },
 *   { customer: 0, article: 0, day: 2 },
 *   { customer: 0, article: 1, day: 30 },
 * ]);
 * const snapshot = snapshotAt(shop, 31);
 * assert.deepEqual([...Array.from(repurchaseBaseline(snapshot)(0))], [0, 1]);
 * const recent = repurchaseBaseline(snapshot, { halfLifeDays: 7 });
 * assert.deepEqual([...Array.from(recent(0))], [1, 0]);
 * ```
 */
export function repurchaseBaseline(
  snapshot: Snapshot,
  options: RepurchaseOptions = {},
): Recommender {
  const { halfLifeDays = Infinity } = options;
  const { article: fallback, buyers } = popular(snapshot, options);
  const history = historyReader(snapshot);
  const { asOf, orders } = snapshot;
  const weight = new Float64Array(orders.articles);
  return (customer) => {
    history.read(customer);
    const own = history.article.slice(0, history.size);
    for (let e = 0; e < own.length; e++) {
      weight[own[e]!] = halfLifeDays === Infinity ? history.orderCount[e]! : 0;
    }
    if (halfLifeDays !== Infinity) addDecayed(customer);
    const list = Array.from(own).sort((a, b) =>
      weight[b]! - weight[a]! || buyers[b]! - buyers[a]! || a - b
    );
    return fillUp(list, fallback);
  };

  /** One order of an article counts once, however many lines it has. */
  function addDecayed(customer: number) {
    const { offsets, article, day, minute } = orders;
    const seen = new Set<number>();
    for (let i = offsets[customer]!; i < offsets[customer + 1]!; i++) {
      const before = i - 1;
      const newOrder = i === offsets[customer] || day[before] !== day[i] ||
        (minute !== null && minute[before] !== minute[i]);
      if (newOrder) seen.clear();
      if (seen.has(article[i]!)) continue;
      seen.add(article[i]!);
      weight[article[i]!]! += 2 ** ((day[i]! - asOf) / halfLifeDays);
    }
  }
}

/** Buyers per article in the last days, and the articles in that order. */
export function popular(snapshot: Snapshot, options: RuleOptions = {}) {
  const buyers = buyersWithin(snapshot, options.days ?? BASELINE_POPULARITY_DAYS);
  return { buyers, article: rankArticles(buyers, LIST_LENGTH).article };
}

/**
 * A list with what it lacks to its full length from the fallback, nothing twice.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fillUp } from "./rules.ts";
 *
 * assert.deepEqual([...fillUp([3, 1], Uint32Array.of(1, 2))], [3, 1, 2]);
 * ```
 */
export function fillUp(list: number[], fallback: Uint32Array): Uint32Array {
  const seen = new Set(list);
  for (const code of fallback) {
    if (list.length >= LIST_LENGTH) break;
    if (!seen.has(code)) list.push(code);
  }
  return Uint32Array.from(list.slice(0, LIST_LENGTH));
}
