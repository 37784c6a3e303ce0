import assert from "node:assert/strict";
import { fitAmounts, ownDayValue, poissonMean } from "./amounts.ts";
import { purchaseDays } from "./purchase_days.ts";
import { habitualShop } from "./testing.ts";
import { rowsAtCutoff } from "./training_rows.ts";

const context = { horizon: 7, bgNbd: { r: 1, alpha: 10, a: 1, b: 2 }, usualGap: 20 };

Deno.test("fitAmounts() makes expected totals agree with those seen", () => {
  const days = purchaseDays(habitualShop().orders);
  const part = rowsAtCutoff(days, 1150, context);
  const probabilities = Float64Array.from(part.labels, (y) => 0.1 + 0.5 * y);
  const amounts = fitAmounts(days, [part], [probabilities], 1160);
  let [orders, value] = [0, 0];
  part.customers.forEach((c, row) => {
    const expected = amounts.ordersFactor * poissonMean(probabilities[row]!);
    orders += expected;
    value += expected * amounts.valueFactor *
      ownDayValue(days, c, 1150, amounts.dayValue, amounts.dayValueStrength);
  });
  const seen = part.orders.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(orders / seen - 1) < 0.03);
  assert.ok(Math.abs(value / part.value.reduce((a, b) => a + b, 0) - 1) < 1e-9);
});

Deno.test("fitAmounts() has no value where the source has no prices", () => {
  const days = purchaseDays(habitualShop({ prices: false }).orders);
  assert.ok(Number.isNaN(fitAmounts(days, [], [], 1160).dayValue));
});

Deno.test("ownDayValue() shrinks a short history more than a long one", () => {
  const days = purchaseDays(habitualShop({ customers: 40 }).orders);
  const first = days.day[days.offsets[0]!]!;
  const none = ownDayValue(days, 0, first, 100, 5);
  assert.equal(none, 100);
  const one = ownDayValue(days, 0, first + 1, 100, 5);
  assert.ok(Math.abs(one - (days.value[0]! + 500) / 6) < 1e-9);
});

Deno.test("poissonMean() stays finite at certainty", () => {
  assert.equal(poissonMean(0), 0);
  assert.ok(Number.isFinite(poissonMean(1)));
});
