/**
 * The model: how good it is week by week, what it looks at, whether its probabilities hold.
 *
 * @module
 */
import { html } from "hono/html";
import { type MetricName, METRICS } from "../../evaluation/metrics.ts";
import type { Metrics } from "../../evaluation/results.ts";
import { figure } from "../../report/figures/figure.ts";
import { figurePart, type Html, parts, tablePart, textPart } from "../../report/page.ts";
import { modelSection } from "../../report/sections/model.ts";
import { probabilitySection } from "../../report/sections/probability.ts";
import { whatSection } from "../../report/sections/what.ts";
import { whenSection } from "../../report/sections/when.ts";
import { whoSection } from "../../report/sections/who.ts";
import { interval } from "../../report/sections/words.ts";
import { readCard, readMetrics } from "../files.ts";
import { columnsPart, emptyPart, pageResponse, resultsPart, sectionPart } from "../layout.ts";
import type { Live } from "../live.ts";
import { formPart, safe } from "../parts.ts";

const TITLES: Readonly<Record<MetricName, string>> = {
  map_at_12: "MAP@12",
  ndcg_at_10: "NDCG@10",
  hit_rate_at_10: "HitRate@10",
  precision_at_10: "Precision@10",
  recall_at_10: "Recall@10",
  recall_at_100: "Recall@100",
};

/** The page. */
export function modelPage(live: Live, query: Record<string, string>): Promise<Response> {
  const body = modelBody(live, query.metric ?? "");
  return pageResponse(live, { href: "/model", title: "Model", body });
}

async function modelBody(live: Live, asked: string): Promise<Html> {
  const metrics = await readMetrics(live.workspace);
  const card = await readCard(live.workspace);
  if (metrics === null && card === null) return emptyPart("No model has been trained yet.");
  const ranker = metrics && card ? modelSection(metrics, { ...card, whatIf: null }) : null;
  if (metrics === null) {
    return parts(emptyPart("The model has not been evaluated yet."), sectionPart(ranker));
  }
  const metric = METRICS.find((name) => name === asked) ?? "map_at_12";
  return parts(
    contents(metrics),
    byWeek(metrics, metric),
    sectionPart(whatSection(metrics)),
    sectionPart(ranker),
    sectionPart(probabilitySection(metrics)),
    sectionPart(whoSection(metrics)),
    sectionPart(whenSection(metrics)),
  );
}

function contents(metrics: Metrics): Promise<Html> {
  const places = [
    ...(metrics.what ? [["what", "lists and ablation"]] : []),
    ["model", "importance and learning curve"],
    ...(metrics.purchaseProbability ? [["probability", "calibration"]] : []),
    ...(metrics.who ? [["who", "propensity"]] : []),
    ...(metrics.when ? [["when", "send time"]] : []),
  ];
  return safe(
    html`<p class="hx-note">On this page: ${
      places.map(([id, text], i) => html`${i > 0 ? " · " : ""}<a href="#${id}">${text}</a>`)
    }</p>`,
  );
}

function byWeek(metrics: Metrics, metric: MetricName): Promise<Html> {
  if (metrics.what === null) {
    return textPart(`Nothing could be tested: ${metrics.noEvaluation}.`, "hx-warning");
  }
  const form = formPart("/model", "What the figures show", [{
    kind: "select",
    name: "metric",
    label: "Metric",
    value: metric,
    choices: METRICS.map((name) => [name, TITLES[name]] as const),
  }]);
  return parts(form, resultsPart(weekParts(metrics, metrics.what, metric)));
}

function weekParts(
  metrics: Metrics,
  what: NonNullable<Metrics["what"]>,
  metric: MetricName,
): Promise<Html> {
  const shown = what.systems.filter(({ kind }) => kind !== "ablation");
  const weeks = metrics.folds.map(({ cutoffDate }) => cutoffDate);
  const title = TITLES[metric];
  const sorted = [...shown].sort((a, b) => b.metrics[metric].mean - a.metrics[metric].mean);
  const means = figurePart(figure({
    title: `“${sorted[0]!.name}” has the highest mean ${title}`,
    subtitle: "Mean of the test weeks with 95 % intervals by customer",
    x: { label: title },
    y: { label: "lists", kind: "category" },
    marks: [{
      mark: "points",
      horizontal: true,
      x: sorted.map((system) => system.metrics[metric].mean),
      y: sorted.map(({ name }) => name),
      low: sorted.map((system) => system.metrics[metric].low),
      high: sorted.map((system) => system.metrics[metric].high),
    }],
  }));
  const leaders = weeks.map((_, w) =>
    shown.reduce((a, b) => a.metrics[metric].folds[w]! >= b.metrics[metric].folds[w]! ? a : b).name
  );
  const always = leaders.every((name) => name === leaders[0]);
  const weekly = figurePart(figure({
    title: always
      ? `“${leaders[0]}” leads in every test week`
      : `The lead changes: ${leaders.map((name) => `“${name}”`).join(", then ")}`,
    subtitle: `${title} of each test week, all buyers`,
    x: { label: "first day of the test week", kind: "category" },
    y: { label: title },
    marks: shown.map((system) => ({
      mark: "line" as const,
      points: true,
      name: system.name,
      x: weeks,
      y: system.metrics[metric].folds,
    })),
  }));
  return parts(
    columnsPart(means, weekly),
    tablePart(
      `${title}: test weeks, then the mean with its 95 % interval`,
      [{ title: "lists" }, ...[...weeks, "mean (95 %)"].map((title) => ({ title, number: true }))],
      sorted.map((system) => [
        system.name,
        ...system.metrics[metric].folds.map((value) => value.toFixed(4)),
        interval(system.metrics[metric]),
      ]),
    ),
  );
}
