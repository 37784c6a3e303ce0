import assert from "node:assert/strict";
import { isFigure } from "../../report/figures/figure.ts";
import {
  comparisonRows,
  familyFigure,
  importanceFigure,
  importanceRows,
  learningFigure,
  modelRows,
  QUICK_RECIPE,
  type TrainingFacts,
  windowRows,
} from "./training.ts";

const history = (metric: string, values: number[]) => ({
  data: "valid",
  metric,
  higherIsBetter: true,
  iterations: values.map((_, i) => i + 1),
  values,
});
const facts: TrainingFacts = {
  features: ["recency", "price", "count"],
  windows: [{ from: 7, buyers: 10, queries: 8, rows: 100, positives: 25 }],
  curves: [[history("ndcg@12", [0.1, 0.3, 0.2])]],
  leaves: [15],
  trees: [2],
  importance: { gain: [60, 0, 40], split: [5, 0, 7] },
};
const define = (family: string, name: string) => ({ family, name, meaning: `${name}.`, unit: "" });
const catalogue = [
  define("history", "recency"),
  define("history", "count"),
  define("price", "price"),
];

Deno.test("windowRows() has the share of positives", () => {
  assert.deepEqual(windowRows(facts)[0], {
    "week from": "1970-01-08",
    buyers: 10,
    "taught from": 8,
    rows: 100,
    bought: 25,
    "share bought": 0.25,
  });
});

Deno.test("learningFigure() names the best iteration", () => {
  const made = learningFigure(facts);
  assert.ok(isFigure(made) && /^The first 2 trees .* NDCG@12 0\.300/.test(made.title));
  assert.match(String(learningFigure({ ...facts, curves: [] })), /no ranker/);
});

Deno.test("importanceRows() are shares, largest first, with the family", () => {
  const rows = importanceRows(facts, catalogue);
  assert.deepEqual(rows.map(({ feature, gain }) => [feature, gain]), [
    ["recency", 0.6],
    ["count", 0.4],
    ["price", 0],
  ]);
  assert.equal(rows[1]!.family, "history");
});

Deno.test("importanceFigure() counts the features that make half of the gain", () => {
  const made = importanceFigure(importanceRows(facts, catalogue));
  assert.ok(isFigure(made) && /^1 of 3 features make half/.test(made.title));
  assert.match(String(importanceFigure([])), /no ranker/);
});

Deno.test("familyFigure() adds up the families", () => {
  const made = familyFigure(importanceRows(facts, catalogue));
  assert.ok(isFigure(made));
  const [bars] = made.marks;
  assert.deepEqual(bars!.y, ["history", "price"]);
  assert.deepEqual(bars!.x, [1, 0]);
});

Deno.test("comparisonRows() takes the best of each curve", () => {
  const [row] = comparisonRows({ all: facts });
  assert.deepEqual(row, { training: "all", trees: "2", "NDCG@12, held-out week": 0.3 });
});

Deno.test("modelRows() puts each model's trees beside what it learns", () => {
  const models = [{ objective: "binary" }, { objective: "rank_xendcg" }];
  const rows = modelRows({ leaves: [7, 31], trees: [20, 30] }, { models });
  assert.deepEqual(rows.map((row) => [row.objective, row.leaves, row.trees]), [
    ["binary", 7, 20],
    ["rank_xendcg", 31, 30],
  ]);
  assert.match(String(rows[0]!["what it learns"]), /whether each candidate is bought/);
});

Deno.test("QUICK_RECIPE trains one model on few weeks", () => {
  assert.equal(QUICK_RECIPE.models.length, 1);
  assert.ok(QUICK_RECIPE.labelWindows < 5 && QUICK_RECIPE.maxTrees <= 60);
});
