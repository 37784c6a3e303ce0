import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { articleFacts } from "./article_facts.ts";
import { fitChoiceModel } from "./fit_choice.ts";
import { fitHourHabits } from "./hour_habits.ts";
import { personaMaker } from "./personas.ts";
import { ruleBasedCustomer } from "./rule_based.ts";
import { FIRST_DAY, tastefulShop } from "./testing.ts";

const DAY = FIRST_DAY + 84;

function setting(customers = 600) {
  const shop = snapshotAt(tastefulShop({ customers, gap: customers > 1000 ? 28 : 14 }), DAY);
  const facts = articleFacts(shop, DAY);
  const model = fitChoiceModel(shop, DAY);
  const maker = personaMaker(shop, facts);
  return { facts, model, maker, hours: fitHourHabits(shop, DAY) };
}

Deno.test("ruleBasedCustomer() clicks its own category more than another", async () => {
  const { facts, model, maker, hours } = setting();
  const customer = ruleBasedCustomer(model, facts, hours, {
    assumptions: { openRate: 1, clicksPerPurchase: 20, hourReaction: 1 },
  });
  const clicks = async (shift: number) => {
    const asks = Array.from({ length: 600 }, (_, c) => ({
      persona: maker.of(c),
      message: { articles: [(c + shift) % 6, 6 + (c + shift) % 6], hour: null },
    }));
    return (await customer.answer(asks, 0)).reduce((sum, { clicked }) => sum + clicked.length, 0);
  };
  assert.ok(await clicks(0) > 3 * await clicks(1));
});

Deno.test("ruleBasedCustomer() opens most at the persona's own hour", async () => {
  const { facts, model, maker, hours } = setting();
  const customer = ruleBasedCustomer(model, facts, hours);
  const opens = async (hourOf: (c: number) => number) => {
    const asks = Array.from({ length: 600 }, (_, c) => ({
      persona: maker.of(c),
      message: { articles: [0], hour: hourOf(c) },
    }));
    return (await customer.answer(asks, 0)).filter(({ opened }) => opened).length;
  };
  const own = await opens((c) => 9 + 4 * (c % 3));
  assert.ok(own > 100 && own < 200, String(own)); // 600 · 0.25 = 150, deviation 11
  assert.ok(await opens(() => 3) === 0); // nobody ever ordered around then
});

Deno.test("ruleBasedCustomer() answers the same whatever the order of the articles", async () => {
  const { facts, model, maker, hours } = setting(300);
  const customer = ruleBasedCustomer(model, facts, hours);
  const articles = [3, 17, 0, 44, 9, 6];
  const ask = (order: number[]) =>
    customer.answer(
      Array.from({ length: 300 }, (_, c) => ({
        persona: maker.of(c),
        message: { articles: order, hour: 12 },
      })),
      0,
    );
  assert.deepEqual(await ask(articles), await ask([...articles].reverse()));
});

Deno.test("ruleBasedCustomer() keeps would-buy within clicks, clicks within the message", async () => {
  const { facts, model, maker, hours } = setting(300);
  const customer = ruleBasedCustomer(model, facts, hours, {
    assumptions: { openRate: 1, clicksPerPurchase: 3, hourReaction: 1 },
  });
  const asks = Array.from({ length: 300 }, (_, c) => ({
    persona: maker.of(c),
    message: { articles: [c % 6, 6 + c % 6, 12 + c % 6], hour: 9 + 4 * (c % 3) },
  }));
  const answers = await customer.answer(asks, 0);
  answers.forEach((answer, i) => {
    assert.ok(answer.clicked.every((a) => asks[i]!.message.articles.includes(a)));
    assert.ok(answer.wouldBuy.every((a) => answer.clicked.includes(a)));
    assert.ok(answer.opened || answer.clicked.length === 0);
    assert.ok(answer.satisfaction >= 1 && answer.satisfaction <= 5);
    assert.equal(answer.by, "rule-based");
  });
  const total = (of: (i: number) => number) => answers.reduce((s, _, i) => s + of(i), 0);
  const share = total((i) => answers[i]!.wouldBuy.length) /
    total((i) => answers[i]!.clicked.length);
  assert.ok(share > 0.15 && share < 0.5, String(share)); // a third
});

Deno.test("ruleBasedCustomer() answers 10,000 personas in under 5 s", async () => {
  const { facts, model, maker, hours } = setting(10_000);
  const began = performance.now();
  const customer = ruleBasedCustomer(model, facts, hours);
  const articles = Array.from({ length: 12 }, (_, i) => i);
  const asks = Array.from({ length: 10_000 }, (_, c) => ({
    persona: maker.of(c),
    message: { articles, hour: 12 },
  }));
  assert.equal((await customer.answer(asks, 0)).length, 10_000);
  const seconds = (performance.now() - began) / 1000;
  assert.ok(seconds < 5, `${seconds} s`);
});
