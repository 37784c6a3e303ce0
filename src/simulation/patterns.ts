/**
 * Shopping patterns of the population before a day: who there is, and what each segment buys.
 *
 * @module
 */
import type { Shop } from "../ingest/shop.ts";
import type { ArticleFacts } from "./article_facts.ts";
import { AGE_BANDS, FREQUENCY_TIERS, personaMaker, PRICE_TIERS } from "./personas.ts";

/** A segment and the categories it buys. */
export interface SegmentPattern {
  /** `price tier`, `age` or `frequency`. */
  readonly by: string;
  readonly segment: string;
  readonly customers: number;
  readonly lines: number;
  /** Share of the segment's lines per category, in the order of `categories`. */
  readonly shares: readonly number[];
}

/** What `data/simulation/patterns.json` holds. */
export interface Patterns {
  /** The commonest categories, then `other`. */
  readonly categories: readonly string[];
  readonly segments: readonly SegmentPattern[];
}

/** Categories told one by one. */
const TOLD = 12;

/**
 * Segment × category shares of all customers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleFacts } from "./article_facts.ts";
 * import { shoppingPatterns } from "./patterns.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 1 }], {
 *   articleAttributes: { product_type_name: ["Mug", "Hat"] },
 *   articles: 2,
 * });
 * const { categories, segments } = shoppingPatterns(shop, articleFacts(shop, 9));
 * assert.deepEqual(categories, ["Mug", "Hat", "other"]);
 * assert.deepEqual(segments.find(({ segment }) => segment === "once")!.shares, [1, 0, 0]);
 * ```
 */
export function shoppingPatterns(shop: Shop, facts: ArticleFacts): Patterns {
  const told = commonCategories(facts);
  const place = new Map(told.map((code, i) => [code, i]));
  const maker = personaMaker(shop, facts);
  const groups = {
    "price tier": PRICE_TIERS.map(() => newGroup(told.length)),
    age: AGE_BANDS.map(() => newGroup(told.length)),
    frequency: FREQUENCY_TIERS.map(() => newGroup(told.length)),
  };
  for (let c = 0; c < shop.orders.customers; c++) {
    const persona = maker.of(c);
    const mine = [
      groups["price tier"][persona.priceTier]!,
      groups.age[persona.ageBand]!,
      groups.frequency[persona.frequencyTier]!,
    ];
    for (const group of mine) {
      group.customers++;
      group.lines += persona.lines;
      for (const [code, n] of persona.categories) {
        group.counts[place.get(code) ?? told.length]! += n;
      }
    }
  }
  const names = { "price tier": PRICE_TIERS, age: AGE_BANDS, frequency: FREQUENCY_TIERS };
  return {
    categories: [...told.map((code) => facts.category!.labels[code]!), "other"],
    segments: Object.entries(groups).flatMap(([by, list]) =>
      list.map((group, i) => pattern(by, names[by as keyof typeof names][i]!, group))
    ).filter(({ customers }) => customers > 0),
  };
}

interface Group {
  customers: number;
  lines: number;
  counts: Float64Array;
}

function newGroup(categories: number): Group {
  return { customers: 0, lines: 0, counts: new Float64Array(categories + 1) };
}

function pattern(by: string, segment: string, { customers, lines, counts }: Group): SegmentPattern {
  const total = counts.reduce((a, b) => a + b, 0);
  return { by, segment, customers, lines, shares: [...counts].map((n) => total ? n / total : 0) };
}

function commonCategories({ category, sold28 }: ArticleFacts): number[] {
  if (category === null) return [];
  const sold = new Float64Array(category.labels.length);
  sold28.forEach((n, a) => sold[category.codes[a]!]! += n);
  return category.labels.map((_, code) => code).slice(1)
    .sort((a, b) => sold[b]! - sold[a]! || a - b).slice(0, TOLD);
}
