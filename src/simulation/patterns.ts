/**
 * Shopping patterns of the population before a day: who there is, and what each segment buys.
 *
 * @module
 */
import type { Shop } from "../ingest/shop.ts";
import type { ArticleFacts } from "./article_facts.ts";
import { personaMaker } from "./personas.ts";
import { segmentations } from "./segments.ts";

/** A segment and the categories it buys. */
export interface SegmentPattern {
  /** `price tier`, `age`, `frequency`, or a column of the source such as `income`. */
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
  const columns = [...shop.customers.attributes].map(([name, { labels }]) =>
    [name, labels.slice(1)] as const
  );
  const groups = segmentations(new Map(columns)).map((split) => ({
    ...split,
    groups: split.labels.map(() => newGroup(told.length)),
  }));
  for (let c = 0; c < shop.orders.customers; c++) {
    const persona = maker.of(c);
    for (const { groups: all, of } of groups) {
      const group = all[of(persona)];
      if (group === undefined) continue;
      group.customers++;
      group.lines += persona.lines;
      for (const [code, n] of persona.categories) {
        group.counts[place.get(code) ?? told.length]! += n;
      }
    }
  }
  return {
    categories: [...told.map((code) => facts.category!.labels[code]!), "other"],
    segments: groups.flatMap(({ by, labels, groups: all }) =>
      all.map((group, i) => pattern(by, labels[i]!, group))
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
