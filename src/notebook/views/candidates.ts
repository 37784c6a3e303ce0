/**
 * Candidates as a reader looks at them: what each source reaches, and one customer's list.
 *
 * @module
 */
import { candidateGenerator, type CandidateModel, SOURCES } from "../../candidates/candidates.ts";
import type { CandidateRecall } from "../../candidates/recall.ts";
import type { Labels } from "../../ingest/load.ts";
import type { Snapshot } from "../../ingest/shop.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";

/** What a source's name means. */
export const SOURCE_MEANINGS: Readonly<Record<typeof SOURCES[number], string>> = {
  own: "articles the customer bought before",
  similar: "bought by people who bought the same",
  next: "bought after what the customer bought",
  neighbours: "bought lately by customers with a similar taste",
  family: "other articles of the same products",
  segment: "popular in the customer's segment",
  popular7: "popular in the last 7 days",
  popular28: "popular in the last 28 days",
};

const NOTHING = "History is too short for a week to look at.";

/** Recall of the first 50, 100, 200 and all candidates. */
export function recallFigure(recall: CandidateRecall | null): Figure | string {
  if (recall === null) return NOTHING;
  const steps = [
    ...Object.entries(recall.at).map(([size, share]) => [`first ${size}`, share] as const),
    [`all (${formatNumber(recall.candidates, "integer")} on average)`, recall.ceiling] as const,
  ];
  return figure({
    title: `The candidates hold ${percent(recall.ceiling)} of what people buy next: ` +
      `no ranker can do better than that`,
    subtitle: `${formatNumber(recall.buyers, "integer")} buyers of the newest known week`,
    x: { label: "candidates looked at", kind: "category" },
    y: { label: "share of purchases among them", format: "percent" },
    marks: [{ mark: "bars", x: steps.map(([size]) => size), y: steps.map(([, share]) => share) }],
  });
}

/** What each source names, and what only it names. */
export function sourceFigure(recall: CandidateRecall | null): Figure | string {
  if (recall === null) return NOTHING;
  const rows = [...recall.sources].sort((a, b) => b.recall - a.recall);
  const alone = rows.reduce((most, row) => row.marginal > most.marginal ? row : most, rows[0]!);
  const y = rows.map((row) => row.source);
  return figure({
    title: `"${rows[0]!.source}" reaches most, and ${percent(alone.marginal)} of the purchases ` +
      `are named by "${alone.source}" alone`,
    subtitle: "means over buyers of the newest known week",
    x: { label: "share of purchases", format: "percent" },
    y: { label: "source", kind: "category" },
    marks: [
      { mark: "bars", horizontal: true, name: "named", x: rows.map((row) => row.recall), y },
      {
        mark: "bars",
        horizontal: true,
        name: "named by no other source",
        x: rows.map((row) => row.marginal),
        y,
      },
    ],
  });
}

/** Recall by how much was known of the buyer. */
export function historyFigure(recall: CandidateRecall | null): Figure | string {
  if (recall === null) return NOTHING;
  const rows = recall.byHistory.filter((row) => row.buyers > 0);
  const many = rows.filter((row) => row.buyers >= 30);
  const best = (many.length > 0 ? many : rows)
    .reduce((most, row) => row.recall > most.recall ? row : most);
  return figure({
    title: `Buyers with ${best.history} known articles are served best: ` +
      `${percent(best.recall)} of their purchases are among the candidates`,
    subtitle: rows.map((row) => `${row.history}: ${row.buyers} buyers`).join(", "),
    x: { label: "distinct articles bought before", kind: "category" },
    y: { label: "share of purchases among the candidates", format: "percent" },
    marks: [{ mark: "bars", x: rows.map((row) => row.history), y: rows.map((row) => row.recall) }],
  });
}

/**
 * A customer to look at: the one with the median number of distinct articles among those who came
 * back at least once; the first customer where nobody did.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { typicalCustomer } from "./candidates.ts";
 *
 * const lines = [5, 9].map((day) => ({ customer: 3, article: 0, day }));
 * assert.equal(typicalCustomer(snapshotAt(shopFromLines(lines), 20)), 3);
 * ```
 */
export function typicalCustomer(snapshot: Snapshot): number {
  const { customers, offsets, day, article } = snapshot.orders;
  const sizes: [number, number][] = [];
  for (let c = 0; c < customers; c++) {
    const [from, to] = [offsets[c]!, offsets[c + 1]!];
    if (to - from < 2 || day[from] === day[to - 1]) continue;
    sizes.push([new Set(article.subarray(from, to)).size, c]);
  }
  sizes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return sizes[sizes.length >> 1]?.[1] ?? 0;
}

/**
 * The first candidates of a customer: rank after merging, name, and the rank that each source gave.
 */
export function candidateRows(
  model: CandidateModel,
  customer: number,
  labels: Labels,
  limit = 15,
): Record<string, unknown>[] {
  const { size, article, rank } = candidateGenerator(model).generate(customer);
  return Array.from({ length: Math.min(limit, size) }, (_, i) => ({
    candidate: i + 1,
    article: labels.articleName(article[i]!) || labels.articles.idOf(article[i]!),
    ...Object.fromEntries(SOURCES.map((name, s) => [name, rank[s]![i]! || null])),
  }));
}

/** The articles that a customer bought last, newest first. */
export function boughtRows(
  { orders }: Snapshot,
  customer: number,
  labels: Labels,
  limit = 10,
): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = [];
  for (let i = orders.offsets[customer + 1]! - 1; i >= orders.offsets[customer]!; i--) {
    if (rows.length === limit) break;
    const article = orders.article[i]!;
    rows.push({
      day: new Date(orders.day[i]! * 86_400_000),
      article: labels.articleName(article) || labels.articles.idOf(article),
      price: orders.price[i],
    });
  }
  return rows;
}

/** How many customers each source and the merged list serve, by name of {@linkcode SOURCES}. */
export function sourceRows(recall: CandidateRecall | null): Record<string, unknown>[] {
  return (recall?.sources ?? []).map(({ source, recall: share, marginal }) => ({
    source,
    "what it proposes": SOURCE_MEANINGS[source as typeof SOURCES[number]] ?? source,
    "share of purchases": share,
    "named by no other": marginal,
  }));
}

function percent(share: number): string {
  return formatNumber(share, "percent", { digits: 1 });
}
