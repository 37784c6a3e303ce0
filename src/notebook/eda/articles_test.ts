import assert from "node:assert/strict";
import * as fc from "fast-check";
import { type LineInput, shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { isFigure } from "../../report/figures/figure.ts";
import {
  longTail,
  longTailFigure,
  priceTierFigure,
  priceTiers,
  tierOfArticles,
} from "./articles.ts";

const sale = (article: number, price?: number, customer = 0): LineInput => ({
  customer,
  article,
  day: 5,
  ...(price === undefined ? {} : { price }),
});
const at = (lines: LineInput[]) => snapshotAt(shopFromLines(lines), 10);

Deno.test("longTail() rises to all articles and all lines", () => {
  fc.assert(fc.property(
    fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 600 }),
    (articles) => {
      const rows = longTail(at(articles.map((article) => sale(article))));
      assert.ok(rows.length <= 101);
      assert.deepEqual(rows.at(-1), { articleShare: 1, lineShare: 1 });
      rows.slice(1).forEach((row, i) => assert.ok(row.lineShare > rows[i]!.lineShare));
      rows.forEach((row) => assert.ok(row.lineShare >= row.articleShare - 1e-9));
    },
  ));
});

Deno.test("longTailFigure() states what the best fifth makes", () => {
  const lines = [0, 0, 0, 0, 0, 0, 1, 2, 3, 4].map((article) => sale(article));
  assert.match(longTailFigure(longTail(at(lines))).title, /best-selling 20% .* make 60%/);
});

Deno.test("tierOfArticles() splits by median price and leaves unknown prices out", () => {
  const lines = [sale(0, 1), sale(0, 9), sale(0, 2), sale(1, 4), sale(2, 6), sale(3)];
  const { tier, price } = tierOfArticles(at(lines));
  assert.deepEqual([...tier], [0, 1, 2, 255]);
  assert.deepEqual([...price], [2, 4, 6, NaN]);
});

Deno.test("priceTiers() counts buyers once per article", () => {
  const lines = [sale(0, 1), sale(0, 1), sale(0, 1, 1), sale(1, 4), sale(2, 6)];
  const rows = priceTiers(at(lines));
  assert.deepEqual(rows.map((row) => row.buyersPerArticle), [2, 1, 1]);
  assert.deepEqual(rows.map((row) => row.lineShare), [3 / 5, 1 / 5, 1 / 5]);
});

Deno.test("priceTierFigure() says so when there are no prices", () => {
  assert.match(String(priceTierFigure(priceTiers(at([sale(0)])))), /no prices/);
  assert.ok(isFigure(priceTierFigure(priceTiers(at([sale(0, 2)])))));
});
