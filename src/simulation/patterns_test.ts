import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { articleFacts } from "./article_facts.ts";
import { shoppingPatterns } from "./patterns.ts";
import { CATEGORIES, tastefulShop } from "./testing.ts";

const shop = tastefulShop({ customers: 240 });
const { categories, segments } = shoppingPatterns(shop, articleFacts(shop, 1084));

Deno.test("shoppingPatterns() puts every customer into one segment of each kind", () => {
  for (const by of ["price tier", "age", "frequency"]) {
    const mine = segments.filter((segment) => segment.by === by);
    assert.equal(mine.reduce((sum, { customers }) => sum + customers, 0), 240);
    assert.equal(mine.reduce((sum, { lines }) => sum + lines, 0), shop.orders.day.length);
  }
});

Deno.test("shoppingPatterns() gives shares that sum to one, dear categories to the high tier", () => {
  assert.deepEqual([...categories].sort(), [...CATEGORIES, "other"].sort());
  for (const { shares } of segments) {
    assert.ok(Math.abs(shares.reduce((a, b) => a + b, 0) - 1) < 1e-12);
  }
  const toy = categories.indexOf("Toy"); // the dearest
  const share = (tier: string) => segments.find(({ segment }) => segment === tier)!.shares[toy]!;
  assert.ok(share("high") > 3 * share("low"));
});

Deno.test("shoppingPatterns() tells what the source says of customers, such as income", () => {
  const little = shopFromLines(
    [0, 1, 2].map((customer) => ({ customer, article: customer % 2, day: 1 })),
    {
      articleAttributes: { product_type_name: ["Mug", "Hat"] },
      customerAttributes: { income: ["50-74K", "Under 15K", ""] },
    },
  );
  const { segments } = shoppingPatterns(little, articleFacts(little, 9));
  const income = segments.filter(({ by }) => by === "income");
  assert.deepEqual(
    income.map(({ segment, shares }) => [segment, ...shares]),
    [["Under 15K", 0, 1, 0], ["50-74K", 1, 0, 0]],
  );
});
