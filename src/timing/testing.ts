/**
 * Made-up shops with a known rhythm, for this room's tests.
 *
 * @module
 */
import { type LineInput, type Shop, shopFromLines } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";

/** Options of {@linkcode rhythmicShop}. */
export interface RhythmicShopOptions {
  /** @default {120} */
  customers?: number;
  /** @default {140} */
  days?: number;
  /** Whether orders have a time of day. @default {true} */
  times?: boolean;
  /** @default {1} */
  seed?: number;
}

/**
 * A shop that is closed on Sundays and from 20 to 8: even customers order around ten and mostly on
 * Mondays, odd ones around seventeen and mostly on Fridays; everybody orders once in ten days.
 */
export function rhythmicShop(options: RhythmicShopOptions = {}): Shop {
  const { customers = 120, days = 140, times = true, seed = 1 } = options;
  const random = createRandom(seed);
  const lines: LineInput[] = [];
  for (let customer = 0; customer < customers; customer++) {
    const early = customer % 2 === 0;
    for (let day = 4; day < 4 + days; day++) { // day 4 is a Monday
      const weekday = (day - 4) % 7;
      if (weekday === 6) continue;
      const favourite = weekday === (early ? 0 : 4);
      if (random.uniform() > (favourite ? 0.4 : 0.05)) continue;
      const centre = early ? 10 : 17;
      const hour = centre - 1 + random.integer(3);
      const minute = 60 * hour + random.integer(60);
      lines.push({ customer, article: random.integer(9), day, ...(times ? { minute } : {}) });
    }
  }
  return shopFromLines(lines, { customers: customers + 1, articles: 9 });
}
