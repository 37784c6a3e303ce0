/**
 * How many pieces a line usually is of.
 *
 * @module
 */
import type { OrderLines } from "../ingest/shop.ts";
import { meanOf, spreadOf } from "./moments.ts";

/** Usual pieces per line; NaN where there is no line. */
export interface UsualUnits {
  /** Geometric mean: one large order among small ones is not what is usual. */
  readonly usual: Float32Array;
  /** Standard deviation of log2 pieces; NaN below two lines. */
  readonly spread: Float32Array;
}

/**
 * Usual pieces per line of every article; unknown where the source does not say.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleUnits } from "./units.ts";
 *
 * const { orders } = shopFromLines([
 *   { customer: 0, article: 0, day: 5, units: 2 },
 *   { customer: 1, article: 0, day: 6, units: 8 },
 * ]);
 * assert.deepEqual(articleUnits(orders), {
 *   usual: Float32Array.of(4),
 *   spread: Float32Array.of(1),
 * });
 * ```
 */
export function articleUnits({ articles, article, units }: OrderLines): UsualUnits {
  const sums = Array.from({ length: 3 }, () => new Float64Array(articles));
  const [lines, logs, squares] = sums as [Float64Array, Float64Array, Float64Array];
  for (let i = 0; units !== null && i < article.length; i++) {
    const a = article[i]!;
    const log = Math.log2(units[i]!);
    lines[a]! += 1;
    logs[a]! += log;
    squares[a]! += log * log;
  }
  const momentsOf = (a: number) => [lines[a]!, logs[a]!, squares[a]!];
  return {
    usual: Float32Array.from({ length: articles }, (_, a) => 2 ** meanOf(momentsOf(a))),
    spread: Float32Array.from({ length: articles }, (_, a) => spreadOf(momentsOf(a))),
  };
}
