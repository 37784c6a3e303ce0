/**
 * How often customers buy, and what that means for the shop.
 *
 * @module
 */
import type { Snapshot } from "../../ingest/shop.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";

/** Tiers of purchase frequency. */
export const FREQUENCY_TIERS = ["weekly", "monthly", "occasional", "once"] as const;

/** A tier of {@linkcode FREQUENCY_TIERS}. */
export type FrequencyTier = typeof FREQUENCY_TIERS[number];

/**
 * Mean days between purchase days up to which a customer is in a tier. Between 10 and 45 days is
 * "about once a month": half to one and a half months.
 */
export const TIER_GAPS = { weekly: 10, monthly: 45 } as const;

/** One tier. */
export interface TierRow {
  readonly tier: FrequencyTier;
  readonly customers: number;
  /** Share of the customers who ever bought. */
  readonly customerShare: number;
  /** Share of all order lines. */
  readonly lineShare: number;
  /** Distinct purchase days per customer. */
  readonly purchaseDays: number;
  /** Order lines per purchase day. */
  readonly linesPerDay: number;
}

/**
 * The tier of every customer with a purchase, as an index into {@linkcode FREQUENCY_TIERS}; 255
 * for a customer without one. Tiers follow the mean gap between purchase days.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { tierOfCustomers } from "./customers.ts";
 *
 * const lines = [0, 7, 14].map((day) => ({ customer: 0, article: 0, day }));
 * const shop = shopFromLines([...lines, { customer: 1, article: 0, day: 3 }], { customers: 3 });
 * assert.deepEqual([...tierOfCustomers(snapshotAt(shop, 20))], [0, 3, 255]);
 * ```
 */
export function tierOfCustomers(snapshot: Snapshot): Uint8Array {
  const { orders } = snapshot;
  const tier = new Uint8Array(orders.customers).fill(255);
  for (let c = 0; c < orders.customers; c++) {
    const days = purchaseDayCount(snapshot, c);
    if (days === 0) continue;
    const span = orders.day[orders.offsets[c + 1]! - 1]! - orders.day[orders.offsets[c]!]!;
    const gap = span / (days - 1);
    tier[c] = days === 1 ? 3 : gap <= TIER_GAPS.weekly ? 0 : gap <= TIER_GAPS.monthly ? 1 : 2;
  }
  return tier;
}

/** One row per tier, most frequent first. */
export function frequencyTiers(snapshot: Snapshot): TierRow[] {
  const { orders } = snapshot;
  const tiers = tierOfCustomers(snapshot);
  const sums = FREQUENCY_TIERS.map(() => ({ customers: 0, lines: 0, days: 0 }));
  for (let c = 0; c < orders.customers; c++) {
    const sum = sums[tiers[c]!];
    if (sum === undefined) continue;
    sum.customers += 1;
    sum.lines += orders.offsets[c + 1]! - orders.offsets[c]!;
    sum.days += purchaseDayCount(snapshot, c);
  }
  const customers = Math.max(1, sums.reduce((total, sum) => total + sum.customers, 0));
  const lines = Math.max(1, sums.reduce((total, sum) => total + sum.lines, 0));
  return sums.map((sum, i) => ({
    tier: FREQUENCY_TIERS[i]!,
    customers: sum.customers,
    customerShare: sum.customers / customers,
    lineShare: sum.lines / lines,
    purchaseDays: sum.customers === 0 ? NaN : sum.days / sum.customers,
    linesPerDay: sum.days === 0 ? NaN : sum.lines / sum.days,
  }));
}

/** Share of customers against share of lines, tier by tier. */
export function frequencyTierFigure(rows: readonly TierRow[]): Figure {
  const frequent = rows.filter((row) => row.tier === "weekly" || row.tier === "monthly");
  const sum = (of: (row: TierRow) => number) => frequent.reduce((total, row) => total + of(row), 0);
  const [people, lines] = [sum((row) => row.customerShare), sum((row) => row.lineShare)];
  const x = rows.map((row) => row.tier);
  return figure({
    title: `${percent(people)} of the customers buy at least about monthly and order ` +
      `${percent(lines)} of the lines`,
    subtitle: `tiers by mean days between purchases: weekly up to ${TIER_GAPS.weekly}, ` +
      `monthly up to ${TIER_GAPS.monthly}, occasional above`,
    x: { label: "how often they buy" },
    y: { label: "share", format: "percent" },
    marks: [
      { mark: "bars", name: "of customers", x, y: rows.map((row) => row.customerShare) },
      { mark: "bars", name: "of order lines", x, y: rows.map((row) => row.lineShare) },
    ],
  });
}

/** Customers by number of purchase days: entry `n` counts those with `n + 1`. */
export function purchaseDayCounts(snapshot: Snapshot): number[] {
  const counts: number[] = [];
  for (let c = 0; c < snapshot.orders.customers; c++) {
    const days = purchaseDayCount(snapshot, c);
    if (days === 0) continue;
    while (counts.length < days) counts.push(0);
    counts[days - 1]! += 1;
  }
  return counts;
}

/** How many purchase days customers have, on two log axes. */
export function purchaseDayFigure(counts: readonly number[]): Figure {
  const shown = counts.map((customers, i) => ({ days: i + 1, customers }))
    .filter((row) => row.customers > 0);
  const all = Math.max(1, shown.reduce((sum, row) => sum + row.customers, 0));
  return figure({
    title: `${percent((counts[0] ?? 0) / all)} of the buyers came on one day only`,
    subtitle: "customers by the number of days on which they bought",
    x: { label: "purchase days", kind: "log", format: "integer" },
    y: { label: "customers", kind: "log", format: "integer" },
    marks: [{
      mark: "points",
      x: shown.map((row) => row.days),
      y: shown.map((row) => row.customers),
    }],
  });
}

function purchaseDayCount({ orders }: Snapshot, customer: number): number {
  let days = 0;
  let last = -1;
  for (let i = orders.offsets[customer]!; i < orders.offsets[customer + 1]!; i++) {
    if (orders.day[i] !== last) days++;
    last = orders.day[i]!;
  }
  return days;
}

function percent(share: number): string {
  return formatNumber(share, "percent", { digits: 0 });
}
