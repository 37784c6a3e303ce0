import assert from "node:assert/strict";
import { rhythmicShop } from "./testing.ts";

Deno.test("rhythmicShop() is closed on Sundays and at night", () => {
  const { orders } = rhythmicShop();
  assert.ok(orders.day.length > 1000);
  assert.ok(orders.day.every((day) => (day + 3) % 7 !== 6));
  assert.ok(orders.minute!.every((minute) => minute >= 9 * 60 && minute < 19 * 60));
});

Deno.test("rhythmicShop() leaves its last customer without orders", () => {
  const { orders } = rhythmicShop();
  assert.equal(orders.offsets[120], orders.offsets[121]);
});
