import assert from "node:assert/strict";
import { shopFromLines } from "../ingest/shop.ts";
import { articleFacts } from "./article_facts.ts";
import { drawCustomers, personaMaker } from "./personas.ts";
import { tastefulShop } from "./testing.ts";

Deno.test("personaMaker() counts days and lines of the past, newest articles first", () => {
  const shop = shopFromLines([
    { customer: 0, article: 1, day: 1, minute: 60 },
    { customer: 0, article: 1, day: 50, minute: 60, channel: 2 },
    { customer: 0, article: 2, day: 50, minute: 125, channel: 2 },
    { customer: 0, article: 1, day: 50, minute: 130 },
    { customer: 0, article: 3, day: 120, minute: 0 },
    { customer: 1, article: 3, day: 120, minute: 0 },
  ]);
  const maker = personaMaker(shop, articleFacts(shop, 120));
  const persona = maker.of(0);
  assert.deepEqual([persona.lines, persona.days, persona.recentDays], [4, 2, 1]);
  assert.deepEqual(persona.recent, [1, 2]);
  assert.equal(persona.bought.get(1)!.days, 2);
  assert.equal(persona.bought.get(1)!.lastDay, 50);
  assert.deepEqual([persona.hours![1], persona.hours![2]], [2, 2]);
  assert.equal(persona.channel, 2);
  assert.equal(persona.frequencyTier, 2);
  assert.deepEqual([maker.of(1).lines, maker.of(1).frequencyTier], [0, 0]);
});

Deno.test("personaMaker() gives the same personas when everything later is deleted", () => {
  const day = 1056;
  const shop = tastefulShop({ customers: 60 });
  const { orders } = shop;
  const price = orders.price.map((p, i) => orders.day[i]! < day ? p : NaN);
  const article = orders.article.map((a, i) => orders.day[i]! < day ? a : 0);
  const blind = { ...shop, orders: { ...orders, price, article } };
  const [a, b] = [shop, blind].map((one) => personaMaker(one, articleFacts(one, day)));
  for (let c = 0; c < 60; c++) assert.deepEqual(a!.of(c), b!.of(c));
});

Deno.test("personaMaker() splits customers into price terciles and age bands", () => {
  const shop = tastefulShop({ customers: 300 });
  const maker = personaMaker(shop, articleFacts(shop, 1084));
  const tiers = [0, 0, 0, 0];
  for (let c = 0; c < 300; c++) tiers[maker.of(c).priceTier]!++;
  assert.ok(tiers.slice(1).every((n) => n >= 90 && n <= 110), String(tiers));
  assert.equal(maker.of(0).ageBand, 1); // 18
  assert.equal(maker.of(42).ageBand, 5); // 60
});

Deno.test("drawCustomers() draws everybody alike, nobody twice", () => {
  assert.equal(new Set(drawCustomers(50, 20, 3)).size, 20);
  const times = new Float64Array(10);
  for (let seed = 0; seed < 2000; seed++) {
    for (const c of drawCustomers(10, 3, seed)) times[c]! += 1;
  }
  // 600 each, deviation √(2000 · 0.3 · 0.7) ≈ 20
  assert.ok(times.every((n) => Math.abs(n - 600) < 100), String(times));
});
