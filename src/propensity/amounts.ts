/**
 * How much a customer who buys is expected to buy: orders and value within the horizon.
 *
 * @module
 */
import { firstPurchaseFrom, type PurchaseDays } from "./purchase_days.ts";
import type { CutoffRows } from "./training_rows.ts";

/** Fitted on the calibration cutoffs. */
export interface Amounts {
  /** Expected orders per unit of −ln(1 − P(buys)), the Poisson mean that would give P. */
  readonly ordersFactor: number;
  /** Mean value of a purchase day; NaN where the source has no prices. */
  readonly dayValue: number;
  /** Purchase days' worth of that mean in a customer's own mean. */
  readonly dayValueStrength: number;
  /** Factor from orders × value per purchase day to the value seen at the cutoffs. */
  readonly valueFactor: number;
}

/**
 * Fits the factors so that expected and seen totals agree over the given cutoffs.
 *
 * @param probabilities Calibrated P(buys) per row of each part.
 * @param cut Nothing of this day or later is looked at.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { fitAmounts } from "./amounts.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * const { dayValue } = fitAmounts(purchaseDays(shop.orders), [], [], 30);
 * assert.equal(dayValue, 4);
 * ```
 */
export function fitAmounts(
  days: PurchaseDays,
  parts: readonly CutoffRows[],
  probabilities: readonly Float64Array[],
  cut: number,
): Amounts {
  const { mean: dayValue, strength: dayValueStrength } = dayValues(days, cut);
  let poisson = 0;
  let orders = 0;
  let expected = 0;
  let value = 0;
  parts.forEach((part, k) =>
    part.customers.forEach((customer, row) => {
      const rate = poissonMean(probabilities[k]![row]!);
      poisson += rate;
      orders += part.orders[row]!;
      value += part.value[row]!;
      expected += rate * ownDayValue(days, customer, part.cut, dayValue, dayValueStrength);
    })
  );
  const ordersFactor = (orders + 1) / (poisson + 1);
  const perOrder = expected > 0 && value > 0 ? value / (expected * ordersFactor) : 1;
  return { ordersFactor, dayValue, dayValueStrength, valueFactor: perOrder };
}

/**
 * The Poisson mean under which P(at least one) is `probability`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { poissonMean } from "./amounts.ts";
 *
 * assert.ok(Math.abs(poissonMean(0.5) - Math.LN2) < 1e-12);
 * ```
 */
export function poissonMean(probability: number): number {
  return -Math.log1p(-Math.min(probability, 1 - 1e-9));
}

/**
 * A customer's mean value per purchase day before `cut`, shrunk towards everybody's.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { ownDayValue } from "./amounts.ts";
 * import { purchaseDays } from "./purchase_days.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * assert.equal(ownDayValue(purchaseDays(shop.orders), 0, 15, 8, 1), (4 + 8) / 2);
 * ```
 */
export function ownDayValue(
  days: PurchaseDays,
  customer: number,
  cut: number,
  mean: number,
  strength: number,
): number {
  const start = days.offsets[customer]!;
  const end = firstPurchaseFrom(days, customer, cut);
  let sum = 0;
  for (let i = start; i < end; i++) sum += days.value[i]!;
  return (sum + strength * mean) / (end - start + strength);
}

/**
 * Mean value per purchase day, and how many purchase days that mean is worth: the variance of
 * log-values within customers over that between them (one-way random effects, method of moments).
 */
function dayValues(days: PurchaseDays, cut: number): { mean: number; strength: number } {
  let [value, n, customers, total, totalSquares, groupSquares, squaredSizes] = [
    0,
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  for (let c = 0; c < days.customers; c++) {
    const start = days.offsets[c]!;
    const end = firstPurchaseFrom(days, c, cut);
    if (end === start) continue;
    let sum = 0;
    for (let i = start; i < end; i++) {
      const x = Math.log1p(Math.max(0, days.value[i]!));
      value += days.value[i]!;
      sum += x;
      totalSquares += x * x;
    }
    customers++;
    n += end - start;
    total += sum;
    groupSquares += sum * sum / (end - start);
    squaredSizes += (end - start) ** 2;
  }
  if (!(value > 0)) return { mean: NaN, strength: 1 };
  const within = (totalSquares - groupSquares) / Math.max(1, n - customers);
  const meanSquare = (groupSquares - total * total / n) / Math.max(1, customers - 1);
  const size = (n - squaredSizes / n) / Math.max(1, customers - 1);
  const strength = within / ((meanSquare - within) / size);
  return { mean: value / n, strength: strength > 0 ? Math.min(50, Math.max(0.5, strength)) : 50 };
}
