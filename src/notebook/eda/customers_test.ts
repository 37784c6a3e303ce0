import assert from "node:assert/strict";
import { type LineInput, shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import {
  FREQUENCY_TIERS,
  frequencyTierFigure,
  frequencyTiers,
  purchaseDayCounts,
  purchaseDayFigure,
  tierOfCustomers,
} from "./customers.ts";

const days = (customer: number, ...on: number[]): LineInput[] =>
  on.map((day) => ({ customer, article: 0, day }));
const snapshot = snapshotAt(
  shopFromLines([
    ...days(0, 0, 10, 20),
    ...days(1, 0, 11),
    ...days(2, 0, 46),
    ...days(3, 5, 5, 5),
    ...days(4, 0, 45),
  ], { customers: 6 }),
  100,
);

Deno.test("tierOfCustomers() follows the mean gap, its bounds included", () => {
  const names = [...tierOfCustomers(snapshot)].map((tier) => FREQUENCY_TIERS[tier] ?? "none");
  assert.deepEqual(names, ["weekly", "monthly", "occasional", "once", "monthly", "none"]);
});

Deno.test("frequencyTiers() has shares of 1 and counts a day once", () => {
  const rows = frequencyTiers(snapshot);
  assert.equal(rows.reduce((sum, row) => sum + row.customers, 0), 5);
  assert.ok(Math.abs(rows.reduce((sum, row) => sum + row.lineShare, 0) - 1) < 1e-12);
  const once = rows.find((row) => row.tier === "once")!;
  assert.deepEqual([once.purchaseDays, once.linesPerDay], [1, 3]);
});

Deno.test("frequencyTierFigure() states the shares of the frequent", () => {
  // Three of five customers with 3 + 2 + 2 of 12 lines.
  assert.match(frequencyTierFigure(frequencyTiers(snapshot)).title, /^60% of .* 58% of the lines$/);
});

Deno.test("purchaseDayCounts() counts customers by their days", () => {
  assert.deepEqual(purchaseDayCounts(snapshot), [1, 3, 1]);
  assert.match(purchaseDayFigure(purchaseDayCounts(snapshot)).title, /^20% /);
});
