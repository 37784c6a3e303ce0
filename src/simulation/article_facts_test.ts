import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { articleFacts, drawFrom, drawProbabilities } from "./article_facts.ts";
import { tastefulShop } from "./testing.ts";

Deno.test("articleFacts() counts the lines of 28 and 7 days before the day alone", () => {
  const shop = shopFromLines(
    [71, 72, 92, 93, 99, 100, 200].map((day) => ({ customer: 0, article: 0, day })),
  );
  const { sold28, sold7 } = articleFacts(shop, 100);
  assert.deepEqual([sold28[0], sold7[0]], [4, 2]);
});

Deno.test("articleFacts() stays the same when later lines are shuffled or deleted", () => {
  const day = 1056;
  const whole = tastefulShop({ customers: 60 });
  const known = articleFacts(whole, day);
  const { orders } = whole;
  const changed = { ...orders, article: orders.article.slice(), price: orders.price.slice() };
  for (let i = 0; i < orders.day.length; i++) {
    if (orders.day[i]! < day) continue;
    changed.article[i] = 0;
    changed.price[i] = 1e6;
  }
  assert.deepEqual(articleFacts({ ...whole, orders: changed }, day), known);
});

Deno.test("articleFacts() finds category and colour columns, and says where there are none", () => {
  const line = [{ customer: 0, article: 0, day: 1 }];
  const told = shopFromLines(line, {
    articles: 2,
    articleAttributes: { colour_group_name: ["red", "blue"], department_name: ["x", "y"] },
  });
  assert.deepEqual(articleFacts(told, 2).colour!.labels, ["", "red", "blue"]);
  assert.deepEqual(articleFacts(told, 2).category!.labels, ["", "x", "y"]);
  assert.equal(articleFacts(shopFromLines(line), 2).category, null);
});

Deno.test("drawFrom() follows drawProbabilities(), and reaches every article", () => {
  const facts = articleFacts(tastefulShop({ customers: 30 }), 1084);
  const { probability, cumulative } = drawProbabilities(facts);
  assert.ok(Math.abs(probability.reduce((a, b) => a + b, 0) - 1) < 1e-12);
  assert.ok(probability.every((p) => p > 0));
  let below = 0;
  probability.forEach((p, a) => {
    assert.equal(drawFrom(cumulative, below + p / 2), a);
    below += p;
  });
});
