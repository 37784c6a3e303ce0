import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { ARTICLE_FEATURES, articleFeatures } from "./article.ts";
import { columnOf } from "./catalogue.ts";
import { randomLines, randomShop } from "./test_shop.ts";

Deno.test("articleFeatures() counts lines and buyers as the lines say", () => {
  const asOf = 1110;
  const table = articleFeatures(snapshotAt(randomShop(11), asOf));
  for (const days of [7, 28, 90]) {
    const lines = randomLines(11).filter(({ day }) => day < asOf && day >= asOf - days);
    for (let a = 0; a < 20; a++) {
      const own = lines.filter(({ article }) => article === a);
      assert.equal(columnOf(table, `sales_${days}d`)[a], own.length);
      const buyers = new Set(own.map(({ customer }) => customer)).size;
      assert.equal(columnOf(table, `buyers_${days}d`)[a], buyers);
    }
  }
});

Deno.test("articleFeatures() measures decay, silence and selling days by hand", () => {
  const shop = shopFromLines([
    { customer: 0, article: 0, day: 90 },
    { customer: 0, article: 0, day: 90 },
    { customer: 1, article: 0, day: 94 },
  ]);
  const table = articleFeatures(snapshotAt(shop, 100));
  const value = (name: string) => columnOf(table, name)[0];
  assert.equal(value("popularity_decayed"), Math.fround(2 ** (-10 / 14) + 2 ** (-6 / 14)));
  assert.equal(value("popularity_decayed_3d"), Math.fround(2 ** (-10 / 3) + 2 ** (-6 / 3)));
  assert.equal(value("selling_days_28d"), 2);
  // Two selling days in ten days: one in five is usual, six have passed.
  assert.equal(value("silence"), Math.fround(6 / 5));
  assert.equal(value("days_since_first_sale"), 10);
});

Deno.test("articleFeatures() leaves unknown what an unsold article cannot have", () => {
  const shop = shopFromLines([{ customer: 0, article: 1, day: 5 }]);
  const table = articleFeatures(snapshotAt(shop, 9));
  for (const name of ["price", "silence", "momentum", "days_since_last_sale", "peak_hour"]) {
    assert.ok(Number.isNaN(columnOf(table, name)[0]!), name);
  }
});

Deno.test("articleFeatures() is blind to the future", () => {
  const now = articleFeatures(snapshotAt(randomShop(5), 1060));
  const past = randomLines(5).filter(({ day }) => day < 1060);
  const whole = randomShop(5);
  const cut = shopFromLines(past, { customers: 30, articles: 20 });
  const alone = articleFeatures(snapshotAt({ ...whole, orders: cut.orders }, 1060));
  ARTICLE_FEATURES.forEach(({ name }) =>
    assert.deepEqual(columnOf(now, name), columnOf(alone, name), name)
  );
});
