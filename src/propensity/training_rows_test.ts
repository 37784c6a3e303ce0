import assert from "node:assert/strict";
import { FEATURE_COUNT } from "./features.ts";
import { purchaseDays } from "./purchase_days.ts";
import { habitualShop } from "./testing.ts";
import { customersSeenBefore, rowsAtCutoff, stackRows } from "./training_rows.ts";

const shop = habitualShop({ customers: 60 });
const days = purchaseDays(shop.orders);
const context = { horizon: 7, bgNbd: { r: 1, alpha: 10, a: 1, b: 2 }, usualGap: 20 };

Deno.test("rowsAtCutoff() labels who bought in the horizon and adds up what", () => {
  const rows = rowsAtCutoff(days, 1100, context);
  const { orders } = shop;
  rows.customers.forEach((c, row) => {
    let value = 0;
    const minutes = new Set<number>();
    for (let i = orders.offsets[c]!; i < orders.offsets[c + 1]!; i++) {
      if (orders.day[i]! < 1100 || orders.day[i]! >= 1107) continue;
      value += orders.price[i]!;
      minutes.add(1440 * orders.day[i]! + orders.minute![i]!);
    }
    assert.equal(rows.labels[row], minutes.size > 0 ? 1 : 0);
    assert.equal(rows.orders[row], minutes.size);
    assert.equal(rows.value[row], value);
  });
});

Deno.test("customersSeenBefore() with a stride keeps every n-th code", () => {
  const all = customersSeenBefore(days, 1050);
  const some = customersSeenBefore(days, 1050, { stride: 7, phase: 3 });
  assert.deepEqual([...some], [...all].filter((c) => c % 7 === 3));
});

Deno.test("stackRows() puts parts below one another", () => {
  const parts = [1050, 1100].map((cut) => rowsAtCutoff(days, cut, context));
  const { features, labels, weights } = stackRows(parts, 50);
  const first = parts[0]!.labels.length;
  assert.equal(labels.length, first + parts[1]!.labels.length);
  assert.ok(Math.abs(weights[first]! / weights[0]! - 2) < 1e-6); // the newer part is the second
  assert.ok(Math.abs(weights.reduce((a, b) => a + b, 0) / labels.length - 1) < 1e-5);
  assert.deepEqual(
    features.slice(first * FEATURE_COUNT, (first + 1) * FEATURE_COUNT),
    parts[1]!.features.slice(0, FEATURE_COUNT),
  );
});
