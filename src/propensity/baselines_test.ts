import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { auc } from "../statistics/ranking_auc.ts";
import { baselineProbabilities } from "./baselines.ts";
import { purchaseDays } from "./purchase_days.ts";
import { habitualShop, withoutLinesFrom } from "./testing.ts";
import { customersSeenBefore, rowsAtCutoff } from "./training_rows.ts";

const shop = habitualShop();
const customers = customersSeenBefore(purchaseDays(shop.orders), 1160);
const cutoffs = [1153, 1146, 1139];
const baselines = baselineProbabilities(snapshotAt(shop, 1160), customers, cutoffs, 7);

Deno.test("baselineProbabilities() are real baselines: all but the base rate rank buyers first", () => {
  const context = { horizon: 7, bgNbd: { r: 1, alpha: 10, a: 1, b: 2 }, usualGap: 20 };
  const { labels } = rowsAtCutoff(purchaseDays(shop.orders), 1160, context);
  assert.equal(auc(baselines.baseRate, labels), 0.5);
  assert.ok(auc(baselines.rfm, labels) > 0.7);
  assert.ok(auc(baselines.bgNbd, labels) > 0.7);
  assert.equal(auc(baselines.bgNbdPlatt, labels), auc(baselines.bgNbd, labels));
});

Deno.test("baselineProbabilities() are blind to rows from as-of on", () => {
  const past = snapshotAt(withoutLinesFrom(shop, 1160), 1160);
  assert.deepEqual(baselineProbabilities(past, customers, cutoffs, 7), baselines);
});

Deno.test("baselineProbabilities() without cutoffs fall back to a tenth", () => {
  const { rfm } = baselineProbabilities(snapshotAt(shop, 1160), customers, [], 7);
  assert.ok(rfm.every((p) => p === 0.1));
});
