import assert from "node:assert/strict";
import { type LineInput, shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { isFigure } from "../../report/figures/figure.ts";
import { buyingByRecency, recencyFigure, repurchaseByCount, repurchaseFigure } from "./buying.ts";

const line = (customer: number, article: number, day: number): LineInput => ({
  customer,
  article,
  day,
});
const at = (lines: LineInput[]) => snapshotAt(shopFromLines(lines), 100);

Deno.test("buyingByRecency() counts from the morning before the horizon, its bounds included", () => {
  // The horizon is days 93–99; day 86 is 7 days before it, day 85 is 8.
  const rows = buyingByRecency(at([line(0, 0, 86), line(0, 0, 95), line(1, 0, 85)]), 7);
  assert.deepEqual(rows.slice(0, 2).map(({ cases, share }) => [cases, share]), [[1, 1], [1, 0]]);
  assert.equal(rows.reduce((sum, row) => sum + row.cases, 0), 2);
});

Deno.test("buyingByRecency() leaves out customers who were not known before the horizon", () => {
  const rows = buyingByRecency(at([line(0, 0, 50), line(1, 0, 95)]), 7);
  assert.equal(rows.reduce((sum, row) => sum + row.cases, 0), 1);
});

Deno.test("buyingByRecency() refuses a horizon that leaves nothing before it", () => {
  assert.throws(() => buyingByRecency(at([line(0, 0, 95)]), 7), /Expected orders before/);
});

Deno.test("repurchaseByCount() counts days, not lines, and only buyers of the horizon", () => {
  const rows = repurchaseByCount(
    at([
      ...[10, 10, 20].map((day) => line(0, 0, day)),
      line(0, 1, 30),
      line(1, 0, 30),
      line(0, 0, 99),
    ]),
    7,
  );
  const [once, twice] = rows;
  assert.deepEqual([once!.cases, once!.share], [1, 0]);
  assert.deepEqual([twice!.cases, twice!.share], [1, 1]);
});

Deno.test("recencyFigure() and repurchaseFigure() state the most and the least", () => {
  const snapshot = at([line(0, 0, 86), line(0, 0, 95), line(1, 0, 10)]);
  const recency = recencyFigure(buyingByRecency(snapshot, 7));
  assert.ok(isFigure(recency) && /^100% .* 1–7 days ago, 0\.0% /.test(recency.title));
  const repurchase = repurchaseFigure(repurchaseByCount(snapshot, 7));
  assert.ok(isFigure(repurchase) && /bought once before/.test(repurchase.title));
});
