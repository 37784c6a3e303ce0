/**
 * When a shop sells: by week, by day of the week and hour, by month.
 *
 * @module
 */
import type { EpochDay, Snapshot } from "../../ingest/shop.ts";
import { type Figure, figure } from "../../report/figures/figure.ts";
import { formatNumber } from "../../report/figures/format.ts";
import { dayText } from "../../stages/options.ts";

/** Sales of one week. */
export interface WeekRow {
  /** Its Monday, `YYYY-MM-DD`. */
  readonly week: string;
  readonly lines: number;
  /** Customers with at least one line. */
  readonly buyers: number;
  /** Whether the shop's orders cover all seven days. */
  readonly complete: boolean;
}

/** Names of the days, Monday first. */
export const DAY_NAMES = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/**
 * One row per week from the first to the last day of sales, weeks without a sale included.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { weeklySales } from "./calendar.ts";
 *
 * const lines = [{ customer: 0, article: 0, day: 4 }, { customer: 0, article: 1, day: 11 }];
 * const rows = weeklySales(snapshotAt(shopFromLines(lines), 20));
 * assert.deepEqual(rows.map((row) => row.lines), [1, 1]); // Day 4 was Monday 1970-01-05.
 * ```
 */
export function weeklySales(snapshot: Snapshot): WeekRow[] {
  const { orders, firstDay, lastDay } = snapshot;
  const first = mondayOf(firstDay);
  const weeks = Math.floor((lastDay - first) / 7) + 1;
  const lines = new Float64Array(weeks);
  const buyers = new Float64Array(weeks);
  for (let c = 0; c < orders.customers; c++) {
    let last = -1;
    for (let i = orders.offsets[c]!; i < orders.offsets[c + 1]!; i++) {
      const week = Math.floor((orders.day[i]! - first) / 7);
      lines[week]! += 1;
      if (week !== last) buyers[week]! += 1;
      last = week;
    }
  }
  return Array.from(lines, (count, week) => ({
    week: dayText(first + 7 * week),
    lines: count,
    buyers: buyers[week]!,
    complete: first + 7 * week >= firstDay && first + 7 * week + 6 <= lastDay,
  }));
}

/**
 * Lines and buyers per complete week.
 *
 * @throws {RangeError} If there is no week at all.
 */
export function weeklySalesFigure(rows: readonly WeekRow[]): Figure {
  const complete = rows.filter((row) => row.complete);
  const shown = complete.length > 0 ? complete : rows;
  const peak = shown.reduce((best, row) => row.lines > best.lines ? row : best, shown[0]!);
  const median = middle(shown.map((row) => row.lines));
  const times = formatNumber(peak.lines / Math.max(1, median), "decimal", { digits: 1 });
  return figure({
    title: `The week of ${peak.week} sold ${times} times what a median week sells`,
    subtitle: "weeks that the orders cover in full",
    x: { label: "week", kind: "date" },
    y: { label: "per week", format: "short" },
    marks: [
      { mark: "line", name: "order lines", x: weeks(shown), y: shown.map((row) => row.lines) },
      { mark: "line", name: "buyers", x: weeks(shown), y: shown.map((row) => row.buyers) },
    ],
    references: [{ axis: "y", at: median, label: "median week" }],
  });
}

/**
 * Shares of order lines with a time by day of the week (rows, Monday first) and hour (columns); `null` where
 * the source has dates only.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
 * import { weekdayHourShares } from "./calendar.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 4, minute: 9 * 60 }]);
 * assert.equal(weekdayHourShares(snapshotAt(shop, 5))![0]![9], 1);
 * ```
 */
export function weekdayHourShares(snapshot: Snapshot): number[][] | null {
  const { minute, day } = snapshot.orders;
  if (minute === null) return null;
  const shares = DAY_NAMES.map(() => Array.from({ length: 24 }, () => 0));
  const timed = minute.reduce((count, value) => count + (value >= 0 ? 1 : 0), 0);
  for (let i = 0; i < day.length; i++) {
    if (minute[i]! < 0) continue;
    shares[weekday(day[i]!)]![Math.floor(minute[i]! / 60)]! += 1 / timed;
  }
  return shares;
}

/** The same as a figure, or what to say where there are no hours. */
export function weekdayHourFigure(shares: readonly (readonly number[])[] | null): Figure | string {
  if (shares === null) return "The source has dates only, so nothing can be said about hours.";
  const hours = Array.from({ length: 24 }, (_, hour) => hour)
    .filter((hour) => shares.some((row) => row[hour]! > 0));
  const byHour = hours.map((hour) => shares.reduce((sum, row) => sum + row[hour]!, 0));
  const best = hours[byHour.indexOf(Math.max(...byHour))]!;
  const closed = DAY_NAMES.filter((_, d) => shares[d]!.every((share) => share === 0));
  const never = closed.length === 0 ? "" : `, and never on ${closed.join(" or ")}`;
  return figure({
    title: `People order around ${String(best).padStart(2, "0")}:00${never}`,
    subtitle: "share of all order lines",
    x: { label: "hour of the day, local time", kind: "category" },
    y: { label: "day of the week", kind: "category" },
    marks: [{
      mark: "heat",
      label: "share",
      format: "percent",
      x: hours.map((hour) => String(hour).padStart(2, "0")),
      y: [...DAY_NAMES],
      z: shares.map((row) => hours.map((hour) => row[hour]! === 0 ? NaN : row[hour]!)),
    }],
  });
}

/** Day of the week, 0 = Monday. */
export function weekday(day: EpochDay): number {
  return (day + 3) % 7;
}

function mondayOf(day: EpochDay): EpochDay {
  return day - weekday(day);
}

function weeks(rows: readonly WeekRow[]): string[] {
  return rows.map((row) => row.week);
}

/** The median; 0 of nothing. */
export function middle(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return 0;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
