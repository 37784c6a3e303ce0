import assert from "node:assert/strict";
import { articleFacts } from "../article_facts.ts";
import { personaMaker } from "../personas.ts";
import { tastefulShop } from "../testing.ts";
import { wording } from "../wording.ts";
import { choicePrompt, messagePrompt } from "./prompts.ts";

function setting() {
  const shop = tastefulShop({ customers: 60 });
  const facts = articleFacts(shop, 1084);
  return {
    words: wording(facts, (a) => `Article-${a}`),
    persona: personaMaker(shop, facts).of(1),
  };
}

Deno.test("messagePrompt() shows names, categories and the hour in the message's order", () => {
  const { words, persona } = setting();
  const { user } = messagePrompt({ persona, message: { articles: [7, 2], hour: 9 } }, words);
  assert.match(user, /at 09:00/);
  assert.match(user, /1\. Article-7, Hat.*\n2\. Article-2, Bag/);
  assert.match(user, /Hat/); // the persona's taste
  assert.doesNotMatch(user, /\barm\b|score|rank/i);
});

Deno.test("messagePrompt() reads a valid answer, and no other", () => {
  const { words, persona } = setting();
  const { read } = messagePrompt({ persona, message: { articles: [7, 2], hour: 9 } }, words);
  const answer = { opened: true, clicked: [2, 2], would_buy: [1, 2], satisfaction: 5, reason: "r" };
  const expected = { opened: true, clicked: [2], wouldBuy: [2], satisfaction: 5, reason: "r" };
  assert.deepEqual(read(JSON.stringify(answer)), expected);
  const closed = read(JSON.stringify({ ...answer, opened: false }))!;
  assert.deepEqual([closed.clicked, closed.wouldBuy], [[], []]);
  for (
    const wrong of [
      { ...answer, clicked: [3] },
      { ...answer, clicked: [0] },
      { ...answer, clicked: [1.5] },
      { ...answer, clicked: [1, 1, 1] },
      { ...answer, satisfaction: 429 },
      { ...answer, opened: "yes" },
      { ...answer, reason: undefined },
    ]
  ) assert.equal(read(JSON.stringify(wrong)), null, JSON.stringify(wrong));
  assert.equal(read("I like the hat"), null);
  assert.equal(read(JSON.stringify(answer).slice(0, -2)), null);
});

Deno.test("choicePrompt() tells who the persona is only when it is known", () => {
  const { words, persona } = setting();
  const known = choicePrompt({ persona, articles: [1, 2] }, words);
  const unknown = choicePrompt({ persona, articles: [1, 2], personaKnown: false }, words);
  assert.match(known.user, /Buys most often: Hat/);
  assert.doesNotMatch(unknown.user, /Buys/);
  assert.equal(known.read(`{"pick":2}`), 2);
  assert.equal(known.read(`{"pick":3}`), null);
});
