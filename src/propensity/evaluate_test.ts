import assert from "node:assert/strict";
import { evaluatePropensity } from "./evaluate.ts";
import { habitualShop } from "./testing.ts";

const shop = habitualShop();
const options = { trees: 40, params: { learning_rate: 0.1 }, resamples: 100 };
const figures = await evaluatePropensity(shop, [1160, 1170], options);

Deno.test("evaluatePropensity() averages its folds", () => {
  const { folds, mean, intervals } = figures;
  assert.equal(folds.length, 2);
  const area = (folds[0]!.methods.model.auc + folds[1]!.methods.model.auc) / 2;
  assert.ok(Math.abs(mean.model.auc - area) < 1e-12);
  assert.ok(Math.abs(intervals.model.auc.mean - area) < 1e-9);
  assert.ok(intervals.model.auc.low < area && area < intervals.model.auc.high);
});

Deno.test("evaluatePropensity() finds the model better than the base rate and counts right", () => {
  const { differences, folds } = figures;
  assert.ok(differences.baseRate.auc.low > 0);
  assert.ok(differences.baseRate.logLoss.high < 0);
  for (const fold of folds) {
    assert.equal(fold.neverSeen.customers + fold.customers, 330);
    assert.ok(fold.orders.seen >= fold.buyers);
  }
});

Deno.test("evaluatePropensity() reaches more buyers with a larger budget", () => {
  const reached = figures.budget.map((step) => step.buyersReached);
  assert.deepEqual(reached, reached.toSorted((a, b) => a - b));
  assert.ok(figures.budget.every(({ lift }) => lift >= 1));
});

Deno.test("evaluatePropensity() refuses no cutoffs and horizons without buyers", async () => {
  await assert.rejects(evaluatePropensity(shop, []), RangeError);
  await assert.rejects(evaluatePropensity(shop, [5000], options), RangeError);
});
