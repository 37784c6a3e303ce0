import assert from "node:assert/strict";
import { type LineInput, shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { isFigure } from "../../report/figures/figure.ts";
import {
  categoryColumn,
  shareFigure,
  shareRecords,
  sharesByFrequency,
  sharesByMonth,
  sharesBySegment,
} from "./categories.ts";

const line = (customer: number, article: number, day = 5): LineInput => ({
  customer,
  article,
  day,
});
const shop = shopFromLines(
  [line(0, 0), line(0, 0), line(0, 1), line(1, 1), line(1, 2, 40), line(1, 3, 40)],
  {
    articleAttributes: { product_group_name: ["bags", "toys", "cups", ""] },
    customerAttributes: { country: ["France", "Spain"] },
  },
);
const snapshot = snapshotAt(shop, 50);

Deno.test("sharesBySegment() has rows that add up to 1, the unknown among the others", () => {
  const table = sharesBySegment(snapshot)!;
  assert.deepEqual(table.groups, ["country France", "country Spain"]);
  assert.deepEqual(table.categories, ["bags", "toys", "cups", "other"]);
  assert.deepEqual(table.lines, [3, 3]);
  const [france, spain] = table.share;
  assert.deepEqual(france!.slice(0, 3), [2 / 3, 1 / 3, 0]);
  assert.ok(Math.abs(spain![3]! - 1 / 3) < 1e-12);
});

Deno.test("sharesBySegment() keeps the asked number of categories", () => {
  assert.deepEqual(sharesBySegment(snapshot, { categories: 1 })!.categories, ["bags", "other"]);
});

Deno.test("sharesByFrequency() keeps the tiers in order", () => {
  assert.deepEqual(sharesByFrequency(snapshot)!.groups, ["monthly", "once"]);
});

Deno.test("sharesByMonth() names months in order", () => {
  assert.deepEqual(sharesByMonth(snapshot)!.groups, ["1970-01", "1970-02"]);
  assert.deepEqual(sharesByMonth(snapshot)!.lines, [4, 2]);
});

Deno.test("shareFigure() names what stands out, or says why there is nothing", () => {
  const made = shareFigure(sharesBySegment(snapshot));
  assert.ok(isFigure(made) && /"country (France|Spain)" buys 2\.0 times/.test(made.title));
  const plain = snapshotAt(shopFromLines([line(0, 0)]), 10);
  assert.equal(categoryColumn(plain), null);
  assert.match(String(shareFigure(sharesBySegment(plain))), /no category/);
});

Deno.test("shareRecords() gives one record per group", () => {
  const [first] = shareRecords(sharesByMonth(snapshot));
  assert.deepEqual(Object.keys(first!), ["month", "lines", "bags", "toys", "cups", "other"]);
  assert.deepEqual(shareRecords(null), []);
});
