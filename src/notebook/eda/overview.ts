/**
 * A shop in a few figures, and what became of the rows that were read.
 *
 * @module
 */
import type { IngestSummary } from "../../ingest/ingest.ts";
import type { Snapshot } from "../../ingest/shop.ts";
import { formatNumber } from "../../report/figures/format.ts";
import { dayText } from "../../stages/options.ts";
import { purchaseDayCounts } from "./customers.ts";

/** One fact. */
export interface Fact {
  readonly fact: string;
  readonly value: string;
}

/**
 * The size and span of what is known, and how often people come back.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { shopFacts } from "./overview.ts";
 *
 * const facts = shopFacts(snapshotAt(shopFromLines([{ customer: 0, article: 0, day: 0 }]), 1));
 * assert.deepEqual(facts[0], { fact: "order lines", value: "1" });
 * ```
 */
export function shopFacts(snapshot: Snapshot): Fact[] {
  const { orders, firstDay, lastDay, articles } = snapshot;
  const counts = purchaseDayCounts(snapshot);
  const buyers = counts.reduce((sum, customers) => sum + customers, 0);
  const days = counts.reduce((sum, customers, i) => sum + customers * (i + 1), 0);
  const sold = new Set(orders.article).size;
  const count = (value: number) => formatNumber(value, "integer");
  const lines = orders.article.length;
  return [
    { fact: "order lines", value: count(lines) },
    { fact: "customers with an order", value: count(buyers) },
    { fact: "articles sold, of those known", value: `${count(sold)} of ${count(articles.count)}` },
    { fact: "first and last day", value: `${dayText(firstDay)} – ${dayText(lastDay)}` },
    { fact: "days on which the median customer bought", value: count(medianOf(counts)) },
    {
      fact: "customers who came back on another day",
      value: formatNumber(1 - (counts[0] ?? 0) / Math.max(1, buyers), "percent"),
    },
    { fact: "lines per customer and day", value: formatNumber(lines / Math.max(1, days)) },
    { fact: "times of day", value: orders.minute === null ? "no, dates only" : "yes" },
  ];
}

/** Rows read, kept and set aside, file by file. */
export function fileRows({ files }: Pick<IngestSummary, "files">): Record<string, unknown>[] {
  return files.map(({ file, rows, kept, rejected, reasons }) => ({
    file: file.replace(/^.*[\\/]/, ""),
    rows,
    kept,
    "set aside": rejected,
    why: Object.entries(reasons).map(([reason, n]) => `${reason}: ${n}`).join(", ") || "–",
  }));
}

/** The median of values given as counts: `counts[i]` times the value `i + 1`. */
function medianOf(counts: readonly number[]): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let seen = 0;
  for (let i = 0; i < counts.length; i++) {
    seen += counts[i]!;
    if (2 * seen >= all) return i + 1;
  }
  return 0;
}
