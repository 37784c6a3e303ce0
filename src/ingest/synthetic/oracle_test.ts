import assert from "node:assert/strict";
import { createArchetypes, createCatalogue } from "./catalogue.ts";
import { createChooser, pickArticle, prepareChoice, type Scene } from "./choice.ts";
import { createCustomers } from "./customers.ts";
import { createMarket } from "./market.ts";
import { CHOICE } from "./model.ts";
import { articleProbability, basketChances, createOracle, TRUTH_ARTICLES } from "./oracle.ts";
import { createRandom, STREAM } from "./random.ts";
import { CELLS } from "./taxonomy.ts";

const COUNT = 30;
const catalogue = createCatalogue(1200, 8);
const archetypes = createArchetypes(catalogue, 8);
const scene = createScene();

function createScene(): Scene {
  const market = createMarket(catalogue, archetypes, 8);
  while (market.week < 60) market.advance();
  const customers = createCustomers({ first: 0, count: COUNT }, archetypes, 8);
  const random = createRandom(8);
  const lines = 10;
  const history = {
    offsets: Uint32Array.from({ length: COUNT + 1 }, (_, i) => i * lines),
    filled: Uint32Array.from({ length: COUNT }, (_, i) => i * lines + i % lines),
    article: Uint32Array.from({ length: COUNT * lines }, () => random.below(60) * 20),
    week: Uint8Array.from({ length: COUNT * lines }, (_, h) => 50 + h % lines),
  };
  return { catalogue, market, customers, history };
}

/** Chance of every article by the definition of the mixture, article by article. */
function bruteForce(i: number): Float64Array {
  const { market, customers } = scene;
  const chooser = createChooser();
  prepareChoice(chooser, scene, i);
  const chance = new Float64Array(catalogue.count);
  for (let m = 0; m < chooser.memory; m++) {
    const bought = chooser.remembered[m]!;
    const total = (cumulative: Float64Array) => cumulative[chooser.memory - 1]!;
    const own = (cumulative: Float64Array) => cumulative[m]! - (cumulative[m - 1] ?? 0);
    if (market.onSale[bought]) {
      chance[bought]! += chooser.againChance * own(chooser.again) / total(chooser.again);
    }
    const others = [...catalogue.product.keys()].filter((a) =>
      catalogue.product[a] === catalogue.product[bought] && a !== bought && market.onSale[a]
    );
    for (const a of others) {
      const part = own(chooser.recolour) / total(chooser.recolour) / others.length;
      chance[a]! += chooser.recolourChance * part;
    }
  }
  const tastes = [
    [customers.firstTaste[i]!, CHOICE.firstShare],
    [customers.secondTaste[i]!, CHOICE.secondShare],
    [0, 1 - CHOICE.firstShare - CHOICE.secondShare],
  ] as const;
  for (let cell = 0; cell < CELLS; cell++) {
    const inCell = chooser.cells[cell]! - (chooser.cells[cell - 1] ?? 0);
    for (let at = market.cellStart[cell]!; at < market.cellStart[cell + 1]!; at++) {
      for (const [s, weight] of tastes) {
        const share = market.share[s * catalogue.count + at]!;
        chance[market.articles[at]!]! += chooser.tasteChance * inCell * weight * share;
      }
    }
  }
  return chance;
}

Deno.test("createOracle() finds the most probable articles that brute force finds", () => {
  const oracle = createOracle(scene, archetypes);
  for (let i = 0; i < COUNT; i++) {
    const chance = bruteForce(i);
    assert.ok(Math.abs(chance.reduce((a, b) => a + b) - 1) < 1e-9);
    const best = [...chance.keys()].sort((a, b) => chance[b]! - chance[a]! || a - b);
    const found = oracle.of(i);
    assert.equal(found.found, TRUTH_ARTICLES);
    for (let k = 0; k < TRUTH_ARTICLES; k++) {
      assert.ok(Math.abs(found.chance[k]! - chance[best[k]!]!) < 1e-12, `customer ${i} rank ${k}`);
      assert.ok(Math.abs(chance[found.article[k]!]! - found.chance[k]!) < 1e-12);
    }
    assert.equal(new Set(found.article).size, TRUTH_ARTICLES);
  }
});

Deno.test("createOracle()'s chances are those of pickArticle()", () => {
  const oracle = createOracle(scene, archetypes).of(9);
  const chooser = createChooser();
  prepareChoice(chooser, scene, 9);
  const random = createRandom(1);
  random.open(STREAM.choice, 1, 1);
  const n = 40_000;
  const counts = new Map<number, number>();
  for (let k = 0; k < n; k++) {
    const article = pickArticle(chooser, scene, random);
    counts.set(article, (counts.get(article) ?? 0) + 1);
  }
  let chi = 0;
  for (let k = 0; k < TRUTH_ARTICLES; k++) {
    const expected = n * oracle.chance[k]!;
    chi += ((counts.get(oracle.article[k]!) ?? 0) - expected) ** 2 / expected;
  }
  assert.ok(chi < 60, `chi-square over 24 articles is ${chi}`);
});

Deno.test("articleProbability() agrees with a simulation of baskets", () => {
  const demand = new Float64Array(7).fill(1);
  const growth = 0.7, chance = 0.1;
  const baskets = basketChances({ rate: 0.2, weekend: 1.5, demand, firstDay: 0 });
  const random = createRandom(5);
  const n = 40_000;
  let bought = 0;
  for (let k = 0; k < n; k++) {
    let isBought = false;
    for (let d = 0; d < 7; d++) {
      if (random.uniform() >= baskets[d]!) continue;
      do {
        if (random.uniform() < chance) isBought = true;
      } while (random.uniform() < growth);
    }
    if (isBought) bought++;
  }
  const p = articleProbability(chance, growth, baskets);
  assert.ok(
    Math.abs(bought / n - p) < 4 * Math.sqrt(p * (1 - p) / n),
    `${bought / n} against ${p}`,
  );
});
