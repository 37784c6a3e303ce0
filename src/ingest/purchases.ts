/**
 * Who bought what in a window of days: the truth of an evaluation and the labels of a training
 * week.
 *
 * @module
 */
import type { EpochDay, Shop } from "./shop.ts";

/** Distinct articles bought per buyer in `[from, to)`, buyers in order of their code. */
export interface WindowPurchases {
  readonly from: EpochDay;
  readonly to: EpochDay;
  /** Customer codes with at least one purchase in the window, ascending. */
  readonly buyers: Uint32Array;
  /** Length `buyers.length + 1`: bounds of each buyer's articles. */
  readonly offsets: Uint32Array;
  /** Distinct article codes per buyer, ascending. */
  readonly articles: Uint32Array;
}

/**
 * The distinct purchases of every buyer in `[from, to)`; duplicate lines count once.
 *
 * @throws {RangeError} If the window is empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "./shop.ts";
 * import { purchasesIn } from "./purchases.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 1, article: 4, day: 10 },
 *   { customer: 1, article: 4, day: 11 },
 *   { customer: 1, article: 2, day: 20 },
 * ]);
 * const truth = purchasesIn(shop, 10, 17);
 * assert.deepEqual([...truth.buyers], [1]);
 * assert.deepEqual([...truth.articles], [4]);
 * ```
 */
export function purchasesIn(shop: Shop, from: EpochDay, to: EpochDay): WindowPurchases {
  if (!(to > from)) {
    throw new RangeError(`Expected the window's end to be after ${from} but found ${to}`);
  }
  const { customers, offsets: lineOffsets, day, article } = shop.orders;
  const buyers: number[] = [];
  const offsets: number[] = [0];
  const articles: number[] = [];
  for (let c = 0; c < customers; c++) {
    const bought = new Set<number>();
    for (let i = lineOffsets[c + 1]! - 1; i >= lineOffsets[c]! && day[i]! >= from; i--) {
      if (day[i]! < to) bought.add(article[i]!);
    }
    if (bought.size === 0) continue;
    buyers.push(c);
    articles.push(...[...bought].sort((a, b) => a - b));
    offsets.push(articles.length);
  }
  return {
    from,
    to,
    buyers: Uint32Array.from(buyers),
    offsets: Uint32Array.from(offsets),
    articles: Uint32Array.from(articles),
  };
}
