/**
 * Who buys, as a reader looks at it: discrimination, lift and calibration beside simple rules.
 *
 * @module
 */
import type { PropensityEvaluation, PropensityMethod } from "../../propensity/evaluate.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";
import { dayText } from "../../stages/options.ts";

/** Figures of the model and of the rules beside it, means over the test weeks. */
export function whoRows(evaluation: PropensityEvaluation | null): Record<string, unknown>[] {
  if (evaluation === null) return [];
  return Object.entries(evaluation.mean).map(([method, figures]) => {
    const { auc } = evaluation.intervals[method as PropensityMethod];
    return {
      method,
      AUC: figures.auc,
      from: auc.low,
      to: auc.high,
      "lift of the top tenth": figures.lift,
      "log-loss": figures.logLoss,
      Brier: figures.brier,
      "calibration error": figures.calibrationError,
    };
  });
}

/** The test weeks: how many could buy, how many did, how many were expected. */
export function whoWeekRows(evaluation: PropensityEvaluation | null): Record<string, unknown>[] {
  return (evaluation?.folds ?? []).map((fold) => ({
    "week from": dayText(fold.cut),
    customers: fold.customers,
    buyers: fold.buyers,
    "base rate": fold.buyers / fold.customers,
    "orders expected": fold.orders.expected,
    "orders seen": fold.orders.seen,
  }));
}

/** Share of the buyers reached, by share of the customers sent to. */
export function gainsFigure(evaluation: PropensityEvaluation | null): Figure | string {
  if (evaluation === null) return "There is no test week, so nobody's purchase can be checked.";
  const points = evaluation.budget.filter((point) => point.share < 1);
  const tenth = points.reduce((best, point) =>
    Math.abs(point.share - 0.1) < Math.abs(best.share - 0.1) ? point : best
  );
  const percent = (share: number) => formatNumber(share, "percent", { digits: 0 });
  return figure({
    title: `Pushing to the likeliest ${percent(tenth.share)} reaches ` +
      `${percent(tenth.buyersReached)} of the buyers`,
    subtitle: "customers of the test weeks, likeliest first",
    x: { label: "share of customers sent to", format: "percent" },
    y: { label: "share of buyers reached", format: "percent" },
    marks: [
      {
        mark: "line",
        name: "by probability",
        points: true,
        x: [0, ...points.map((point) => point.share), 1],
        y: [0, ...points.map((point) => point.buyersReached), 1],
      },
      { mark: "line", name: "at random", colour: "grey", dashed: true, x: [0, 1], y: [0, 1] },
    ],
  });
}

/** Stated against observed shares of buyers. */
export function whoReliabilityFigure(evaluation: PropensityEvaluation | null): Figure | string {
  if (evaluation === null) return "There is no test week, so no probability can be checked.";
  const bins = evaluation.reliability;
  const end = Math.max(...bins.map((bin) => Math.max(bin.predicted, bin.high)));
  const error = evaluation.mean.model.calibrationError;
  return figure({
    title: `Stated probabilities to buy at all are off by ${
      formatNumber(error, "percent", { digits: 1 })
    } on average`,
    subtitle: "all test weeks together, 95 % intervals",
    x: { label: "stated probability", format: "percent" },
    y: { label: "share who bought", format: "percent" },
    marks: [
      { mark: "line", name: "as stated", colour: "grey", dashed: true, x: [0, end], y: [0, end] },
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
