import assert from "node:assert/strict";
import { auc } from "../statistics/ranking_auc.ts";
import { boostedScores, trainBoosted } from "./boosted.ts";
import { purchaseDays } from "./purchase_days.ts";
import { habitualShop } from "./testing.ts";
import { rowsAtCutoff } from "./training_rows.ts";

const days = purchaseDays(habitualShop().orders);
const context = { horizon: 7, bgNbd: { r: 1, alpha: 10, a: 1, b: 2 }, usualGap: 20 };
const parts = [1140, 1130, 1120, 1110].map((cut) => rowsAtCutoff(days, cut, context));
const options = { trees: 30, seeds: 2, params: { learning_rate: 0.1 } };
const text = await trainBoosted(parts, options);

Deno.test("trainBoosted() learns who buys in a later week", () => {
  const later = rowsAtCutoff(days, 1160, context);
  assert.ok(auc(boostedScores(text, later.features), later.labels) > 0.8);
});

Deno.test("trainBoosted() gives the same model again, and averages its seeds", async () => {
  assert.equal(await trainBoosted(parts, options), text);
  const seeds = await Promise.all(
    [1, 2].map((seed) => trainBoosted(parts, { ...options, seeds: 1, seed })),
  );
  const [a, b] = seeds.map((model) => boostedScores(model, parts[0]!.features));
  boostedScores(text, parts[0]!.features)
    .forEach((score, i) => assert.ok(Math.abs(score - (a![i]! + b![i]!) / 2) < 1e-9));
});
