/**
 * What one customer picks in one week: a mixture of articles bought before, other colours of them,
 * and articles after the customer's tastes. Within a week the picks are independent and equally
 * distributed, so the probabilities of truth.ts are exact.
 *
 * @module
 */

import type { Catalogue } from "./catalogue.ts";
import type { Customers } from "./customers.ts";
import type { Market } from "./market.ts";
import { CHOICE } from "./model.ts";
import type { Random } from "./random.ts";
import { CELLS } from "./taxonomy.ts";

/** Picks so far of a range of customers, by customer, oldest first. */
export interface History {
  /** Picks of the customer at place `i` are `[offsets[i], filled[i])`. */
  offsets: Uint32Array;
  filled: Uint32Array;
  article: Uint32Array;
  week: Uint8Array;
}

/** The distribution of one customer's picks in the market's week. */
export interface Chooser {
  /** Place of the customer in its range. */
  customer: number;
  /** Remembered picks: article, and cumulative chance of the same article; of another colour. */
  memory: number;
  remembered: Uint32Array;
  again: Float64Array;
  recolour: Float64Array;
  /** Cumulative chance of the cells of a pick after taste; its last entry is 1. */
  cells: Float64Array;
  /** Chance of: the same article again; another colour; a pick after taste. */
  againChance: number;
  recolourChance: number;
  tasteChance: number;
}

/**
 * A chooser with nothing prepared.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createChooser } from "./choice.ts";
 *
 * assert.equal(createChooser().memory, 0);
 * ```
 */
export function createChooser(): Chooser {
  return {
    customer: 0,
    memory: 0,
    remembered: new Uint32Array(CHOICE.memory),
    again: new Float64Array(CHOICE.memory),
    recolour: new Float64Array(CHOICE.memory),
    cells: new Float64Array(CELLS),
    againChance: 0,
    recolourChance: 0,
    tasteChance: 1,
  };
}

/** The world that choices are made in. */
export interface Scene {
  catalogue: Catalogue;
  market: Market;
  customers: Customers;
  history: History;
}

// Freshness of a memory by its age in weeks, from 1.
const AGAIN = fading(CHOICE.repurchaseWeeks);
const RECOLOUR = fading(CHOICE.variantWeeks);

function fading(weeks: number): Float64Array {
  return Float64Array.from({ length: 110 }, (_, age) => Math.exp((1 - age) / weeks));
}

/**
 * Prepares the chooser for the customer at place `i`, from its history before the market's week.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createChooser, prepareChoice } from "./choice.ts";
 * import { createCustomers } from "./customers.ts";
 * import { createMarket } from "./market.ts";
 *
 * const catalogue = createCatalogue(1000, 1);
 * const archetypes = createArchetypes(catalogue, 1);
 * const market = createMarket(catalogue, archetypes, 1);
 * market.advance();
 * const customers = createCustomers({ first: 0, count: 1 }, archetypes, 1);
 * const none = new Uint32Array(1);
 * const history = { offsets: none, filled: none, article: none, week: new Uint8Array(1) };
 * const scene = { catalogue, market, customers, history };
 * const chooser = createChooser();
 * prepareChoice(chooser, scene, 0);
 * assert.equal(chooser.tasteChance, 1);
 * ```
 */
export function prepareChoice(chooser: Chooser, scene: Scene, i: number): void {
  const { customers } = scene;
  chooser.customer = i;
  const { again, recolour } = recall(chooser, scene, i);
  chooser.againChance = customers.repurchase[i]! * again / (again + 1);
  chooser.recolourChance = customers.variant[i]! * recolour / (recolour + 1);
  chooser.tasteChance = 1 - chooser.againChance - chooser.recolourChance;
  const { cells } = chooser;
  const factor = scene.market.cellFactor;
  let sum = 0;
  for (let c = 0; c < CELLS; c++) {
    sum += customers.cells[i * CELLS + c]! * factor[c]!;
    cells[c] = sum;
  }
  for (let c = 0; c < CELLS; c++) cells[c]! /= sum;
}

function recall(chooser: Chooser, scene: Scene, i: number): { again: number; recolour: number } {
  const { market, history, catalogue } = scene;
  let memory = 0;
  let again = 0;
  let recolour = 0;
  const oldest = Math.max(history.offsets[i]!, history.filled[i]! - CHOICE.memory);
  for (let h = history.filled[i]! - 1; h >= oldest; h--) {
    const article = history.article[h]!;
    const age = market.week - history.week[h]!;
    const isOnSale = market.onSale[article]!;
    const others = market.colours[catalogue.product[article]!]! - isOnSale;
    again += isOnSale * AGAIN[age]!;
    recolour += others > 0 ? RECOLOUR[age]! : 0;
    chooser.remembered[memory] = article;
    chooser.again[memory] = again;
    chooser.recolour[memory++] = recolour;
  }
  chooser.memory = memory;
  return { again, recolour };
}

/**
 * One pick of the prepared customer: an article.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createChooser, pickArticle, prepareChoice } from "./choice.ts";
 * import { createCustomers } from "./customers.ts";
 * import { createMarket } from "./market.ts";
 * import { createRandom } from "./random.ts";
 *
 * const catalogue = createCatalogue(1000, 1);
 * const archetypes = createArchetypes(catalogue, 1);
 * const market = createMarket(catalogue, archetypes, 1);
 * market.advance();
 * const customers = createCustomers({ first: 0, count: 1 }, archetypes, 1);
 * const none = new Uint32Array(1);
 * const history = { offsets: none, filled: none, article: none, week: new Uint8Array(1) };
 * const scene = { catalogue, market, customers, history };
 * const chooser = createChooser();
 * prepareChoice(chooser, scene, 0);
 * assert.equal(market.onSale[pickArticle(chooser, scene, createRandom(1))], 1);
 * ```
 */
export function pickArticle(chooser: Chooser, scene: Scene, random: Random): number {
  const draw = random.uniform();
  if (draw < chooser.againChance) {
    return chooser.remembered[place(chooser.again, chooser.memory, random.uniform())]!;
  }
  if (draw < chooser.againChance + chooser.recolourChance) {
    const at = place(chooser.recolour, chooser.memory, random.uniform());
    return otherColour(scene, chooser.remembered[at]!, random);
  }
  return pickByTaste(chooser, scene, random);
}

/** The first place whose cumulative value exceeds `uniform` of the total. */
function place(cumulative: Float64Array, count: number, uniform: number): number {
  const target = uniform * cumulative[count - 1]!;
  let at = 0;
  while (at < count - 1 && cumulative[at]! <= target) at++;
  return at;
}

function otherColour(scene: Scene, article: number, random: Random): number {
  const { catalogue, market } = scene;
  const product = catalogue.product[article]!;
  let left = random.below(market.colours[product]! - market.onSale[article]!);
  for (let a = catalogue.productStart[product]!;; a++) {
    if (market.onSale[a] && a !== article && left-- === 0) return a;
  }
}

function pickByTaste(chooser: Chooser, scene: Scene, random: Random): number {
  const { market, customers, catalogue } = scene;
  const draw = random.uniform();
  const { firstShare, secondShare } = CHOICE;
  let taste = 0;
  if (draw < firstShare) taste = customers.firstTaste[chooser.customer]!;
  else if (draw < firstShare + secondShare) taste = customers.secondTaste[chooser.customer]!;
  const cell = place(chooser.cells, CELLS, random.uniform());
  const start = market.cellStart[cell]!;
  const base = taste * catalogue.count;
  const spot = random.uniform() * (market.cellStart[cell + 1]! - start);
  const at = base + start + Math.floor(spot);
  const kept = spot % 1 < market.stay[at]! ? at : market.alias[at]!;
  return market.articles[kept - base]!;
}
