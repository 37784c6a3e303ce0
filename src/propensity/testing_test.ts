import assert from "node:assert/strict";
import { habitualShop, withoutLinesFrom } from "./testing.ts";

Deno.test("habitualShop() leaves a tenth of the customers without orders", () => {
  const { orders } = habitualShop();
  assert.equal(orders.customers, 330);
  assert.equal(orders.offsets[300], orders.offsets[330]);
  assert.ok(orders.offsets[1]! > 0);
});

Deno.test("withoutLinesFrom() deletes exactly the later lines", () => {
  const shop = habitualShop();
  const { orders } = withoutLinesFrom(shop, 1100);
  assert.equal(orders.day.length, shop.orders.day.filter((day) => day < 1100).length);
  assert.ok(orders.day.every((day) => day < 1100));
});
