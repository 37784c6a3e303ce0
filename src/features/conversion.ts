/**
 * How readily an article sells to customers who order at all: apart for those who had it before
 * and those who had not.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";

/** Buyers per article in a window, and the customers who could have been. */
export interface Conversion {
  /** Customers who ordered anything in the window. */
  readonly active: number;
  /** Of these, customers who had bought the article before the window. */
  readonly owners: Float32Array;
  /** Of the owners, those who bought it again in the window. */
  readonly repeats: Float32Array;
  /** Customers who bought it in the window for the first time. */
  readonly first: Float32Array;
}

/**
 * Counts owners, repeat buyers and first buyers of every article in the last `days` days, each
 * customer once.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { conversionWithin } from "./conversion.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 1 },
 *   { customer: 0, article: 0, day: 9 },
 *   { customer: 1, article: 0, day: 9 },
 * ]);
 * const { active, owners, repeats, first } = conversionWithin(snapshotAt(shop, 10), 7);
 * assert.deepEqual([active, owners[0], repeats[0], first[0]], [2, 1, 1, 1]);
 * ```
 */
export function conversionWithin(snapshot: Snapshot, days: number): Conversion {
  const { orders: { customers, articles, offsets, article, day }, asOf } = snapshot;
  const owners = new Float32Array(articles);
  const repeats = new Float32Array(articles);
  const first = new Float32Array(articles);
  const ownedBy = new Int32Array(articles).fill(-1);
  const boughtBy = new Int32Array(articles).fill(-1);
  let active = 0;
  for (let c = 0; c < customers; c++) {
    const end = offsets[c + 1]!;
    if (end === offsets[c]! || day[end - 1]! < asOf - days) continue;
    active++;
    let i = offsets[c]!;
    for (; day[i]! < asOf - days; i++) {
      const a = article[i]!;
      if (ownedBy[a] === c) continue;
      ownedBy[a] = c;
      owners[a]! += 1;
    }
    for (; i < end; i++) {
      const a = article[i]!;
      if (boughtBy[a] === c) continue;
      boughtBy[a] = c;
      (ownedBy[a] === c ? repeats : first)[a]! += 1;
    }
  }
  return { active, owners, repeats, first };
}

/**
 * Shares with a prior: `(part + strength · overall) / (whole + strength)`, where `overall` is
 * `Σ part / Σ whole`; NaN where nothing was counted at all.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shrunkShares } from "./conversion.ts";
 *
 * assert.deepEqual([...shrunkShares([1, 0], [1, 1], 2)], [2 / 3, 1 / 3].map(Math.fround));
 * ```
 */
export function shrunkShares(
  part: ArrayLike<number>,
  whole: ArrayLike<number>,
  strength: number,
): Float32Array {
  let parts = 0;
  let wholes = 0;
  for (let a = 0; a < part.length; a++) {
    parts += part[a]!;
    wholes += whole[a]!;
  }
  const overall = parts / wholes;
  return Float32Array.from(
    { length: part.length },
    (_, a) => (part[a]! + strength * overall) / (whole[a]! + strength),
  );
}
