/**
 * The truth that a recommender can at best learn: every customer's most probable articles in the
 * market's week and their exact probabilities, given the customer's state at the week's beginning.
 *
 * @module
 */

import type { Archetypes } from "./catalogue.ts";
import { type Chooser, createChooser, prepareChoice, type Scene } from "./choice.ts";
import { CHOICE } from "./model.ts";
import { dayRate } from "./plan.ts";
import { CELLS } from "./taxonomy.ts";

/** Articles per customer in the truth files. */
export const TRUTH_ARTICLES = 24;

/** The oracle of one week; results are overwritten by the next call. */
export interface Oracle {
  /** Number of articles found. */
  found: number;
  /** Articles, by falling probability, then by article. */
  article: Uint32Array;
  /** Chance that one pick is the article. */
  chance: Float64Array;
}

interface Search extends Oracle {
  scene: Scene;
  chooser: Chooser;
  /** Places of each cell sorted by falling share, at `archetype × articles + place`. */
  sorted: Uint32Array;
  /** Place of an article in the market's list. */
  place: Uint32Array;
  /** Last customer (plus one) that an article was looked at for, and its chance from memory. */
  seen: Uint32Array;
  recalled: Float64Array;
  /** Cells by falling upper bound, and the bounds. */
  order: Uint8Array;
  bound: Float64Array;
}

/**
 * The oracle of the scene's market week. It stays right until the market advances.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createCustomers } from "./customers.ts";
 * import { createMarket } from "./market.ts";
 * import { createOracle } from "./oracle.ts";
 *
 * const catalogue = createCatalogue(1000, 1);
 * const archetypes = createArchetypes(catalogue, 1);
 * const market = createMarket(catalogue, archetypes, 1);
 * market.advance();
 * const customers = createCustomers({ first: 0, count: 1 }, archetypes, 1);
 * const none = new Uint32Array(1);
 * const history = { offsets: none, filled: none, article: none, week: new Uint8Array(1) };
 * const oracle = createOracle({ catalogue, market, customers, history }, archetypes);
 * assert.equal(oracle.of(0).found, 24);
 * ```
 */
export function createOracle(
  scene: Scene,
  archetypes: Archetypes,
): { of(customer: number): Oracle } {
  const { catalogue, market } = scene;
  const search: Search = {
    scene,
    chooser: createChooser(),
    sorted: sortShares(scene, archetypes.count),
    place: new Uint32Array(catalogue.count),
    seen: new Uint32Array(catalogue.count),
    recalled: new Float64Array(catalogue.count),
    order: new Uint8Array(CELLS),
    bound: new Float64Array(CELLS),
    found: 0,
    article: new Uint32Array(TRUTH_ARTICLES),
    chance: new Float64Array(TRUTH_ARTICLES),
  };
  for (let at = 0; at < market.cellStart[CELLS]!; at++) search.place[market.articles[at]!] = at;
  return {
    of(customer) {
      search.found = 0;
      prepareChoice(search.chooser, scene, customer);
      addRemembered(search, customer + 1);
      searchCells(search, customer + 1);
      return search;
    },
  };
}

function sortShares(scene: Scene, archetypes: number): Uint32Array {
  const { catalogue, market } = scene;
  const sorted = new Uint32Array(archetypes * catalogue.count);
  for (let s = 0; s < archetypes; s++) {
    const base = s * catalogue.count;
    for (let c = 0; c < CELLS; c++) {
      const start = market.cellStart[c]!, end = market.cellStart[c + 1]!;
      for (let at = start; at < end; at++) sorted[base + at] = at;
      sorted.subarray(base + start, base + end).sort((a, b) =>
        market.share[base + b]! - market.share[base + a]! || a - b
      );
    }
  }
  return sorted;
}

/** Chance that a pick is this article after taste (cell and archetypes), given its cell's chance. */
function tasteOf(search: Search, at: number, cellChance: number): number {
  const { customers, catalogue, market } = search.scene;
  const { firstShare, secondShare } = CHOICE;
  const i = search.chooser.customer;
  return search.chooser.tasteChance * cellChance * (
    firstShare * market.share[customers.firstTaste[i]! * catalogue.count + at]! +
    secondShare * market.share[customers.secondTaste[i]! * catalogue.count + at]! +
    (1 - firstShare - secondShare) * market.share[at]!
  );
}

function cellChance(chooser: Chooser, cell: number): number {
  return chooser.cells[cell]! - (cell > 0 ? chooser.cells[cell - 1]! : 0);
}

/** Adds what the customer bought before, and its other colours, to the findings. */
function addRemembered(search: Search, stamp: number): void {
  const { chooser, scene: { catalogue, market }, recalled, seen } = search;
  const touched: number[] = [];
  const add = (article: number, chance: number) => {
    if (seen[article] !== stamp) {
      seen[article] = stamp;
      recalled[article] = 0;
      touched.push(article);
    }
    recalled[article]! += chance;
  };
  const last = chooser.memory - 1;
  for (let m = 0; m <= last; m++) {
    const article = chooser.remembered[m]!;
    const again = chooser.again[m]! - (m > 0 ? chooser.again[m - 1]! : 0);
    if (again > 0) add(article, chooser.againChance * again / chooser.again[last]!);
    const recolour = chooser.recolour[m]! - (m > 0 ? chooser.recolour[m - 1]! : 0);
    if (recolour <= 0) continue;
    const product = catalogue.product[article]!;
    const others = market.colours[product]! - market.onSale[article]!;
    const each = chooser.recolourChance * recolour / chooser.recolour[last]! / others;
    for (let a = catalogue.productStart[product]!; a < catalogue.productStart[product + 1]!; a++) {
      if (market.onSale[a] && a !== article) add(a, each);
    }
  }
  for (const article of touched) {
    const cell = catalogue.cell[catalogue.product[article]!]!;
    const taste = tasteOf(search, search.place[article]!, cellChance(chooser, cell));
    insert(search, article, recalled[article]! + taste);
  }
}

/** Fagin's threshold algorithm over the three sorted lists of each cell, cells by upper bound. */
function searchCells(search: Search, stamp: number): void {
  orderCells(search);
  for (let rank = 0; rank < CELLS; rank++) {
    const cell = search.order[rank]!;
    if (search.bound[cell]! <= worst(search)) return;
    searchCell(search, cell, stamp);
  }
}

function worst(search: Search): number {
  return search.found < TRUTH_ARTICLES ? 0 : search.chance[TRUTH_ARTICLES - 1]!;
}

function orderCells(search: Search): void {
  const { order, bound, chooser, scene: { market } } = search;
  for (let c = 0; c < CELLS; c++) {
    const isEmpty = market.cellStart[c] === market.cellStart[c + 1];
    bound[c] = isEmpty ? 0 : boundAt(search, market.cellStart[c]!, cellChance(chooser, c));
    let at = c;
    while (at > 0 && bound[order[at - 1]!]! < bound[c]!) order[at] = order[--at]!;
    order[at] = c;
  }
}

/** Upper bound of the chance of any article at this depth or deeper of its cell's lists. */
function boundAt(search: Search, depth: number, chance: number): number {
  const { scene: { customers, catalogue, market }, sorted } = search;
  const { firstShare, secondShare } = CHOICE;
  const first = customers.firstTaste[search.chooser.customer]! * catalogue.count;
  const second = customers.secondTaste[search.chooser.customer]! * catalogue.count;
  return search.chooser.tasteChance * chance * (
    firstShare * market.share[first + sorted[first + depth]!]! +
    secondShare * market.share[second + sorted[second + depth]!]! +
    (1 - firstShare - secondShare) * market.share[sorted[depth]!]!
  );
}

function searchCell(search: Search, cell: number, stamp: number): void {
  const { scene: { customers, catalogue, market }, sorted } = search;
  const chance = cellChance(search.chooser, cell);
  const first = customers.firstTaste[search.chooser.customer]! * catalogue.count;
  const second = customers.secondTaste[search.chooser.customer]! * catalogue.count;
  const end = market.cellStart[cell + 1]!;
  for (let depth = market.cellStart[cell]!; depth < end; depth++) {
    if (boundAt(search, depth, chance) <= worst(search)) return;
    look(search, sorted[first + depth]!, chance, stamp);
    look(search, sorted[second + depth]!, chance, stamp);
    look(search, sorted[depth]!, chance, stamp);
  }
}

function look(search: Search, at: number, chance: number, stamp: number): void {
  const article = search.scene.market.articles[at]!;
  if (search.seen[article] === stamp) return;
  search.seen[article] = stamp;
  insert(search, article, tasteOf(search, at, chance));
}

function insert(search: Search, article: number, chance: number): void {
  if (chance <= worst(search)) return;
  let at = search.found < TRUTH_ARTICLES ? search.found++ : TRUTH_ARTICLES - 1;
  for (; at > 0; at--) {
    const before = search.chance[at - 1]!;
    const isBehind = before > chance || (before === chance && search.article[at - 1]! < article);
    if (isBehind) break;
    search.chance[at] = before;
    search.article[at] = search.article[at - 1]!;
  }
  search.chance[at] = chance;
  search.article[at] = article;
}

/** A customer's rhythm over one week. */
export interface WeekRhythm {
  /** Daily rate of baskets; factor on weekends. */
  rate: number;
  weekend: number;
  /** The shop's demand by day, and the first day (0 = 2018-09-20) of the week. */
  demand: Float64Array;
  firstDay: number;
}

/**
 * P(basket) on each of the seven days: `1 - exp(-rate_d)`, as baskets come as a Poisson process.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { basketChances } from "./oracle.ts";
 *
 * const demand = new Float64Array(7).fill(1);
 * const [first] = basketChances({ rate: 0.1, weekend: 1, demand, firstDay: 0 });
 * assert.ok(Math.abs(first! - (1 - Math.exp(-0.1))) < 1e-12);
 * ```
 */
export function basketChances(week: WeekRhythm, out = new Float64Array(7)): Float64Array {
  for (let d = 0; d < 7; d++) {
    const day = week.firstDay + d;
    out[d] = -Math.expm1(-dayRate(week.rate, week.weekend, week.demand[day]!, day));
  }
  return out;
}

/**
 * P(the article is bought at least once in the week): `1 - Π_d (1 - b_d c / (1 - q + q c))`, where
 * `b` are the days' {@linkcode basketChances}, `c` is the chance that one pick is the article, and
 * a basket of k picks has probability `(1 - q) q^(k-1)`, so that it holds the article with
 * probability `c / (1 - q + q c)`. With `c = 1` it is P(buys anything).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { articleProbability } from "./oracle.ts";
 *
 * assert.equal(articleProbability(1, 0.5, [0.5, 0.5]), 0.75);
 * ```
 */
export function articleProbability(
  chance: number,
  growth: number,
  baskets: ArrayLike<number>,
): number {
  const inBasket = chance / (1 - growth + growth * chance);
  let missed = 1;
  for (let d = 0; d < baskets.length; d++) missed *= 1 - baskets[d]! * inBasket;
  return 1 - missed;
}
