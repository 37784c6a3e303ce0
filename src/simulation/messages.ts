/**
 * What each arm sends: popular articles at a random hour (A), the ranker's articles at the personal
 * hour (B), and random articles as the known-bad arm.
 *
 * @module
 */
import { rankArticles } from "../candidates/popularity.ts";
import { createRandom, shuffle } from "../statistics/random.ts";
import type { ArticleFacts } from "./article_facts.ts";
import type { Message } from "./customer.ts";

/** First and last hour at which arm A sends. */
export const SEND_HOURS = { first: 9, last: 21 } as const;

/** Hours that arm A draws from, each with the same probability. */
export const SEND_HOUR_COUNT: number = SEND_HOURS.last - SEND_HOURS.first + 1;

/** An arm: what it would send a customer, without thinking of any other arm. */
export interface Arm {
  readonly name: string;
  readonly description: string;
  message(customer: number): Message;
}

/** Options of the arms. */
export interface ArmOptions {
  /** Articles per message. @default {12} */
  size?: number;
  /** Whether messages have an hour. @default {true} */
  hours?: boolean;
  /** @default {1} */
  seed?: number;
}

/**
 * Arm A: the articles most bought in four weeks, at an hour drawn from 9 to 21.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleFacts } from "./article_facts.ts";
 * import { popularArm } from "./messages.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 1, day: 5 }]);
 * const { articles, hour } = popularArm(articleFacts(shop, 6), { size: 1 }).message(0);
 * assert.deepEqual(articles, [1]);
 * assert.ok(hour! >= 9 && hour! <= 21);
 * ```
 */
export function popularArm(facts: ArticleFacts, options: ArmOptions = {}): Arm {
  const { size = 12, hours = true, seed = 1 } = options;
  const popular = [...rankArticles(facts.sold28, size).article];
  return {
    name: "A",
    description: `the ${size} most bought articles of four weeks` +
      (hours ? ", at a random hour from 9 to 21" : ""),
    message(customer) {
      const random = createRandom(seed, 21 + 100 * customer);
      const hour = hours ? SEND_HOURS.first + random.integer(SEND_HOUR_COUNT) : null;
      return { articles: shuffle([...popular], random), hour };
    },
  };
}

/** A customer's recommendation, as the tables hold it. */
export interface Recommended {
  /** Article codes. */
  readonly articles: readonly number[];
  readonly hour: number | null;
}

/**
 * Arm B: the recommended articles at the recommended hour.
 *
 * @throws {RangeError} If a customer is asked for who has no recommendation.
 */
export function recommendedArm(
  recommended: ReadonlyMap<number, Recommended>,
  options: ArmOptions = {},
): Arm {
  const { hours = true, seed = 1 } = options;
  return {
    name: "B",
    description: "the ranker's articles" + (hours ? ", at the personal hour" : ""),
    message(customer) {
      const found = recommended.get(customer);
      if (!found) {
        throw new RangeError(`Expected a recommendation for customer ${customer} but found none`);
      }
      const random = createRandom(seed, 22 + 100 * customer);
      return { articles: shuffle([...found.articles], random), hour: hours ? found.hour : null };
    },
  };
}

/** The known-bad arm: articles drawn from the whole catalogue, at a random hour from 9 to 21. */
export function randomArm(facts: ArticleFacts, options: ArmOptions = {}): Arm {
  const { size = 12, hours = true, seed = 1 } = options;
  const articles = facts.sold28.length;
  return {
    name: "known-bad",
    description: "random articles of the whole catalogue",
    message(customer) {
      const random = createRandom(seed, 23 + 100 * customer);
      const drawn = new Set<number>();
      while (drawn.size < Math.min(size, articles)) drawn.add(random.integer(articles));
      const hour = hours ? SEND_HOURS.first + random.integer(SEND_HOUR_COUNT) : null;
      return { articles: [...drawn], hour };
    },
  };
}

/**
 * The articles of one arm at the hour of another, for telling what either is worth.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { crossedArm } from "./messages.ts";
 *
 * const arm = (article: number, hour: number) => ({
 *   name: "",
 *   description: "",
 *   message: () => ({ articles: [article], hour }),
 * });
 * assert.deepEqual(crossedArm(arm(1, 9), arm(2, 18)).message(0), { articles: [1], hour: 18 });
 * ```
 */
export function crossedArm(articles: Arm, hour: Arm): Arm {
  return {
    name: `${articles.name} at the hour of ${hour.name}`,
    description: `articles: ${articles.description}; hour: ${hour.description}`,
    message: (customer) => ({
      articles: articles.message(customer).articles,
      hour: hour.message(customer).hour,
    }),
  };
}
