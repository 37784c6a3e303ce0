import assert from "node:assert/strict";
import { hourProbabilities, SHOP_HOURS } from "./hours.ts";

Deno.test("hourProbabilities() sums to 1 and is the shop's curve when the weight is 0", () => {
  const p = hourProbabilities({ mean: 23.9, concentration: 12, weight: 0.7 });
  assert.ok(Math.abs(p.reduce((a, b) => a + b) - 1) < 1e-12);
  assert.deepEqual(hourProbabilities({ mean: 3, concentration: 9, weight: 0 }), SHOP_HOURS);
});

Deno.test("hourProbabilities() goes round midnight", () => {
  const p = hourProbabilities({ mean: 0, concentration: 12, weight: 1 });
  assert.ok(Math.abs(p[0]! - p[23]!) < 1e-12);
  assert.ok(p[0]! > p[1]!);
});
