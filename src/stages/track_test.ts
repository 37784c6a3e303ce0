import assert from "node:assert/strict";
import { METRICS } from "../evaluation/metrics.ts";
import type { Metrics } from "../evaluation/results.ts";
import { evaluationMetrics } from "./track.ts";

Deno.test("evaluationMetrics() has every list's figures with intervals and weeks", () => {
  const figure = { mean: 0.2, low: 0.1, high: 0.3, folds: [0.15, 0.25] };
  const metrics = {
    what: {
      systems: [{
        name: "ranker",
        metrics: Object.fromEntries(METRICS.map((name) => [name, figure])),
      }],
    },
    purchaseProbability: { brier: 0.01, expectedCalibrationError: NaN, folds: [0.002] },
    who: null,
  } as unknown as Metrics;
  const found = evaluationMetrics(metrics, 7);
  const of = (key: string) =>
    found.filter((metric) => metric.key === key).map(({ step, value }) => [step, value]);
  assert.deepEqual(of("ranker/map_at_12"), [[0, 0.2]]);
  assert.deepEqual(of("ranker/map_at_12/low"), [[0, 0.1]]);
  assert.deepEqual(of("ranker/recall_at_100/week"), [[0, 0.15], [1, 0.25]]);
  assert.deepEqual(of("purchase_probability/brier"), [[0, 0.01]]);
  assert.deepEqual(of("purchase_probability/calibration_error"), [], "no figure, no metric");
  assert.ok(found.every(({ timestamp, key }) => timestamp === 7 && /^[\w./ :-]+$/.test(key)));
});
