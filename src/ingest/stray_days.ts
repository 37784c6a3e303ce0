/**
 * Dates so far behind all others that they are slips of the pen: without a word they would move the
 * day of the run, which is the day after the last order, by years.
 *
 * @module
 */
import type { EpochDay } from "./shop.ts";

/** Last days that do not follow on the others. */
export interface StrayDays {
  /** The last day before the gap. */
  readonly before: EpochDay;
  /** The first day after it. */
  readonly from: EpochDay;
  /** Order lines from there on. */
  readonly lines: number;
}

/** Share of the lines that may be stray; one line may be in any shop. */
const MOST = 0.01;
/** Days without an order that no shop has, and lines that must be there before them. */
const LEAST_GAP = 365;
const LEAST_LINES = 10;

/**
 * The last days of a shop, where they are stray: at most one line in a hundred (or a single one),
 * after a year without any order and after a gap that is longer than everything before it. `null`
 * where the last days follow on the others, as in every shop that only paused.
 *
 * @param byDay Lines by day since 1970-01-01.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { strayDays } from "./stray_days.ts";
 *
 * const byDay = new Uint32Array(1000).fill(5, 100, 130);
 * assert.equal(strayDays(byDay), null);
 * byDay[999] = 1;
 * assert.deepEqual(strayDays(byDay), { before: 129, from: 999, lines: 1 });
 * ```
 */
export function strayDays(byDay: Uint32Array): StrayDays | null {
  const total = byDay.reduce((sum, lines) => sum + lines, 0);
  let [first, last, seen] = [-1, -1, 0];
  for (let day = 0; day < byDay.length; day++) {
    if (byDay[day] === 0) continue;
    const [gap, lines] = [day - last, total - seen];
    const farOff = first >= 0 && gap > LEAST_GAP && gap > last - first;
    if (farOff && seen >= LEAST_LINES && lines <= Math.max(1, MOST * total)) {
      return { before: last, from: day, lines };
    }
    if (first < 0) first = day;
    last = day;
    seen += byDay[day]!;
  }
  return null;
}
