/**
 * What is recommended: the table of results, candidates, ablations.
 *
 * @module
 */
import {
  ABLATION_REFERENCE,
  ABLATION_TREES,
  type SystemResult,
} from "../../evaluation/evaluate_ranking.ts";
import { METRICS } from "../../evaluation/metrics.ts";
import type { Metrics } from "../../evaluation/results.ts";
import { figure } from "../figures/figure.ts";
import { figurePart, parts, type Section, tablePart, textPart } from "../page.ts";
import { count, interval, percent } from "./words.ts";

const TITLES: Record<string, string> = {
  map_at_12: "MAP@12",
  ndcg_at_10: "NDCG@10",
  hit_rate_at_10: "HitRate@10",
  precision_at_10: "Precision@10",
  recall_at_10: "Recall@10",
  recall_at_100: "Recall@100",
};

/** The lists' quality; `null` where nothing could be tested. */
export function whatSection(metrics: Metrics): Section | null {
  const { what } = metrics;
  if (what === null) return null;
  return {
    id: "what",
    title: "What: the lists",
    body: parts(
      textPart(metrics.protocol.statement, "hx-note"),
      resultsTable(what.systems, metrics),
      figurePart(weekFigure(what.systems, metrics)),
      textPart(conditionalText(what.conditional), "hx-note"),
      ...(what.systems.some(({ kind }) => kind === "ablation")
        ? [figurePart(ablationFigure(what.systems))]
        : []),
      candidatesTable(metrics),
    ),
  };
}

function resultsTable(systems: readonly SystemResult[], metrics: Metrics) {
  const shown = systems.filter(({ kind }) => kind !== "ablation");
  const weeks = metrics.folds.map(({ cutoffDate }) => cutoffDate).join(", ");
  return tablePart(
    `Means of the test weeks from ${weeks}, ${
      metrics.folds.map(({ buyers }) => count(buyers)).join(" / ")
    } buyers`,
    [
      { title: "lists" },
      ...METRICS.map((metric) => ({ title: TITLES[metric]!, number: true })),
      { title: "MAP@12 minus the rule (95 %)", number: true },
      { title: "articles shown", number: true },
      { title: "novelty, bits", number: true },
    ],
    shown.map((system) => [
      system.name,
      ...METRICS.map((metric) => system.metrics[metric].mean.toFixed(4)),
      interval(system.difference.map_at_12),
      count(system.coverageAt10),
      system.noveltyAt10.toFixed(2),
    ]),
    new Set([0]),
  );
}

function weekFigure(systems: readonly SystemResult[], metrics: Metrics) {
  const shown = systems.filter(({ kind }) => kind !== "ablation");
  const best = [...shown].sort((a, b) => b.metrics.map_at_12.mean - a.metrics.map_at_12.mean)[0]!;
  return figure({
    title: `In the mean of the test weeks “${best.name}” ranks best`,
    subtitle: "MAP@12 of each test week, all buyers",
    x: { label: "first day of the test week", kind: "category" },
    y: { label: "MAP@12" },
    marks: shown.map((system) => ({
      mark: "bars" as const,
      name: system.name,
      x: metrics.folds.map(({ cutoffDate }) => cutoffDate),
      y: system.metrics.map_at_12.folds,
    })),
  });
}

function ablationFigure(systems: readonly SystemResult[]) {
  const rows = systems.filter(({ kind, name }) =>
    kind === "ablation" && name !== ABLATION_REFERENCE
  )
    .sort((a, b) => a.difference.map_at_12.mean - b.difference.map_at_12.mean);
  const most = rows[0]!;
  return figure({
    title: `The lists lose most ${most.name}`,
    subtitle:
      `Newest test week, ${ABLATION_TREES}-tree trainings with and without the family, 95 % intervals`,
    x: { label: "change of MAP@12" },
    y: { label: "left out", kind: "category" },
    marks: [{
      mark: "points",
      horizontal: true,
      x: rows.map(({ difference }) => difference.map_at_12.mean),
      y: rows.map(({ name }) => name),
      low: rows.map(({ difference }) => difference.map_at_12.low),
      high: rows.map(({ difference }) => difference.map_at_12.high),
    }],
    references: [{ axis: "x", at: 0, label: "no change" }],
  });
}

function conditionalText(conditional: NonNullable<Metrics["what"]>["conditional"]): string {
  const { ndcg_at_10, hit_rate_at_10, precision_at_10 } = conditional.metrics;
  return `Conditional figures (only buyers with a purchase among their candidates; never to be ` +
    `read in place of the table): NDCG@10 ${ndcg_at_10.toFixed(3)}, HitRate@10 ` +
    `${hit_rate_at_10.toFixed(3)}, Precision@10 ${precision_at_10.toFixed(3)}.`;
}

function candidatesTable(metrics: Metrics) {
  const recall = metrics.folds[metrics.folds.length - 1]!.recall;
  return tablePart(
    `Candidates of the newest test week: ${recall.candidates.toFixed(0)} per buyer hold ${
      percent(recall.ceiling)
    } of the purchases (first 50: ${percent(recall.at["50"])}, 100: ${
      percent(recall.at["100"])
    }, 200: ${percent(recall.at["200"])})`,
    [
      { title: "source" },
      { title: "share of purchases named", number: true },
      { title: "named by no other source", number: true },
    ],
    recall.sources.map(({ source, recall, marginal }) => [
      source,
      percent(recall),
      percent(marginal),
    ]),
  );
}
