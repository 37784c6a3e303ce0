/**
 * Who buys: how well the propensity tells buyers from the rest.
 *
 * @module
 */
import type { Metrics } from "../../evaluation/results.ts";
import type { PropensityEvaluation, PropensityMethod } from "../../propensity/evaluate.ts";
import { figure } from "../figures/figure.ts";
import { reliabilityMarks } from "../figures/reliability.ts";
import { figurePart, parts, type Section, tablePart, textPart } from "../page.ts";
import { count, interval, percent } from "./words.ts";

const NAMES: Record<PropensityMethod, string> = {
  model: "this project's model",
  baseRate: "the same base rate for everybody",
  rfm: "recency, frequency, value: logistic",
  bgNbd: "BG/NBD",
  bgNbdPlatt: "BG/NBD, rescaled (Platt)",
};

/** The section; `null` where nothing could be tested. */
export function whoSection({ who, protocol }: Metrics): Section | null {
  if (who === null) return null;
  const customers = who.folds.map((fold) => count(fold.customers)).join(" / ");
  const base = who.folds.map((fold) => percent(fold.buyers / fold.customers)).join(" / ");
  return {
    id: "who",
    title: "Who: propensity to buy",
    body: parts(
      textPart(
        `P(buys anything within ${protocol.horizonDays} days) for ${customers} customers with an ` +
          `earlier purchase; ${base} of them bought.`,
      ),
      resultsTable(who),
      figurePart(gainsFigure(who)),
      figurePart(reliabilityFigure(who)),
    ),
  };
}

function resultsTable(who: PropensityEvaluation) {
  const methods = Object.keys(who.mean) as PropensityMethod[];
  const best = methods.indexOf("model");
  return tablePart(
    "Means of the test weeks, 95 % intervals in brackets",
    ["method", "AUC", "log-loss", "Brier", "calibration error", "lift in the top 10 %"].map(
      (title, i) => ({ title, number: i > 0 }),
    ),
    methods.map((method) => {
      const { brier, calibrationError, lift } = who.mean[method];
      const { auc, logLoss } = who.intervals[method];
      return [
        NAMES[method],
        interval(auc, 3),
        interval(logLoss),
        brier.toFixed(4),
        calibrationError.toFixed(4),
        lift.toFixed(2),
      ];
    }),
    new Set([best]),
  );
}

function gainsFigure({ budget }: PropensityEvaluation) {
  const tenth = budget.find(({ share }) => share >= 0.1) ?? budget[0]!;
  return figure({
    title: `Pushing to ${percent(tenth.share, 0)} of the customers reaches ${
      percent(tenth.buyersReached, 0)
    } of the buyers`,
    x: { label: "share of customers pushed, likeliest first", format: "percent" },
    y: { label: "share of buyers reached", format: "percent" },
    marks: [
      {
        mark: "line",
        name: "likeliest first",
        points: true,
        x: budget.map(({ share }) => share),
        y: budget.map(({ buyersReached }) => buyersReached),
      },
      { mark: "line", name: "at random", dashed: true, x: [0, 1], y: [0, 1] },
    ],
  });
}

function reliabilityFigure({ reliability, mean }: PropensityEvaluation) {
  return figure({
    title: `Stated propensities are off by ${percent(mean.model.calibrationError)} on average`,
    subtitle: "Ten groups of equal size, with 95 % intervals",
    x: { label: "stated probability", format: "percent" },
    y: { label: "share who bought", format: "percent" },
    marks: reliabilityMarks(reliability),
  });
}
