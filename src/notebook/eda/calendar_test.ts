import assert from "node:assert/strict";
import { type LineInput, shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { isFigure } from "../../report/figures/figure.ts";
import {
  middle,
  weekday,
  weekdayHourFigure,
  weekdayHourShares,
  weeklySales,
  weeklySalesFigure,
} from "./calendar.ts";

const line = (customer: number, day: number, minute?: number): LineInput => ({
  customer,
  article: 0,
  day,
  ...(minute === undefined ? {} : { minute }),
});
const at = (lines: LineInput[], asOf = 100) => snapshotAt(shopFromLines(lines), asOf);

Deno.test("weeklySales() counts lines and distinct buyers, empty weeks too", () => {
  const rows = weeklySales(at([line(0, 4), line(0, 5), line(1, 10), line(1, 24)]));
  assert.deepEqual(rows.map(({ lines, buyers }) => [lines, buyers]), [[3, 2], [0, 0], [1, 1]]);
  assert.deepEqual(rows.map((row) => row.week), ["1970-01-05", "1970-01-12", "1970-01-19"]);
});

Deno.test("weeklySales() calls a week complete only when orders cover its seven days", () => {
  const rows = weeklySales(at([line(0, 5), line(0, 17)]));
  assert.deepEqual(rows.map((row) => row.complete), [false, true]);
});

Deno.test("weeklySalesFigure() names the peak, and copes with a single week", () => {
  const rows = weeklySales(at([line(0, 4), line(0, 11), line(1, 12), line(0, 17)]));
  assert.match(weeklySalesFigure(rows).title, /1970-01-12/);
  assert.ok(isFigure(weeklySalesFigure(weeklySales(at([line(0, 5)])))));
});

Deno.test("weekdayHourShares() adds up to 1 and is null without times", () => {
  const shares = weekdayHourShares(at([line(0, 4, 600), line(0, 6, 605), line(1, 6, 60)]))!;
  assert.equal(shares[0]![10], 1 / 3);
  assert.equal(shares[2]![10], 1 / 3);
  assert.equal(shares.flat().reduce((sum, share) => sum + share, 0), 1);
  assert.equal(weekdayHourShares(at([line(0, 4)])), null);
});

Deno.test("weekdayHourFigure() names days without any order, or says why there is none", () => {
  const made = weekdayHourFigure(weekdayHourShares(at([line(0, 4, 600)])));
  assert.ok(isFigure(made) && /10:00, and never on Tue or/.test(made.title));
  assert.match(String(weekdayHourFigure(null)), /dates only/);
});

Deno.test("weekday() is 0 on Mondays", () => {
  assert.deepEqual([4, 10, 11].map(weekday), [0, 6, 0]);
});

Deno.test("middle() is the median, of even numbers too", () => {
  assert.deepEqual([middle([3, 1, 2]), middle([4, 1, 2, 3]), middle([])], [2, 2.5, 0]);
});
