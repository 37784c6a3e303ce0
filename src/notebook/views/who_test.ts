import assert from "node:assert/strict";
import type { PropensityEvaluation } from "../../propensity/evaluate.ts";
import { isFigure } from "../../report/figures/figure.ts";
import { gainsFigure, whoReliabilityFigure, whoRows, whoWeekRows } from "./who.ts";

const figures = { auc: 0.8, logLoss: 0.2, brier: 0.1, calibrationError: 0.012, lift: 4 };
const interval = { mean: 0.8, low: 0.7, high: 0.9 };
const evaluation = {
  horizon: 7,
  folds: [{ cut: 7, customers: 100, buyers: 20, orders: { expected: 18, seen: 20 } }],
  mean: { model: figures, recency: { ...figures, auc: 0.6 } },
  intervals: {
    model: { auc: interval, logLoss: interval },
    recency: { auc: interval, logLoss: interval },
  },
  reliability: [{ count: 9, predicted: 0.2, observed: 0.3, low: 0.1, high: 0.5 }],
  budget: [
    { share: 0.05, buyersReached: 0.3, lift: 6 },
    { share: 0.1, buyersReached: 0.4, lift: 4 },
    { share: 1, buyersReached: 1, lift: 1 },
  ],
} as unknown as PropensityEvaluation;

Deno.test("whoRows() puts the intervals beside the means", () => {
  const [model, rule] = whoRows(evaluation);
  assert.deepEqual([model!.AUC, model!.from, model!.to], [0.8, 0.7, 0.9]);
  assert.equal(rule!.method, "recency");
});

Deno.test("whoWeekRows() has the base rate of each week", () => {
  assert.equal(whoWeekRows(evaluation)[0]!["base rate"], 0.2);
});

Deno.test("gainsFigure() states what the likeliest tenth reaches", () => {
  const made = gainsFigure(evaluation);
  assert.ok(isFigure(made) && /likeliest 10% reaches 40%/.test(made.title));
});

Deno.test("whoReliabilityFigure() draws the diagonal to the highest end", () => {
  const made = whoReliabilityFigure(evaluation);
  assert.ok(isFigure(made) && /off by 1\.2%/.test(made.title));
  assert.deepEqual(made.marks[0]!.x, [0, 0.5]);
});

Deno.test("the views of who say so where there is no test week", () => {
  assert.match(String(gainsFigure(null)), /no test week/);
  assert.match(String(whoReliabilityFigure(null)), /no test week/);
  assert.deepEqual([whoRows(null), whoWeekRows(null)], [[], []]);
});
