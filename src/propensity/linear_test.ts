import assert from "node:assert/strict";
import { auc } from "../statistics/ranking_auc.ts";
import { FEATURE_COUNT } from "./features.ts";
import { contribution, fitLinear, linearScores } from "./linear.ts";
import { purchaseDays } from "./purchase_days.ts";
import { habitualShop } from "./testing.ts";
import { rowsAtCutoff } from "./training_rows.ts";

const days = purchaseDays(habitualShop().orders);
const context = { horizon: 7, bgNbd: { r: 1, alpha: 10, a: 1, b: 2 }, usualGap: 20 };
const parts = [1140, 1130, 1120, 1110].map((cut) => rowsAtCutoff(days, cut, context));
const model = fitLinear(parts);

Deno.test("fitLinear() learns who buys in a later week", () => {
  const later = rowsAtCutoff(days, 1160, context);
  assert.ok(auc(linearScores(model, later.features), later.labels) > 0.8);
});

Deno.test("linearScores() add up the contributions, missing ones included", () => {
  const row = new Float32Array(FEATURE_COUNT).fill(NaN);
  row[0] = 12;
  let sum = model.intercept;
  row.forEach((value, j) => sum += contribution(model, j, value));
  assert.ok(Math.abs(linearScores(model, row)[0]! - sum) < 1e-12);
});

Deno.test("fitLinear() gives plain data that survive JSON, and samples evenly", () => {
  const few = fitLinear(parts, { maxRows: 300 });
  assert.deepEqual(JSON.parse(JSON.stringify(few)), few);
  assert.notDeepEqual(few, model);
});

Deno.test("fitLinear() matches the base rate on the rows it was fitted on", () => {
  let expected = 0;
  let buyers = 0;
  for (const part of parts) {
    for (const score of linearScores(model, part.features)) expected += 1 / (1 + Math.exp(-score));
    buyers += part.labels.reduce((a, b) => a + b, 0);
  }
  assert.ok(Math.abs(expected / buyers - 1) < 0.02);
});
