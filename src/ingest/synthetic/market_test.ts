import assert from "node:assert/strict";
import { createArchetypes, createCatalogue } from "./catalogue.ts";
import { createMarket, dailyDemand, isWeekend, type Market } from "./market.ts";
import { dateText, DAYS } from "./scale.ts";
import { CELLS } from "./taxonomy.ts";

const catalogue = createCatalogue(1500, 2);
const archetypes = createArchetypes(catalogue, 2);

function marketAt(week: number): Market {
  const market = createMarket(catalogue, archetypes, 2);
  while (market.week < week) market.advance();
  return market;
}

Deno.test("createMarket() lists what is on sale once, in its cell, at a price", () => {
  const market = marketAt(30);
  let listed = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    for (let at = market.cellStart[cell]!; at < market.cellStart[cell + 1]!; at++, listed++) {
      const a = market.articles[at]!;
      assert.equal(catalogue.cell[catalogue.product[a]!], cell);
      assert.equal(market.onSale[a], 1);
      assert.ok(
        market.cents[a]! > 0 && market.cents[a]! <= catalogue.cents[catalogue.product[a]!]!,
      );
    }
  }
  assert.equal(listed, market.onSale.reduce((a, b) => a + b, 0));
});

Deno.test("createMarket()'s alias table gives exactly the shares", () => {
  const market = marketAt(30);
  for (const s of [0, 7]) {
    const base = s * catalogue.count;
    for (let cell = 0; cell < CELLS; cell++) {
      const start = market.cellStart[cell]!, size = market.cellStart[cell + 1]! - start;
      const chance = new Map<number, number>();
      const add = (at: number, p: number) => chance.set(at, (chance.get(at) ?? 0) + p);
      for (let at = base + start; at < base + start + size; at++) {
        add(at, market.stay[at]! / size);
        add(market.alias[at]!, (1 - market.stay[at]!) / size);
      }
      for (const [at, p] of chance) assert.ok(Math.abs(p - market.share[at]!) < 1e-6);
    }
  }
});

Deno.test("createMarket() raises the share of what is promoted", () => {
  const market = marketAt(9);
  let promoted = 0, change = 0;
  const plain = createMarket({ ...catalogue, markdown: new Float32Array(1500) }, archetypes, 2);
  while (plain.week < 9) plain.advance();
  for (let at = 0; at < market.cellStart[CELLS]!; at++) {
    const a = market.articles[at]!;
    if (market.cents[a]! >= plain.cents[a]!) continue;
    promoted++;
    change += Math.log(market.share[at]! / plain.share[at]!);
  }
  assert.ok(promoted > 20);
  assert.ok(change / promoted > 0.1);
});

Deno.test("dailyDemand() is 1 on average over the data and peaks on Black Friday", () => {
  const demand = dailyDemand();
  const sum = demand.subarray(0, DAYS).reduce((a, b) => a + b);
  assert.ok(Math.abs(sum / DAYS - 1) < 1e-12);
  const top = demand.indexOf(Math.max(...demand.subarray(0, 365)));
  assert.match(dateText(top), /^2018-11-(2[2-9]|30)$/);
});

Deno.test("isWeekend() knows Saturdays and Sundays", () => {
  for (let day = 0; day < 14; day++) {
    const weekday = new Date(dateText(day)).getUTCDay();
    assert.equal(isWeekend(day), weekday === 0 || weekday === 6);
  }
});
