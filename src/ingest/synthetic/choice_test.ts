import assert from "node:assert/strict";
import { createArchetypes, createCatalogue } from "./catalogue.ts";
import { createChooser, pickArticle, prepareChoice, type Scene } from "./choice.ts";
import { createCustomers } from "./customers.ts";
import { createMarket } from "./market.ts";
import { createRandom, STREAM } from "./random.ts";

function sceneAt(week: number, bought: number[], weeksAgo: number): Scene {
  const catalogue = createCatalogue(900, 4);
  const archetypes = createArchetypes(catalogue, 4);
  const market = createMarket(catalogue, archetypes, 4);
  while (market.week < week) market.advance();
  const customers = createCustomers({ first: 0, count: 1 }, archetypes, 4);
  const history = {
    offsets: new Uint32Array([0, bought.length]),
    filled: new Uint32Array([bought.length]),
    article: Uint32Array.from(bought),
    week: new Uint8Array(bought.length).fill(week - weeksAgo),
  };
  return { catalogue, market, customers, history };
}

function onSale(scene: Scene, wanted: (article: number) => boolean): number {
  return [...scene.market.articles.subarray(0, scene.market.cellStart.at(-1))].find(wanted)!;
}

Deno.test("prepareChoice() knows only tastes when there is no history", () => {
  const chooser = createChooser();
  prepareChoice(chooser, sceneAt(50, [], 1), 0);
  assert.equal(chooser.tasteChance, 1);
  assert.ok(Math.abs(chooser.cells.at(-1)! - 1) < 1e-12);
});

Deno.test("prepareChoice() repeats a recent purchase more than an old one", () => {
  const article = onSale(sceneAt(50, [], 1), () => true);
  const chanceAfter = (weeks: number) => {
    const chooser = createChooser();
    prepareChoice(chooser, sceneAt(50, [article], weeks), 0);
    return chooser.againChance;
  };
  assert.ok(chanceAfter(1) > 3 * chanceAfter(4));
  assert.ok(chanceAfter(4) > 0);
});

Deno.test("prepareChoice() never repeats what is not on sale", () => {
  const scene = sceneAt(50, [], 1);
  const gone = scene.market.onSale.indexOf(0);
  const chooser = createChooser();
  prepareChoice(chooser, sceneAt(50, [gone], 1), 0);
  assert.equal(chooser.againChance, 0);
});

Deno.test("pickArticle() gives articles on sale only, with the chances that were prepared", () => {
  const plain = sceneAt(50, [], 1);
  const article = onSale(plain, (a) => plain.market.colours[plain.catalogue.product[a]!]! > 1);
  const scene = sceneAt(50, [article], 1);
  const chooser = createChooser();
  prepareChoice(chooser, scene, 0);
  chooser.againChance = 0.4;
  chooser.recolourChance = 0.3;
  const random = createRandom(9);
  random.open(STREAM.choice, 0, 0);
  const n = 20_000;
  let same = 0, recoloured = 0;
  for (let k = 0; k < n; k++) {
    const picked = pickArticle(chooser, scene, random);
    assert.equal(scene.market.onSale[picked], 1);
    const isProduct = scene.catalogue.product[picked] === scene.catalogue.product[article];
    if (picked === article) same++;
    else if (isProduct) recoloured++;
  }
  assert.ok(Math.abs(same / n - 0.4) < 0.03, `${same / n}`);
  assert.ok(Math.abs(recoloured / n - 0.3) < 0.03, `${recoloured / n}`);
});
