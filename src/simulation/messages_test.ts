import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { articleFacts } from "./article_facts.ts";
import { popularArm, randomArm, recommendedArm, SEND_HOURS } from "./messages.ts";
import { tastefulShop } from "./testing.ts";

const facts = articleFacts(tastefulShop({ customers: 100 }), 1084);

Deno.test("popularArm() sends everybody the same articles, each in an order of its own", () => {
  const arm = popularArm(facts, { size: 6 });
  const [first, second] = [arm.message(0).articles, arm.message(1).articles];
  assert.notDeepEqual(first, second);
  assert.deepEqual([...first].sort(), [...second].sort());
  assert.deepEqual(arm.message(0), arm.message(0));
  const sold = (a: number) => facts.sold28[a]!;
  const least = Math.min(...first.map(sold));
  assert.equal([...facts.sold28].filter((n) => n > least).length < 6, true);
});

Deno.test("popularArm() draws hours from 9 to 21 alike", () => {
  const arm = popularArm(facts);
  const hours = new Float64Array(24);
  for (let c = 0; c < 6500; c++) hours[arm.message(c).hour!]! += 1;
  // 500 each, deviation √(6500 · 1/13 · 12/13) ≈ 21.5
  hours.forEach((n, h) => {
    const sent = h >= SEND_HOURS.first && h <= SEND_HOURS.last;
    assert.ok(sent ? Math.abs(n - 500) < 100 : n === 0, `${h}: ${n}`);
  });
});

Deno.test("every arm leaves the hour out where the shop has none", () => {
  const recommended = new Map([[0, { articles: [1], hour: 9 }]]);
  const options = { hours: false };
  const arms = [popularArm(facts, options), randomArm(facts, options)];
  for (const arm of [...arms, recommendedArm(recommended, options)]) {
    assert.equal(arm.message(0).hour, null);
  }
});

Deno.test("recommendedArm() sends what was recommended, and refuses a customer without", () => {
  const arm = recommendedArm(new Map([[4, { articles: [9, 2, 5], hour: 18 }]]));
  const { articles, hour } = arm.message(4);
  assert.deepEqual([[...articles].sort(), hour], [[2, 5, 9], 18]);
  assert.throws(() => arm.message(5), /customer 5/);
});

Deno.test("randomArm() draws different articles, as many as there are", () => {
  const few = articleFacts(shopFromLines([{ customer: 0, article: 2, day: 1 }]), 2);
  assert.deepEqual([...randomArm(few).message(0).articles].sort(), [0, 1, 2]);
  assert.notDeepEqual(randomArm(facts).message(0), randomArm(facts).message(1));
});
