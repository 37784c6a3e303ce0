import assert from "node:assert/strict";
import { dateText, DAYS, FULL_SIZE, LAST_WEEK, shopSize, weekOf, weekStart } from "./scale.ts";

Deno.test("shopSize() is H&M's at H&M's number of customers", () => {
  const { blockSize, ...size } = shopSize(FULL_SIZE.customers);
  assert.deepEqual(size, { customers: 1_371_980, articles: 105_542, transactions: 31_788_324 });
  assert.equal(blockSize, Math.ceil(1_371_980 / 64));
});

Deno.test("shopSize() refuses what is no number of customers", () => {
  for (const customers of [0, 63, 1.5, NaN, 1e9]) {
    assert.throws(() => shopSize(customers), RangeError);
  }
});

Deno.test("weekOf() puts every day into the week that weekStart() begins", () => {
  for (let day = 0; day < DAYS; day++) {
    const week = weekOf(day);
    assert.ok(weekStart(week) <= day && day < weekStart(week + 1));
  }
  assert.equal(weekOf(DAYS - 1), LAST_WEEK);
  assert.equal(weekStart(LAST_WEEK), DAYS - 7);
  assert.equal(weekStart(LAST_WEEK + 1), DAYS);
});

Deno.test("dateText() counts from 2018-09-20", () => {
  assert.deepEqual([0, 727, 733].map(dateText), ["2018-09-20", "2020-09-16", "2020-09-22"]);
});
