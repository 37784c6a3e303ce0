/**
 * Whether stated purchase probabilities hold.
 *
 * @module
 */
import type { Metrics } from "../../evaluation/results.ts";
import { figure } from "../figures/figure.ts";
import { reliabilityMarks } from "../figures/reliability.ts";
import { figurePart, parts, type Section, textPart } from "../page.ts";
import { count, percent } from "./words.ts";

/** Calibration of `purchase_probability`; `null` where nothing could be tested. */
export function probabilitySection(metrics: Metrics): Section | null {
  const found = metrics.purchaseProbability;
  if (found === null) return null;
  const bins = found.reliability;
  const text =
    `Over ${
      count(found.cases)
    } listed articles of customers with an earlier purchase the mean stated ` +
    `probability was ${percent(found.meanStated, 2)} and ${percent(found.meanObserved, 2)} were ` +
    `bought. Brier score ${found.brier.toFixed(5)}, expected calibration error ` +
    `${found.expectedCalibrationError.toFixed(4)}.`;
  return {
    id: "probability",
    title: "Purchase probability",
    body: parts(
      textPart(text),
      figurePart(figure({
        title: `Stated purchase probabilities are off by ${
          percent(found.expectedCalibrationError, 2)
        } on average`,
        subtitle: "Ten groups of equal size, with 95 % intervals",
        x: { label: "stated probability", format: "percent" },
        y: { label: "share bought", format: "percent" },
        marks: reliabilityMarks(bins),
      })),
    ),
  };
}
