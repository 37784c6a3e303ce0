/**
 * The category that each customer buys most.
 *
 * @module
 */
import type { CodedColumn, Snapshot } from "../ingest/shop.ts";

/** Attributes that say what kind of thing an article is, the best first. */
const KINDS = ["product_group_name", "product_type_name", "garment_group_name", "department_name"];

/** Each customer's preferred category. */
export interface PreferredCategories {
  /** Attribute that was used; `null` when the source has none. */
  readonly attribute: string | null;
  readonly labels: readonly string[];
  /** Label code per customer, 0 where unknown. */
  readonly code: Uint32Array;
  /** Its share of the customer's order lines; NaN where unknown. */
  readonly share: Float32Array;
}

/**
 * The attribute that stands for "category": the first of the known kinds, else the one with the
 * fewest labels above one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { categoryAttribute } from "./preferences.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 1 }], {
 *   articleAttributes: { colour: ["red"], product_type_name: ["mug"] },
 * });
 * assert.equal(categoryAttribute(shop.articles.attributes)?.[0], "product_type_name");
 * ```
 */
export function categoryAttribute(
  attributes: ReadonlyMap<string, CodedColumn>,
): [string, CodedColumn] | null {
  for (const name of KINDS) {
    const column = attributes.get(name);
    if (column !== undefined) return [name, column];
  }
  const sorted = [...attributes].filter(([, column]) => column.labels.length > 1)
    .sort(([a, x], [b, y]) => x.labels.length - y.labels.length || (a < b ? -1 : 1));
  return sorted[0] ?? null;
}

/**
 * Counts every customer's lines by category; ties go to the smaller label code.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { preferredCategories } from "./preferences.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 1 },
 *   { customer: 0, article: 1, day: 1 },
 *   { customer: 0, article: 1, day: 2 },
 * ], { articleAttributes: { product_type_name: ["mug", "bag"] } });
 * const { labels, code, share } = preferredCategories(snapshotAt(shop, 3));
 * assert.equal(labels[code[0]!], "bag");
 * assert.equal(share[0], Math.fround(2 / 3));
 * ```
 */
export function preferredCategories(snapshot: Snapshot): PreferredCategories {
  const { orders } = snapshot;
  const code = new Uint32Array(orders.customers);
  const share = new Float32Array(orders.customers).fill(NaN);
  const chosen = categoryAttribute(snapshot.articles.attributes);
  if (chosen === null) return { attribute: null, labels: [""], code, share };
  const [attribute, column] = chosen;
  const count = new Uint32Array(column.labels.length);
  for (let c = 0; c < orders.customers; c++) {
    const begin = orders.offsets[c]!;
    const end = orders.offsets[c + 1]!;
    if (begin === end) continue;
    let best = 0;
    for (let i = begin; i < end; i++) {
      const label = column.codes[orders.article[i]!]!;
      count[label]! += 1;
    }
    for (let i = begin; i < end; i++) {
      const label = column.codes[orders.article[i]!]!;
      if (count[label]! > count[best]! || (count[label] === count[best] && label < best)) {
        best = label;
      }
    }
    code[c] = best;
    share[c] = count[best]! / (end - begin);
    for (let i = begin; i < end; i++) count[column.codes[orders.article[i]!]!] = 0;
  }
  return { attribute, labels: column.labels, code, share };
}
