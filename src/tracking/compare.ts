/**
 * Two versions side by side: what they look at, and whose lists they change.
 *
 * @module
 */
import type { CustomerLists } from "../serving/customer_lists.ts";

/** How much one list differs from another. */
export interface ListChange {
  /** Customer code. */
  readonly customer: number;
  /** 0 for the same list, 1 for no article in common. */
  readonly change: number;
}

/** What comparing the lists of all customers found. */
export interface ListChanges {
  readonly customers: number;
  /** Customers whose lists are the same, order included. */
  readonly unchanged: number;
  readonly meanChange: number;
  /** Those whose lists changed most, most changed first. */
  readonly most: readonly ListChange[];
}

/**
 * One minus the average overlap of two ranked lists: the mean over all depths of the share of
 * articles that both have down to there, so that a change at the top counts most.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { listChange } from "./compare.ts";
 *
 * assert.equal(listChange([1, 2], [1, 2]), 0);
 * assert.equal(listChange([1, 2], [2, 1]), 1 - (0 / 1 + 2 / 2) / 2);
 * assert.equal(listChange([1, 2], [3, 4]), 1);
 * ```
 */
export function listChange(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const depth = Math.max(a.length, b.length);
  if (depth === 0) return 0;
  const [seenA, seenB] = [new Set<number>(), new Set<number>()];
  let [common, overlap] = [0, 0];
  for (let d = 0; d < depth; d++) {
    const [one, other] = [a[d], b[d]];
    if (one !== undefined) {
      seenA.add(one);
      if (seenB.has(one)) common++;
    }
    if (other !== undefined) {
      seenB.add(other);
      if (seenA.has(other)) common++;
    }
    overlap += common / (d + 1);
  }
  return 1 - overlap / depth;
}

/**
 * Compares the lists of the same customers.
 *
 * @param most Customers wanted in {@linkcode ListChanges.most}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { allocateLists } from "../serving/rank_customers.ts";
 * import { compareLists } from "./compare.ts";
 *
 * const [a, b] = [allocateLists(0, 2, 1), allocateLists(0, 2, 1)];
 * for (const lists of [a, b]) lists.count.fill(1);
 * b.article[1] = 7;
 * assert.deepEqual(compareLists(a, b, 1).most, [{ customer: 1, change: 1 }]);
 * ```
 */
export function compareLists(a: CustomerLists, b: CustomerLists, most = 10): ListChanges {
  const changes = new Float64Array(a.customers);
  for (let i = 0; i < a.customers; i++) changes[i] = listChange(listOf(a, i), listOf(b, i));
  const order = Uint32Array.from({ length: a.customers }, (_, i) => i)
    .sort((x, y) => changes[y]! - changes[x]! || x - y);
  const sum = changes.reduce((total, change) => total + change, 0);
  return {
    customers: a.customers,
    unchanged: changes.reduce((n, change) => n + (change === 0 ? 1 : 0), 0),
    meanChange: a.customers === 0 ? 0 : sum / a.customers,
    most: [...order.subarray(0, most)]
      .map((i) => ({ customer: a.from + i, change: changes[i]! }))
      .filter(({ change }) => change > 0),
  };
}

/** A list within the lists of all. */
export function listOf({ k, count, article }: CustomerLists, i: number): Uint32Array {
  return article.subarray(i * k, i * k + count[i]!);
}

/** A feature's share of the gain in two models. */
export interface ImportanceChange {
  readonly feature: string;
  readonly a: number;
  readonly b: number;
}

/**
 * Shares of the total gain, those that differ most first.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compareImportance } from "./compare.ts";
 *
 * assert.deepEqual(compareImportance({ age: 1, price: 3 }, { price: 2 }), [
 *   { feature: "age", a: 0.25, b: 0 },
 *   { feature: "price", a: 0.75, b: 1 },
 * ]);
 * ```
 */
export function compareImportance(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): ImportanceChange[] {
  const total = (gains: Readonly<Record<string, number>>) =>
    Object.values(gains).reduce((sum, gain) => sum + gain, 0) || 1;
  const [sumA, sumB] = [total(a), total(b)];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .map((feature) => ({ feature, a: (a[feature] ?? 0) / sumA, b: (b[feature] ?? 0) / sumB }))
    .sort((x, y) => Math.abs(y.a - y.b) - Math.abs(x.a - x.b) || (x.feature < y.feature ? -1 : 1));
}
