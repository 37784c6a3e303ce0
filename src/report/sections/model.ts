/**
 * The ranker: what it was trained on, what it looks at, how it learned.
 *
 * @module
 */
import { html, raw } from "hono/html";
import type { Metrics } from "../../evaluation/results.ts";
import type { Ranker } from "../../ranking/train.ts";
import { figure } from "../figures/figure.ts";
import { figurePart, type Html, parts, type Section, tablePart, textPart } from "../page.ts";
import { count } from "./words.ts";

/** What the section needs of a training. */
export interface ModelFacts {
  readonly noRanker: string | null;
  readonly features: readonly string[];
  readonly trees: readonly number[];
  readonly windows: Ranker["windows"];
  readonly curves: Ranker["curves"];
  readonly importance: Ranker["importance"];
  readonly selection: Ranker["selection"];
  /** Page beside the report in which the model scores again; `null` where there is none. */
  readonly whatIf: string | null;
}

/** Features shown. */
const SHOWN = 20;

/** The ranker's section. */
export function modelSection(_metrics: Metrics, model: ModelFacts): Section {
  const title = "The ranker";
  if (model.noRanker !== null) {
    const text = `No ranker: ${model.noRanker}. The lists follow a rule instead: the customer's ` +
      `own articles by decayed number of orders, then popularity.`;
    return { id: "model", title, body: textPart(text, "hx-warning") };
  }
  const text = `LightGBM, ${model.trees.join(" + ")} trees on ${
    count(model.features.length)
  } features; the number of trees was found on the newest week, then all weeks were fitted again.`;
  return {
    id: "model",
    title,
    body: parts(
      textPart(text),
      ...whatIfLink(model),
      windowsTable(model),
      importanceFigure(model),
      ...curveFigure(model),
      ...selectionText(model),
    ),
  };
}

function whatIfLink({ whatIf }: ModelFacts) {
  if (whatIf === null) return [];
  const link = html`<p><a href="${whatIf}">What if?</a> A page in which this model scores some
    customers' candidates again as you move price, recency and hour, and shows why.</p>`;
  return [Promise.resolve(link).then((text) => raw(String(text)))];
}

function windowsTable({ windows }: ModelFacts) {
  return tablePart(
    "Label weeks, newest first",
    ["week from", "buyers", "taught from", "rows", "bought"].map((title, i) => ({
      title,
      number: i > 0,
    })),
    windows.map(({ from, buyers, queries, rows, positives }) => [
      new Date(from * 86_400_000).toISOString().slice(0, 10),
      count(buyers),
      count(queries),
      count(rows),
      count(positives),
    ]),
  );
}

function importanceFigure({ features, importance }: ModelFacts): Html {
  const total = importance.gain.reduce((a, b) => a + b, 0);
  const rows = features.map((name, f) => ({ name, share: importance.gain[f]! / total }))
    .sort((a, b) => b.share - a.share).slice(0, SHOWN);
  return figurePart(figure({
    title: `The ranker looks first at ${rows[0]!.name}`,
    subtitle: `Share of the total gain of all splits, first ${rows.length} features`,
    x: { label: "share of gain", format: "percent" },
    y: { label: "feature", kind: "category" },
    marks: [{
      mark: "bars",
      horizontal: true,
      x: rows.map(({ share }) => share),
      y: rows.map(({ name }) => name),
    }],
  }));
}

function curveFigure({ curves }: ModelFacts): Html[] {
  const shown = curves.flatMap((histories) =>
    histories.filter(({ metric }) => metric === "ndcg@12")
  ).filter(({ values }) => values.length > 1);
  if (shown.length === 0) return [];
  const best = Math.max(...shown.flatMap(({ values }) => values));
  return [figurePart(figure({
    title: `On the held-out week, which chose the number of trees, NDCG@12 reaches ${
      best.toFixed(3)
    }`,
    subtitle: "Among the candidates of buyers who bought one of them",
    x: { label: "trees" },
    y: { label: "NDCG@12" },
    marks: shown.map(({ iterations, values }, i) => ({
      mark: "line" as const,
      x: iterations,
      y: values,
      ...(shown.length > 1 ? { name: `model ${i + 1}` } : {}),
    })),
  }))];
}

function selectionText({ selection }: ModelFacts) {
  if (selection === null) return [];
  const { kept, ndcgBefore, ndcgAfter } = selection;
  return [textPart(
    `Keeping only ${kept.length} features moved NDCG@12 on the held-out week from ` +
      `${ndcgBefore.toFixed(4)} to ${ndcgAfter.toFixed(4)}.`,
  )];
}
