/**
 * Which customers buy within the horizon, by what was known of them before: the plainest look at
 * whether a feature tells anything.
 *
 * @module
 */
import { purchasesIn } from "../../ingest/purchases.ts";
import { type Snapshot, snapshotAt } from "../../ingest/shop.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";
import { wilsonInterval } from "../../statistics/proportions.ts";

/** One band of a feature. */
export interface BandRow {
  readonly band: string;
  readonly cases: number;
  /** Share of the cases with a purchase within the horizon. */
  readonly share: number;
  /** 95 % interval of the share. */
  readonly low: number;
  readonly high: number;
}

const RECENCY_BANDS: readonly [number, string][] = [
  [7, "1–7 days"],
  [28, "8–28 days"],
  [91, "29–91 days"],
  [182, "92–182 days"],
  [Infinity, "over 182 days"],
];

const COUNT_BANDS: readonly [number, string][] = [
  [1, "once"],
  [2, "twice"],
  [4, "3–4 times"],
  [9, "5–9 times"],
  [Infinity, "10 times or more"],
];

/**
 * Share of customers who buy anything within the last `horizon` known days, by the days since
 * their last purchase before those. Everything lies before the snapshot's day.
 *
 * @throws {RangeError} If the snapshot has no day before the horizon.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { buyingByRecency } from "./buying.ts";
 *
 * const lines = [90, 96].map((day) => ({ customer: 0, article: 0, day }));
 * const [recent] = buyingByRecency(snapshotAt(shopFromLines(lines), 100), 7);
 * assert.deepEqual([recent!.band, recent!.share], ["1–7 days", 1]);
 * ```
 */
export function buyingByRecency(snapshot: Snapshot, horizon: number): BandRow[] {
  const { before, truth } = split(snapshot, horizon);
  const bought = new Set(truth.buyers);
  const counts = RECENCY_BANDS.map(() => [0, 0] as [number, number]);
  const { offsets, day, customers } = before.orders;
  for (let c = 0; c < customers; c++) {
    if (offsets[c + 1] === offsets[c]) continue;
    const since = before.asOf - day[offsets[c + 1]! - 1]!;
    add(counts, RECENCY_BANDS, since, bought.has(c));
  }
  return rows(RECENCY_BANDS, counts);
}

/**
 * Share of customer × article pairs bought again within the last `horizon` known days, among the
 * pairs of customers who bought anything then, by how often the pair was bought before (days).
 *
 * @throws {RangeError} If the snapshot has no day before the horizon.
 */
export function repurchaseByCount(snapshot: Snapshot, horizon: number): BandRow[] {
  const { before, truth } = split(snapshot, horizon);
  const counts = COUNT_BANDS.map(() => [0, 0] as [number, number]);
  const { offsets, article, day } = before.orders;
  truth.buyers.forEach((customer, b) => {
    if (customer >= before.orders.customers) return;
    const now = new Set(truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!));
    const days = new Map<number, Set<number>>();
    for (let i = offsets[customer]!; i < offsets[customer + 1]!; i++) {
      const known = days.get(article[i]!) ?? new Set();
      days.set(article[i]!, known.add(day[i]!));
    }
    for (const [bought, on] of days) add(counts, COUNT_BANDS, on.size, now.has(bought));
  });
  return rows(COUNT_BANDS, counts);
}

/** Bands as a figure: shares with their intervals. */
export function bandFigure(
  bands: readonly BandRow[],
  texts: { title: (most: BandRow, least: BandRow) => string; by: string; share: string },
): Figure | string {
  const shown = bands.filter((row) => row.cases > 0);
  if (shown.length === 0) return "Nobody is known yet from before the horizon.";
  const order = [...shown].sort((a, b) => b.share - a.share);
  return figure({
    title: texts.title(order[0]!, order.at(-1)!),
    subtitle: "with 95 % intervals",
    x: { label: texts.by, kind: "category" },
    y: { label: texts.share, format: "percent" },
    marks: [{
      mark: "bars",
      x: shown.map((row) => row.band),
      y: shown.map((row) => row.share),
      low: shown.map((row) => row.low),
      high: shown.map((row) => row.high),
    }],
  });
}

/** {@linkcode buyingByRecency} as a figure. */
export function recencyFigure(bands: readonly BandRow[]): Figure | string {
  return bandFigure(bands, {
    title: (most, least) =>
      `${percent(most.share)} buy again when the last purchase is ${most.band} ago, ` +
      `${percent(least.share)} when it is ${least.band}`,
    by: "time since the last purchase",
    share: "share who buy within the horizon",
  });
}

/** {@linkcode repurchaseByCount} as a figure. */
export function repurchaseFigure(bands: readonly BandRow[]): Figure | string {
  return bandFigure(bands, {
    title: (most, least) =>
      `An article bought ${most.band} before is bought again by ${percent(most.share)} of the ` +
      `buyers, one bought ${least.band} by ${percent(least.share)}`,
    by: "days on which the customer had bought the article",
    share: "share bought again within the horizon",
  });
}

function split(snapshot: Snapshot, horizon: number) {
  const from = snapshot.asOf - horizon;
  if (from <= snapshot.firstDay) {
    throw new RangeError(
      `Expected orders before the last ${horizon} days but found none: the first is ` +
        `${snapshot.asOf - snapshot.firstDay} days before the run's day`,
    );
  }
  return {
    before: snapshotAt(snapshot, from),
    truth: purchasesIn(snapshot, from, snapshot.asOf),
  };
}

function add(
  counts: [number, number][],
  bands: readonly [number, string][],
  value: number,
  hit: boolean,
): void {
  const count = counts[bands.findIndex(([to]) => value <= to)]!;
  count[0] += 1;
  if (hit) count[1] += 1;
}

function rows(
  bands: readonly [number, string][],
  counts: readonly (readonly [number, number])[],
): BandRow[] {
  return bands.map(([, band], i) => {
    const [cases, hits] = counts[i]!;
    if (cases === 0) return { band, cases, share: NaN, low: NaN, high: NaN };
    const { low, high } = wilsonInterval(hits, cases);
    return { band, cases, share: hits / cases, low, high };
  });
}

function percent(share: number): string {
  return formatNumber(share, "percent", { digits: share < 0.1 ? 1 : 0 });
}
