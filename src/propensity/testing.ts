/**
 * Made-up shops with known buying habits, for this room's tests.
 *
 * @module
 */
import { type LineInput, type Shop, shopFromLines } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";

/** Options of {@linkcode habitualShop}. */
export interface HabitualShopOptions {
  /** Customers who buy; as many as a tenth more never do. @default {300} */
  customers?: number;
  /** @default {200} */
  days?: number;
  /** First day, days since 1970-01-01. @default {1000} */
  from?: number;
  /** Whether lines have prices. @default {true} */
  prices?: boolean;
  /** @default {1} */
  seed?: number;
}

/**
 * A shop whose customers buy every `5 + 3 · (c mod 20)` days give or take a quarter; every fourth
 * one stops for good half-way. An order has one to three lines at 10 to 20 units.
 */
export function habitualShop(options: HabitualShopOptions = {}): Shop {
  const { customers = 300, days = 200, from = 1000, prices = true, seed = 1 } = options;
  const random = createRandom(seed);
  const lines: LineInput[] = [];
  for (let customer = 0; customer < customers; customer++) {
    const gap = 5 + 3 * (customer % 20);
    const last = customer % 4 === 3 ? days / 2 : days;
    for (let day = gap * random.uniform(); day < last; day += gap * (0.75 + random.uniform() / 2)) {
      const minute = 600 + random.integer(300);
      for (let line = random.integer(3); line >= 0; line--) {
        const price = prices ? { price: 10 + random.integer(11) } : {};
        lines.push({
          customer,
          article: random.integer(50),
          day: from + Math.floor(day),
          minute,
          ...price,
        });
      }
    }
  }
  return shopFromLines(lines, { customers: Math.round(customers * 1.1), articles: 50 });
}

/** The shop without its lines of `cut` and later, as plain arrays would be after deleting rows. */
export function withoutLinesFrom(shop: Shop, cut: number): Shop {
  const { orders } = shop;
  const kept: LineInput[] = [];
  for (let customer = 0; customer < orders.customers; customer++) {
    for (let i = orders.offsets[customer]!; i < orders.offsets[customer + 1]!; i++) {
      if (orders.day[i]! >= cut) continue;
      kept.push({
        customer,
        article: orders.article[i]!,
        day: orders.day[i]!,
        price: orders.price[i]!,
        ...(orders.minute ? { minute: orders.minute[i]! } : {}),
      });
    }
  }
  return shopFromLines(kept, { customers: orders.customers, articles: orders.articles });
}
