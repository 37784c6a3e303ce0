import assert from "node:assert/strict";
import { purchasesIn } from "../ingest/purchases.ts";
import { articleFacts } from "./article_facts.ts";
import { caseMenu, gateCases } from "./gate_cases.ts";
import { personaMaker } from "./personas.ts";
import { FIRST_DAY, tastefulShop } from "./testing.ts";

const shop = tastefulShop();
const from = FIRST_DAY + 77;
const truth = purchasesIn(shop, from, from + 7);
const facts = articleFacts(shop, from);
const cases = gateCases(truth, personaMaker(shop, facts), facts);

Deno.test("gateCases() holds a real purchase among articles not bought, one case per buyer", () => {
  assert.ok(cases.length > 100);
  assert.equal(new Set(cases.map(({ persona }) => persona.customer)).size, cases.length);
  for (const { persona, bought, distractors, firstTime } of cases) {
    const b = truth.buyers.indexOf(persona.customer);
    const basket = truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!);
    assert.ok(basket.includes(bought));
    assert.equal(new Set(distractors).size, 9);
    assert.ok(distractors.every((a) => !basket.includes(a)));
    assert.equal(firstTime, !persona.bought.has(bought));
  }
});

Deno.test("gateCases() matches popularity: picking the most popular wins about half at 1:1", () => {
  let above = 0;
  for (const { bought, distractors: [other] } of cases) {
    const [a, b] = [facts.sold28[bought]!, facts.sold28[other!]!];
    above += a > b ? 1 : a === b ? 0.5 : 0;
  }
  const share = above / cases.length;
  assert.ok(share > 0.35 && share < 0.65, String(share));
});

Deno.test("gateCases() sets first-time purchases among articles never bought, where asked", () => {
  const news = gateCases(truth, personaMaker(shop, facts), facts, { firstTime: true });
  assert.ok(news.length > 50);
  for (const { persona, bought, distractors, firstTime } of news) {
    assert.equal(firstTime, true);
    assert.ok([bought, ...distractors].every((a) => !persona.bought.has(a)));
  }
});

Deno.test("gateCases() refuses personas that know the window", () => {
  const later = articleFacts(shop, from + 1);
  assert.throws(() => gateCases(truth, personaMaker(shop, later), later), RangeError);
});

Deno.test("caseMenu() puts the real purchase in every place alike", () => {
  const places = [0, 0, 0, 0];
  for (let i = 0; i < 4000; i++) {
    places[caseMenu({ bought: 9, distractors: [1, 2, 3, 4] }, 3, i).indexOf(9)]!++;
  }
  assert.ok(places.every((n) => Math.abs(n - 1000) < 150), String(places));
});
