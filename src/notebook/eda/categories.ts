/**
 * Who buys from which category, and when.
 *
 * @module
 */
import { segmentsOf } from "../../candidates/popularity.ts";
import type { CodedColumn, Snapshot } from "../../ingest/shop.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";
import { FREQUENCY_TIERS, tierOfCustomers } from "./customers.ts";

/** Shares of order lines: `share[group][category]`, each group adding up to 1. */
export interface ShareTable {
  /** What the groups are: "customer segment", "how often they buy", "month". */
  readonly by: string;
  readonly groups: readonly string[];
  readonly categories: readonly string[];
  readonly share: readonly (readonly number[])[];
  /** Order lines per group. */
  readonly lines: readonly number[];
}

/** Options of the share tables. */
export interface ShareOptions {
  /** Categories with a column of their own; the rest is "other". @default {8} */
  categories?: number;
  /** Groups shown, those with most lines. @default {10} */
  groups?: number;
}

const CATEGORY_COLUMNS = [
  "index_group_name",
  "product_group_name",
  "garment_group_name",
  "product_type_name",
  "department_name",
] as const;

/**
 * The articles' broadest category column: the first of Kaggle's group columns that the shop has
 * with at least two values; `null` where it has none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { categoryColumn } from "./categories.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 1, day: 5 }], {
 *   articleAttributes: { product_group_name: ["bags", "toys"] },
 * });
 * assert.equal(categoryColumn(snapshotAt(shop, 6))!.name, "product_group_name");
 * ```
 */
export function categoryColumn(snapshot: Snapshot): { name: string; column: CodedColumn } | null {
  for (const name of CATEGORY_COLUMNS) {
    const column = snapshot.articles.attributes.get(name);
    if (column && column.labels.length > 2) return { name, column };
  }
  return null;
}

/** Category shares by the customers' segment; `null` where articles have no category. */
export function sharesBySegment(snapshot: Snapshot, options: ShareOptions = {}): ShareTable | null {
  const { segment, labels } = segmentsOf(snapshot);
  const group = perLine(snapshot, (customer) => segment[customer]!);
  return shares(snapshot, { by: "customer segment", labels, group: (i) => group[i]! }, options);
}

/** Category shares by how often customers buy; `null` where articles have no category. */
export function sharesByFrequency(
  snapshot: Snapshot,
  options: ShareOptions = {},
): ShareTable | null {
  const tiers = tierOfCustomers(snapshot);
  const group = perLine(snapshot, (customer) => tiers[customer]!);
  const grouping = {
    by: "how often they buy",
    labels: [...FREQUENCY_TIERS],
    group: (i: number) => group[i]!,
  };
  return shares(snapshot, grouping, { ...options, inOrder: true });
}

/** Category shares by month; `null` where articles have no category. */
export function sharesByMonth(snapshot: Snapshot, options: ShareOptions = {}): ShareTable | null {
  const { orders, firstDay, lastDay } = snapshot;
  const monthOf = (day: number) => {
    const date = new Date(day * 86_400_000);
    return 12 * date.getUTCFullYear() + date.getUTCMonth();
  };
  const first = monthOf(firstDay);
  const labels = Array.from({ length: monthOf(lastDay) - first + 1 }, (_, m) => {
    const month = (first + m) % 12 + 1;
    return `${Math.floor((first + m) / 12)}-${String(month).padStart(2, "0")}`;
  });
  const grouping = { by: "month", labels, group: (i: number) => monthOf(orders.day[i]!) - first };
  return shares(snapshot, grouping, { groups: 24, ...options, inOrder: true });
}

/** A share table as a heat map, or what to say where there is none. */
export function shareFigure(table: ShareTable | null): Figure | string {
  if (table === null) return "The articles have no category, so nothing can be said about them.";
  const most = largestLift(table);
  const lift = formatNumber(most.lift, "decimal", { digits: 1 });
  return figure({
    title: `"${most.group}" buys ${lift} times as much ${most.category} as the shop on the whole`,
    subtitle: `share of each row's order lines, by ${table.by}`,
    x: { label: "category", kind: "category" },
    y: { label: table.by, kind: "category" },
    marks: [{
      mark: "heat",
      label: "share",
      format: "percent",
      x: table.categories,
      y: table.groups,
      z: table.share,
    }],
  });
}

/** A share table as records for a frame: one row per group. */
export function shareRecords(table: ShareTable | null): Record<string, unknown>[] {
  if (table === null) return [];
  return table.groups.map((group, g) => ({
    [table.by]: group,
    lines: table.lines[g]!,
    ...Object.fromEntries(table.categories.map((name, k) => [name, table.share[g]![k]!])),
  }));
}

interface Grouping {
  by: string;
  labels: readonly string[];
  /** Group of a line; outside of `labels` for none. */
  group: (line: number) => number;
}

function shares(
  snapshot: Snapshot,
  { by, labels, group }: Grouping,
  options: ShareOptions & { inOrder?: boolean },
): ShareTable | null {
  const category = categoryColumn(snapshot);
  if (category === null) return null;
  const { categories: limit = 8, groups: groupLimit = 10, inOrder = false } = options;
  const { codes, labels: names } = category.column;
  const counts = labels.map(() => new Float64Array(names.length));
  const { article } = snapshot.orders;
  for (let i = 0; i < article.length; i++) {
    const row = counts[group(i)];
    if (row) row[codes[article[i]!]!]! += 1;
  }
  const total = (g: number) => counts[g]!.reduce((sum, count) => sum + count, 0);
  const kept = topGroups(labels.map((_, g) => total(g)), groupLimit, inOrder);
  const top = topCategories(counts, names, limit);
  const share = kept.map((g) => {
    const own = top.map((k) => counts[g]![k]! / total(g));
    return [...own, Math.max(0, 1 - own.reduce((sum, part) => sum + part, 0))];
  });
  return {
    by,
    groups: kept.map((g) => labels[g]!),
    categories: [...top.map((k) => names[k]!), "other"],
    share,
    lines: kept.map(total),
  };
}

function topGroups(totals: readonly number[], limit: number, inOrder: boolean): number[] {
  const kept = totals.map((_, g) => g).filter((g) => totals[g]! > 0)
    .sort((a, b) => totals[b]! - totals[a]! || a - b).slice(0, limit);
  return inOrder ? kept.sort((a, b) => a - b) : kept;
}

/** The best-selling categories; unknown is never one of them. */
function topCategories(
  counts: readonly Float64Array[],
  names: readonly string[],
  limit: number,
): number[] {
  const sums = names.map((_, k) => counts.reduce((sum, row) => sum + row[k]!, 0));
  return names.map((_, k) => k).filter((k) => k > 0 && sums[k]! > 0)
    .sort((a, b) => sums[b]! - sums[a]! || a - b).slice(0, limit);
}

/** What stands out most, among cells with 2 % of their row and rows with 1 % of all lines. */
function largestLift(table: ShareTable): { group: string; category: string; lift: number } {
  const all = table.lines.reduce((sum, lines) => sum + lines, 0);
  let best = { group: table.groups[0]!, category: table.categories[0]!, lift: 0 };
  table.categories.forEach((category, k) => {
    if (category === "other") return;
    const overall = table.share.reduce((sum, row, g) => sum + row[k]! * table.lines[g]!, 0) / all;
    table.groups.forEach((group, g) => {
      const lift = table.share[g]![k]! / overall;
      const counts = table.share[g]![k]! >= 0.02 && table.lines[g]! >= 0.01 * all;
      if (counts && lift > best.lift) best = { group, category, lift };
    });
  });
  return best;
}

function perLine({ orders }: Snapshot, groupOf: (customer: number) => number): Uint16Array {
  const group = new Uint16Array(orders.article.length);
  for (let c = 0; c < orders.customers; c++) {
    group.fill(groupOf(c), orders.offsets[c]!, orders.offsets[c + 1]!);
  }
  return group;
}
