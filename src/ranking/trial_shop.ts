/**
 * A small random shop with habits, for tests: customers come back to their own articles.
 *
 * @module
 */
import { type LineInput, type Shop, shopFromLines } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";
import { DEFAULT_RECIPE, type RankerRecipe } from "./recipe.ts";

/** Options of {@linkcode trialShop}. */
export interface TrialShopOptions {
  /** @default {300} */
  customers?: number;
  /** @default {120} */
  articles?: number;
  /** Days of history. @default {120} */
  days?: number;
  /** @default {1} */
  seed?: number;
}

/**
 * A shop in which each customer prefers some articles and buys them again; prices, channels, ages
 * and attributes have gaps.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { trialShop } from "./trial_shop.ts";
 *
 * assert.deepEqual(trialShop({ customers: 9 }), trialShop({ customers: 9 }));
 * assert.equal(trialShop({ customers: 9 }).customers.count, 9);
 * ```
 */
export function trialShop(options: TrialShopOptions = {}): Shop {
  const { customers = 300, articles = 120, days = 120, seed = 1 } = options;
  const random = createRandom(seed);
  const pick = (n: number) => Math.floor(random.uniform() * n);
  const lines: LineInput[] = [];
  for (let customer = 0; customer < customers; customer++) {
    const liked = Array.from({ length: 6 }, () => Math.floor(articles * random.uniform() ** 2));
    const orders = customer % 11 === 0 ? 0 : 1 + pick(12);
    for (let o = 0; o < orders; o++) {
      const day = 1000 + pick(days);
      for (let l = 0; l <= pick(3); l++) {
        const article = random.uniform() < 0.7 ? liked[pick(6)]! : pick(articles);
        const price = article % 7 === 0 ? NaN : 1 + article % 13 + 0.1 * pick(4);
        lines.push({ customer, article, day, price, channel: 1 + pick(2) });
      }
    }
  }
  const label = (name: string, n: number) =>
    Array.from({ length: articles }, (_, a) => a % 17 === 0 ? "" : `${name}${a % n}`);
  return shopFromLines(lines, {
    customers,
    articles,
    ages: Array.from({ length: customers }, (_, c) => c % 5 === 0 ? NaN : 18 + c % 50),
    articleAttributes: {
      product_code: label("p", 40),
      product_type_name: label("t", 9),
      colour_group_name: label("c", 5),
    },
  });
}

/**
 * Writes a trial shop's orders as `transactions_train.csv` into a folder that is made for it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeTrialShop } from "./trial_shop.ts";
 *
 * const folder = `${Deno.makeTempDirSync()}/shop`;
 * writeTrialShop(folder, { customers: 9 });
 * const text = Deno.readTextFileSync(`${folder}/transactions_train.csv`);
 * assert.match(text, /^t_dat,customer_id,article_id\n1972-\d\d-\d\d,customer \d,0\d+\n/);
 * ```
 */
export function writeTrialShop(folder: string, options: TrialShopOptions = {}): void {
  const { orders } = trialShop(options);
  const lines: string[] = [];
  for (let c = 0; c < orders.customers; c++) {
    for (let i = orders.offsets[c]!; i < orders.offsets[c + 1]!; i++) {
      const day = new Date(orders.day[i]! * 86_400_000).toISOString().slice(0, 10);
      lines.push(`${day},customer ${c},0${100 + orders.article[i]!}`);
    }
  }
  Deno.mkdirSync(folder, { recursive: true });
  Deno.writeTextFileSync(
    `${folder}/transactions_train.csv`,
    `t_dat,customer_id,article_id\n${lines.join("\n")}\n`,
  );
}

/** The default recipe, small: some seconds become tenths. */
export const TRIAL_RECIPE: RankerRecipe = {
  ...DEFAULT_RECIPE,
  labelWindows: 5,
  maxTrees: 12,
  candidates: { ...DEFAULT_RECIPE.candidates, maxCandidates: 60 },
};
