import assert from "node:assert/strict";
import { BASELINES } from "../../evaluation/baselines.ts";
import { ABLATION_REFERENCE, type SystemResult } from "../../evaluation/evaluate_ranking.ts";
import { METRICS } from "../../evaluation/metrics.ts";
import { isFigure } from "../../report/figures/figure.ts";
import {
  ablationRows,
  ablationTitle,
  differenceFigure,
  differenceRows,
  foldRows,
  type ListMetrics,
  metricFigure,
  reliabilityFigure,
  resultRows,
  weekFigure,
} from "./evaluation.ts";

function system(
  name: string,
  kind: SystemResult["kind"],
  folds: number[],
  difference: [number, number, number],
): SystemResult {
  const mean = folds.reduce((sum, value) => sum + value, 0) / folds.length;
  const [low, middle, high] = difference;
  const per = <T>(value: T) =>
    Object.fromEntries(METRICS.map((metric) => [metric, value])) as SystemResult["metrics"] & T;
  return {
    name,
    kind,
    metrics: per({ mean, low: mean / 2, high: 2 * mean, folds }),
    difference: per({ mean: middle, low, high }),
    coverageAt10: 12.6,
    noveltyAt10: 3,
  } as unknown as SystemResult;
}

const fold = (cutoffDate: string, complete: boolean) => ({
  cutoff: 0,
  horizon: 7,
  cutoffDate,
  complete,
  buyers: 1200,
  purchases: 3000,
  noRanker: null,
  trees: [20],
  recall: { ceiling: 0.4 },
});
const metrics = {
  noEvaluation: null,
  folds: [fold("2011-11-24", true), fold("2011-12-01", false)],
  what: {
    systems: [
      system("ranker", "ranker", [0.4, 0.2], [0.05, 0.1, 0.15]),
      system(BASELINES[0], "baseline", [0.1, 0.1], [-0.2, -0.1, -0.05]),
      system(BASELINES[1], "baseline", [0.2, 0.2], [0, 0, 0]),
      system(ABLATION_REFERENCE, "ablation", [0.3, 0.2], [0, 0, 0]),
      system("without history", "ablation", [0.3, 0.1], [-0.2, -0.1, -0.01]),
      system("without price", "ablation", [0.4, 0.2], [-0.1, 0, 0.1]),
    ],
    conditional: { name: "conditional", metrics: {} },
  },
} as unknown as ListMetrics;
const none: ListMetrics = { what: null, folds: [], noEvaluation: "Too few days" };

Deno.test("resultRows() leaves ablations out and rounds the coverage", () => {
  const rows = resultRows(metrics);
  assert.deepEqual(rows.map((row) => row.lists), ["ranker", BASELINES[0], BASELINES[1]]);
  assert.equal(rows[0]!["articles shown"], 13);
  assert.ok(Math.abs((rows[0]!["MAP@12"] as number) - 0.3) < 1e-12);
});

Deno.test("metricFigure() states the lead of the best over the next", () => {
  const made = metricFigure(metrics, "map_at_12");
  assert.ok(isFigure(made) && /"ranker" are best: MAP@12 is 50% above/.test(made.title));
});

Deno.test("weekFigure() counts the weeks that the ranker leads, a tie not", () => {
  const made = weekFigure(metrics, "map_at_12");
  assert.ok(isFigure(made) && /^The ranker leads in 1 of 2/.test(made.title));
  assert.match(made.subtitle!, /2011-12-01: 1,200 buyers \(the week is not over/);
});

Deno.test("differenceRows() compares with the baseline to beat, not that one with itself", () => {
  const rows = differenceRows(metrics, "map_at_12");
  assert.deepEqual(rows.map(({ lists, certain }) => [lists, certain]), [
    ["ranker", true],
    [BASELINES[0], true],
  ]);
});

Deno.test("ablationRows() begins with the worst, and the title names only what is certain", () => {
  const rows = ablationRows(metrics, "map_at_12");
  assert.deepEqual(rows.map((row) => row.lists), ["without history", "without price"]);
  assert.equal(ablationTitle(rows), "The lists get worse without history");
  assert.match(ablationTitle([]), /No single feature family/);
});

Deno.test("figures say why there is nothing where there was no test week", () => {
  assert.match(String(metricFigure(none, "map_at_12")), /Too few days/);
  assert.match(String(weekFigure(none, "map_at_12")), /Too few days/);
  assert.match(String(reliabilityFigure(null, "")), /no test week/);
  assert.match(String(differenceFigure([], { title: "t", label: "l" })), /nothing to compare/);
  assert.deepEqual(resultRows(none), []);
});

Deno.test("foldRows() says which week is not over", () => {
  assert.deepEqual(foldRows(metrics).map((row) => row["days complete"]), ["yes", "no"]);
});

Deno.test("reliabilityFigure() draws the diagonal to the highest end", () => {
  const made = reliabilityFigure({
    cases: 10,
    meanStated: 0.1,
    meanObserved: 0.1,
    brier: 0.1,
    expectedCalibrationError: 0.0123,
    reliability: [{ count: 10, predicted: 0.1, observed: 0.2, low: 0.1, high: 0.4 }],
    folds: [0.0123],
  }, "of a purchase");
  assert.ok(isFigure(made) && /of a purchase are off by 1\.23%/.test(made.title));
  assert.deepEqual(made.marks[0]!.x, [0, 0.4]);
});
