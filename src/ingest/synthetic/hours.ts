/**
 * The hidden truth about time of day: every customer's distribution of the hour of a basket.
 *
 * @module
 */

/** The parameters of one customer's hours. */
export interface HourTaste {
  /** Favourite hour, 0–24. */
  mean: number;
  /** Concentration of the von Mises curve around it. */
  concentration: number;
  /** Share of baskets at personal hours; the others follow {@linkcode SHOP_HOURS}. */
  weight: number;
}

/** Share of baskets by hour that people without a habit make. */
export const SHOP_HOURS: Float64Array = shopHours();

function shopHours(): Float64Array {
  const counts = [
    ...[9, 5, 3, 2, 2, 4, 10, 20, 32, 44, 55, 62],
    ...[66, 62, 56, 54, 58, 64, 70, 82, 90, 78, 48, 22],
  ];
  const sum = counts.reduce((a, b) => a + b);
  return Float64Array.from(counts, (count) => count / sum);
}

/**
 * P(hour) of one customer's baskets: 24 probabilities,
 * `(1 - weight) SHOP_HOURS[h] + weight exp(k cos(2π (h + ½ - mean) / 24)) / Z`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hourProbabilities } from "./hours.ts";
 *
 * const p = hourProbabilities({ mean: 20.5, concentration: 8, weight: 0.9 });
 * assert.equal(p.indexOf(Math.max(...p)), 20);
 * ```
 */
export function hourProbabilities(taste: HourTaste): Float64Array {
  const curve = new Float64Array(24);
  let sum = 0;
  for (let h = 0; h < 24; h++) {
    const angle = 2 * Math.PI * (h + 0.5 - taste.mean) / 24;
    sum += curve[h] = Math.exp(taste.concentration * (Math.cos(angle) - 1));
  }
  return curve.map((v, h) => (1 - taste.weight) * SHOP_HOURS[h]! + taste.weight * v / sum);
}
