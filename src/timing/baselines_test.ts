import assert from "node:assert/strict";
import { type LineInput, shopFromLines } from "../ingest/shop.ts";
import { purchaseDays, weekday } from "../propensity/purchase_days.ts";
import { createRandom } from "../statistics/random.ts";
import { circularBaseline, globalHistogram, shrinkageStrength } from "./baselines.ts";

/** Customers who order on 20 days: at hours of their own, or all at the hours of the weekday. */
function shop(kind: "personal" | "weekday") {
  const random = createRandom(3);
  const lines: LineInput[] = [];
  for (let customer = 0; customer < 60; customer++) {
    const own = Math.floor(24 * random.uniform());
    for (let k = 0; k < 20; k++) {
      const day = 1000 + 6 * k + Math.floor(6 * random.uniform());
      const usual = kind === "personal" ? own : 3 * weekday(day);
      const hour = (usual + Math.floor(3 * random.uniform()) - 1 + 24) % 24;
      lines.push({ customer, article: 0, day, minute: 60 * hour });
    }
  }
  return purchaseDays(shopFromLines(lines).orders);
}

const counted = (hours: number[]) => {
  const counts = new Float64Array(24);
  for (const hour of hours) counts[hour]! += 1;
  return counts;
};

Deno.test("circularBaseline() gives positive curves that sum to 1", () => {
  const curve = circularBaseline(shop("personal"), 1100);
  for (const counts of [counted([]), counted([23, 23, 4])]) {
    const probability = curve(counts, 2);
    assert.ok(probability.every((p) => p > 0));
    assert.ok(Math.abs(probability.reduce((a, b) => a + b, 0) - 1) < 1e-12);
  }
});

Deno.test("circularBaseline() trusts own orders where customers have hours of their own", () => {
  const days = shop("personal");
  const probability = circularBaseline(days, 1100)(counted([23, 23, 23, 23]), 2);
  const around = probability[22]! + probability[23]! + probability[0]!;
  assert.ok(around > 0.5, `${around}`);
  assert.ok(shrinkageStrength(days, 1100) < 10);
});

Deno.test("circularBaseline() trusts the day of the week where all keep to it", () => {
  const curve = circularBaseline(shop("weekday"), 1100);
  const own = counted([0, 3, 6, 9, 12, 15, 18]);
  for (let day = 0; day < 7; day++) {
    const probability = curve(own, day);
    const around = [-1, 0, 1].reduce((sum, d) => sum + probability[(3 * day + d + 24) % 24]!, 0);
    assert.ok(around > 0.5, `${around}`);
  }
});

Deno.test("globalHistogram() sees nothing of the cut's day or later", () => {
  const days = shop("personal");
  const early = globalHistogram(days, 1050);
  const only = purchaseDays(
    shopFromLines([{ customer: 0, article: 0, day: 1050, minute: 60 }]).orders,
  );
  assert.deepEqual(globalHistogram(only, 1050), new Float64Array(24).fill(1 / 24));
  assert.notDeepEqual(early, globalHistogram(days, 1100));
});
