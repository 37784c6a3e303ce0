import assert from "node:assert/strict";
import { type LineInput, shopFromLines } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";
import { fitHourHabits, hourCurve } from "./hour_habits.ts";

const DAY = 1000;

/** Customers who order every few days, at their own hour with probability `own`. */
function shopOfHours(own: number, customers = 200) {
  const random = createRandom(4);
  const lines: LineInput[] = [];
  for (let customer = 0; customer < customers; customer++) {
    for (let day = DAY - 140 + random.integer(9); day < DAY; day += 3 + random.integer(8)) {
      const hour = random.uniform() < own ? 8 + customer % 12 : 8 + random.integer(12);
      lines.push({ customer, article: 0, day, minute: 60 * hour });
    }
  }
  return shopFromLines(lines);
}

Deno.test("fitHourHabits() finds own hours where customers have them, and next to none where not", () => {
  const [habits, none] = [0.7, 0].map((own) => fitHourHabits(shopOfHours(own), DAY)!);
  assert.ok(habits!.prior <= 10, String(habits!.prior));
  assert.ok(habits!.gain!.low > 0.3);
  assert.ok(none!.prior >= 100, String(none!.prior));
  assert.ok(none!.gain!.mean < 0.02);
});

Deno.test("fitHourHabits() looks at nothing from the day on", () => {
  const shop = shopOfHours(0.5);
  const { orders } = shop;
  const cut = DAY - 21;
  const minute = orders.minute!.map((m, i) => orders.day[i]! < cut ? m : 1439 - m);
  const changed = { ...shop, orders: { ...orders, minute } };
  assert.deepEqual(fitHourHabits(shop, cut), fitHourHabits(changed, cut));
});

Deno.test("fitHourHabits() fits nothing on a handful of orders, and makes up no hour", () => {
  const few = fitHourHabits(shopOfHours(0.5, 2), DAY, { windows: 2 })!;
  assert.equal(few.gain, null);
  const dated = shopFromLines([{ customer: 0, article: 0, day: DAY - 3 }]);
  assert.equal(fitHourHabits(dated, DAY), null);
});

Deno.test("hourCurve() adds up to 1 and leans on everybody where nothing is known", () => {
  const everybody = Float64Array.from({ length: 24 }, (_, h) => h >= 9 && h < 17 ? 5 : 0);
  const own = new Float64Array(24);
  const sum = (curve: Float64Array) => curve.reduce((a, b) => a + b, 0);
  const before = hourCurve(own, everybody, 10);
  own[20] = 30;
  const after = hourCurve(own, everybody, 10);
  assert.ok(Math.abs(sum(before) - 1) < 1e-12 && Math.abs(sum(after) - 1) < 1e-12);
  assert.equal(before[20], 0);
  assert.ok(after[20]! > after[12]!);
  assert.equal(hourCurve(new Float64Array(24), new Float64Array(24), 10)[3], 0);
});

Deno.test("fitHourHabits() leaves out lines whose time is not known", () => {
  const shop = shopOfHours(0.5);
  const minute = shop.orders.minute!.map((m, i) => i % 10 === 0 ? -1 : m);
  const { everybody, gain } = fitHourHabits({ ...shop, orders: { ...shop.orders, minute } }, DAY)!;
  assert.equal(everybody.reduce((a, b) => a + b, 0), minute.filter((m) => m >= 0).length);
  assert.ok(gain!.low > 0);
});
