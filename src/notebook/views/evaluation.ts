/**
 * An evaluation as a reader looks at it: every list beside its baselines, with intervals.
 *
 * @module
 */
import { BASELINES } from "../../evaluation/baselines.ts";
import type { ProbabilityEvaluation } from "../../evaluation/calibration.ts";
import { ABLATION_REFERENCE, type SystemResult } from "../../evaluation/evaluate_ranking.ts";
import type { MetricName } from "../../evaluation/metrics.ts";
import type { Metrics } from "../../evaluation/results.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";

/** The parts of the metrics that the lists' figures need. */
export type ListMetrics = Pick<Metrics, "what" | "folds" | "noEvaluation">;

const TITLES: Partial<Record<MetricName, string>> = {
  map_at_12: "MAP@12",
  ndcg_at_10: "NDCG@10",
  hit_rate_at_10: "HitRate@10",
  precision_at_10: "Precision@10",
  recall_at_10: "Recall@10",
};

/** The table of results: every kind of list, means over the test weeks. */
export function resultRows({ what }: ListMetrics): Record<string, unknown>[] {
  return (what?.systems ?? []).filter(({ kind }) => kind !== "ablation").map((system) => ({
    lists: system.name,
    ...Object.fromEntries(
      Object.entries(TITLES).map(([metric, title]) => [
        title,
        system.metrics[metric as MetricName].mean,
      ]),
    ),
    "articles shown": Math.round(system.coverageAt10),
    "novelty, bits": system.noveltyAt10,
  }));
}

/** One metric of every kind of list, with its interval. */
export function metricFigure(metrics: ListMetrics, metric: MetricName): Figure | string {
  const { what } = metrics;
  if (what === null) return nothing(metrics);
  const rows = what.systems.filter(({ kind }) => kind !== "ablation")
    .sort((a, b) => b.metrics[metric].mean - a.metrics[metric].mean);
  const title = TITLES[metric] ?? metric;
  const [best, second] = rows;
  const lead = best!.metrics[metric].mean / second!.metrics[metric].mean - 1;
  return figure({
    title: `The lists of "${best!.name}" are best: ${title} is ` +
      `${formatNumber(lead, "percent", { digits: 0 })} above "${second!.name}"`,
    subtitle: `mean of ${metrics.folds.length} test weeks, 95 % bootstrap intervals by customer`,
    x: { label: title, format: "decimal" },
    y: { label: "lists", kind: "category" },
    marks: [{
      mark: "bars",
      horizontal: true,
      x: rows.map((row) => row.metrics[metric].mean),
      y: rows.map((row) => row.name),
      low: rows.map((row) => row.metrics[metric].low),
      high: rows.map((row) => row.metrics[metric].high),
    }],
  });
}

/** One metric week by week. */
export function weekFigure(metrics: ListMetrics, metric: MetricName): Figure | string {
  const { what, folds } = metrics;
  if (what === null) return nothing(metrics);
  const shown = what.systems.filter(({ kind }) => kind !== "ablation");
  const ranker = shown.find(({ kind }) => kind === "ranker")!;
  const won =
    folds.filter((_, f) =>
      shown.every((system) =>
        system === ranker || ranker.metrics[metric].folds[f]! > system.metrics[metric].folds[f]!
      )
    ).length;
  return figure({
    title: `The ranker leads in ${won} of ${folds.length} test weeks`,
    subtitle: folds.map((fold) =>
      `${fold.cutoffDate}: ${formatNumber(fold.buyers, "integer")} buyers` +
      (fold.complete ? "" : " (the week is not over in the data)")
    ).join(", "),
    x: { label: "test week from", kind: "category" },
    y: { label: TITLES[metric] ?? metric, format: "decimal" },
    marks: shown.map((system) => ({
      mark: "bars" as const,
      name: system.name,
      x: folds.map((fold) => fold.cutoffDate),
      y: system.metrics[metric].folds,
    })),
  });
}

/** Paired differences to "own repurchases, then popularity". */
export function differenceRows({ what }: ListMetrics, metric: MetricName): DifferenceRow[] {
  return (what?.systems ?? [])
    .filter(({ kind, name }) => kind !== "ablation" && name !== BASELINES[1])
    .map((system) => differenceOf(system, metric));
}

/**
 * What a small training on the newest test week loses without each feature family, worst first;
 * the training on all families is what they are compared with.
 */
export function ablationRows({ what }: ListMetrics, metric: MetricName): DifferenceRow[] {
  return (what?.systems ?? [])
    .filter(({ kind, name }) => kind === "ablation" && name !== ABLATION_REFERENCE)
    .map((system) => differenceOf(system, metric))
    .sort((a, b) => a.difference - b.difference);
}

/** A paired difference with its interval. */
export interface DifferenceRow {
  readonly lists: string;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** Whether the interval leaves zero out. */
  readonly certain: boolean;
}

/** Differences with their intervals, or what to say where there are none. */
export function differenceFigure(
  rows: readonly DifferenceRow[],
  texts: { title: string; label: string },
): Figure | string {
  if (rows.length === 0) return "There is nothing to compare here.";
  return figure({
    title: texts.title,
    subtitle: "paired by customer, 95 % bootstrap intervals; an interval across zero says nothing",
    x: { label: texts.label, format: "decimal" },
    y: { label: "lists", kind: "category" },
    marks: [{
      mark: "points",
      horizontal: true,
      x: rows.map((row) => row.difference),
      y: rows.map((row) => row.lists),
      low: rows.map((row) => row.low),
      high: rows.map((row) => row.high),
    }],
    references: [{ axis: "x", at: 0, label: "no difference" }],
  });
}

/** The title of the ablations: what the lists cannot do without. */
export function ablationTitle(rows: readonly DifferenceRow[]): string {
  const lost = rows.filter((row) => row.certain && row.difference < 0).map((row) => row.lists);
  if (lost.length === 0) return "No single feature family is missed: the others stand in for it";
  return `The lists get worse ${lost.join(" and ")}`;
}

/** Stated against observed probabilities. */
export function reliabilityFigure(
  found: ProbabilityEvaluation | null,
  what: string,
): Figure | string {
  if (found === null) return "There is no test week, so no stated probability can be checked.";
  const bins = found.reliability;
  const end = Math.max(...bins.map((bin) => Math.max(bin.predicted, bin.high)));
  const error = formatNumber(found.expectedCalibrationError, "percent", { digits: 2 });
  return figure({
    title: `Stated probabilities ${what} are off by ${error} on average`,
    subtitle: `${formatNumber(found.cases, "integer")} cases of the test weeks, 95 % intervals`,
    x: { label: "stated probability", format: "percent" },
    y: { label: "share that happened", format: "percent" },
    marks: [
      {
        mark: "line",
        name: "as stated",
        colour: "grey",
        dashed: true,
        x: [0, end],
        y: [0, end],
      },
      {
        mark: "points",
        name: "observed",
        x: bins.map((bin) => bin.predicted),
        y: bins.map((bin) => bin.observed),
        low: bins.map((bin) => bin.low),
        high: bins.map((bin) => bin.high),
      },
    ],
  });
}

/** The test weeks. */
export function foldRows({ folds }: ListMetrics): Record<string, unknown>[] {
  return folds.map((fold) => ({
    "test week from": fold.cutoffDate,
    buyers: fold.buyers,
    purchases: fold.purchases,
    "days complete": fold.complete ? "yes" : "no",
    trees: fold.trees.join(" + ") || "–",
    "candidates hold": fold.recall.ceiling,
  }));
}

function differenceOf(system: SystemResult, metric: MetricName): DifferenceRow {
  const { mean, low, high } = system.difference[metric];
  return { lists: system.name, difference: mean, low, high, certain: low > 0 || high < 0 };
}

function nothing(metrics: ListMetrics): string {
  return `Nothing could be tested: ${metrics.noEvaluation}.`;
}
