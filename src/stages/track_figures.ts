/**
 * The pictures of a tracked run.
 *
 * @module
 */
import type { Metrics } from "../evaluation/results.ts";
import { type Figure, figure } from "../report/figures/figure.ts";
import { reliabilityMarks } from "../report/figures/reliability.ts";
import { toSvg } from "../report/figures/svg.ts";
import type { TrainSummary } from "./train_summary.ts";

/** Features shown. */
const SHOWN = 20;

/**
 * Figures as artifacts: each as a picture and as the data behind it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { figure } from "../report/figures/figure.ts";
 * import { figureArtifacts } from "./track_figures.ts";
 *
 * const one = figure({
 *   title: "T", x: { label: "x" }, y: { label: "y" }, marks: [{ mark: "bars", x: ["a"], y: [1] }],
 * });
 * assert.deepEqual(Object.keys(figureArtifacts({ one })), ["figures/one.svg", "figures/one.json"]);
 * ```
 */
export function figureArtifacts(figures: Readonly<Record<string, Figure>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(figures).flatMap(([name, shown]) => [
      [`figures/${name}.svg`, toSvg(shown)],
      [`figures/${name}.json`, JSON.stringify(shown, null, 1)],
    ]),
  );
}

/** Importance and learning curves of a training. */
export function trainingFigures(summary: TrainSummary): Record<string, Figure> {
  const { features, importance } = summary;
  const rows = features.map((name, f) => ({ name, gain: importance.gain[f]! }))
    .sort((a, b) => b.gain - a.gain).slice(0, SHOWN);
  const curves = summary.curves.flatMap((histories) =>
    histories.filter(({ values }) => values.length > 0)
  );
  return {
    ...(rows.length === 0 ? {} : {
      importance: figure({
        title: `Gain of the first ${rows.length} features`,
        x: { label: "gain" },
        y: { label: "feature", kind: "category" },
        marks: [{
          mark: "bars",
          horizontal: true,
          x: rows.map(({ gain }) => gain),
          y: rows.map(({ name }) => name),
        }],
      }),
    }),
    ...(curves.length === 0 ? {} : {
      learning_curve: figure({
        title: "Metric on the held-out week, tree by tree",
        x: { label: "trees" },
        y: { label: curves[0]!.metric.toUpperCase() },
        marks: curves.map(({ iterations, values }, i) => ({
          mark: "line" as const,
          name: `model ${i + 1}`,
          x: iterations,
          y: values,
        })),
      }),
    }),
  };
}

/** Calibration of both probabilities, and the lists beside the baselines. */
export function evaluationFigures(metrics: Metrics): Record<string, Figure> {
  const { what, purchaseProbability, who } = metrics;
  const systems = what?.systems.filter(({ kind }) => kind !== "ablation") ?? [];
  return {
    ...(purchaseProbability === null ? {} : {
      calibration_articles: calibration("Purchase probabilities", purchaseProbability.reliability),
    }),
    ...(who === null ? {} : {
      calibration_customers: calibration("Purchase propensities", who.reliability),
    }),
    ...(systems.length === 0 ? {} : {
      map_at_12: figure({
        title: "MAP@12 of the lists, mean of the test weeks with 95 % intervals",
        x: { label: "MAP@12" },
        y: { label: "lists", kind: "category" },
        marks: [{
          mark: "points",
          horizontal: true,
          x: systems.map((system) => system.metrics.map_at_12.mean),
          y: systems.map(({ name }) => name),
          low: systems.map((system) => system.metrics.map_at_12.low),
          high: systems.map((system) => system.metrics.map_at_12.high),
        }],
      }),
    }),
  };
}

type Bins = NonNullable<Metrics["purchaseProbability"]>["reliability"];

function calibration(title: string, bins: Bins): Figure {
  return figure({
    title: `${title}: stated and observed`,
    x: { label: "stated", format: "percent" },
    y: { label: "observed", format: "percent" },
    marks: reliabilityMarks(bins),
  });
}
