/**
 * Made-up shops with known tastes, for this room's tests.
 *
 * @module
 */
import { type LineInput, type Shop, shopFromLines } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";

/** Options of {@linkcode tastefulShop}. */
export interface TastefulShopOptions {
  /** @default {600} */
  customers?: number;
  /** Days of history. @default {84} */
  days?: number;
  /** Probability that a purchase follows the customer's own taste; 0 plants nothing. @default {0.8} */
  taste?: number;
  /** Days between two purchases of a customer, on average. @default {14} */
  gap?: number;
  /** @default {1} */
  seed?: number;
}

/** First day of the made-up history. */
export const FIRST_DAY = 1000;
/** Categories of the made-up shop; customer `c` likes category `c mod 6`. */
export const CATEGORIES = ["Mug", "Hat", "Bag", "Lamp", "Card", "Toy"] as const;
/** Articles per category; article `a` is of category `a mod 6`. */
const PER_CATEGORY = 20;

/**
 * Customers who buy one article at a time around the hour `9 + (c mod 3) · 4`; with probability
 * `taste` of their own category, else of any, earlier articles of a category more often.
 */
export function tastefulShop(options: TastefulShopOptions = {}): Shop {
  const { customers = 600, days = 84, taste = 0.8, gap = 14, seed = 1 } = options;
  const random = createRandom(seed);
  const lines: LineInput[] = [];
  for (let customer = 0; customer < customers; customer++) {
    for (let day = random.uniform() * gap; day < days; day += gap * (0.5 + random.uniform())) {
      const own = random.uniform() < taste;
      const category = own ? customer % CATEGORIES.length : random.integer(CATEGORIES.length);
      const within = Math.floor(PER_CATEGORY * random.uniform() ** 2);
      lines.push({
        customer,
        article: within * CATEGORIES.length + category,
        day: FIRST_DAY + Math.floor(day),
        minute: 60 * (9 + 4 * (customer % 3)) + random.integer(60),
        price: 5 * (1 + category),
      });
    }
  }
  const articles = PER_CATEGORY * CATEGORIES.length;
  return shopFromLines(lines, {
    customers,
    articles,
    articleAttributes: {
      product_type_name: Array.from({ length: articles }, (_, a) => CATEGORIES[a % 6]!),
    },
    ages: Array.from({ length: customers }, (_, c) => 18 + c % 60),
  });
}
