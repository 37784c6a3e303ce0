import assert from "node:assert/strict";
import fc from "fast-check";
import { type LineInput, shopFromLines } from "../ingest/shop.ts";
import { firstPurchaseFrom, purchaseDays, weekday } from "./purchase_days.ts";

const line: fc.Arbitrary<LineInput> = fc.record({
  customer: fc.nat(4),
  article: fc.nat(3),
  day: fc.nat(12),
  minute: fc.nat(1439),
  price: fc.nat(9),
  units: fc.integer({ min: 1, max: 5 }),
});

Deno.test("purchaseDays() agrees with grouping by hand", () => {
  fc.assert(fc.property(fc.array(line, { minLength: 1 }), (lines) => {
    const days = purchaseDays(shopFromLines(lines, { customers: 5 }).orders);
    const found = [];
    for (let c = 0; c < 5; c++) {
      for (let i = days.offsets[c]!; i < days.offsets[c + 1]!; i++) {
        const { day, firstHour, orders, lines, value, prices } = days;
        found.push([c, day[i], firstHour![i], orders[i], lines[i], value[i], prices[i]]);
      }
    }
    const groups = Map.groupBy(lines, ({ customer, day }) => 100 * customer + day);
    const expected = [...groups].sort(([a], [b]) => a - b).map(([key, group]) => [
      Math.floor(key / 100),
      key % 100,
      Math.floor(Math.min(...group.map((l) => l.minute!)) / 60),
      new Set(group.map((l) => l.minute)).size,
      group.length,
      group.reduce((sum, l) => sum + l.price! * l.units!, 0),
      group.reduce((sum, l) => sum + l.price!, 0),
    ]);
    assert.deepEqual(found, expected);
  }));
});

Deno.test("purchaseDays() counts one order a day for a source with dates only", () => {
  const shop = shopFromLines([1, 1, 2].map((day) => ({ customer: 0, article: 0, day })));
  const { firstHour, orders, value } = purchaseDays(shop.orders);
  assert.equal(firstHour, null);
  assert.deepEqual([...orders], [1, 1]);
  assert.deepEqual([...value], [0, 0]); // no prices
});

Deno.test("firstPurchaseFrom() finds the first entry not before the day", () => {
  const shop = shopFromLines([3, 5, 9].map((day) => ({ customer: 1, article: 0, day })));
  const days = purchaseDays(shop.orders);
  assert.deepEqual([2, 3, 4, 9, 10].map((d) => firstPurchaseFrom(days, 1, d)), [0, 0, 1, 2, 3]);
  assert.equal(firstPurchaseFrom(days, 0, 0), 0);
});

Deno.test("weekday() starts at Monday", () => {
  assert.equal(weekday(Date.UTC(2011, 11, 5) / 864e5), 0);
  assert.equal(weekday(Date.UTC(2011, 11, 11) / 864e5), 6);
});
