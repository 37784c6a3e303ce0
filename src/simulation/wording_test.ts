import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { articleFacts } from "./article_facts.ts";
import { personaMaker } from "./personas.ts";
import { wording } from "./wording.ts";

const shop = shopFromLines([
  { customer: 0, article: 0, day: 90, price: 2, minute: 600, channel: 2 },
  { customer: 0, article: 0, day: 91, price: 2, minute: 610, channel: 2 },
  { customer: 0, article: 1, day: 92, price: 10, minute: 610, channel: 2 },
  { customer: 1, article: 2, day: 99, price: 2, minute: 700 },
], {
  ages: [41, NaN],
  articleAttributes: {
    product_type_name: ["Mug", "Lamp", ""],
    colour_group_name: ["Red", "", "Blue"],
  },
  customerAttributes: { income: ["50-74K", ""] },
});

Deno.test("wording() tells age, income, tastes, recent purchases, channel and hour", () => {
  const facts = articleFacts(shop, 100);
  const text = wording(facts, (a) => ["RED MUG", "LAMP", ""][a]!)
    .persona(personaMaker(shop, facts).of(0));
  for (
    const part of [
      "Age: 35–44",
      "income: 50-74K",
      "Mug (2), Lamp (1)",
      "colours: Red (2)",
      "Bought last: LAMP; RED MUG",
      "channel: 2",
      "around 10:00",
      "3 days with a purchase",
    ]
  ) assert.ok(text.includes(part), `${part} in ${text}`);
});

Deno.test("wording() says little of somebody unknown, and nothing of what is to come", () => {
  const facts = articleFacts(shop, 90);
  const text = wording(facts, () => "").persona(personaMaker(shop, facts).of(1));
  assert.match(text, /no purchase yet/);
  assert.doesNotMatch(text, /Bought|around|Lamp/);
});

Deno.test("wording() tells prices beside the shop's middle, and a code for a missing name", () => {
  const words = wording(articleFacts(shop, 100), () => "");
  assert.match(words.item(1).price, /far dearer/);
  assert.equal(words.item(0).price, "");
  assert.equal(words.item(2).name, "article 2");
});
