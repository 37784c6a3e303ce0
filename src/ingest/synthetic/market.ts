/**
 * The market week by week: what is on sale, at what price, and how much each archetype of taste
 * wants it.
 *
 * @module
 */

import type { Archetypes, Catalogue } from "./catalogue.ts";
import { ACTIVITY, ASSORTMENT } from "./model.ts";
import { createRandom, type Random, STREAM } from "./random.ts";
import { DAYS, FIRST_DAY, weekStart } from "./scale.ts";
import { CATEGORIES, CELLS, PRODUCT_TYPES } from "./taxonomy.ts";

/** One week's market; `advance` turns the same buffers to the next week. */
export interface Market {
  /** The week that everything below is of; −1 before the first `advance`. */
  week: number;
  /** Whether an article is on sale (1) or not (0). */
  onSale: Uint8Array;
  /** Price of the week in cents, per article; 0 where not on sale. */
  cents: Uint16Array;
  /** Articles on sale, by cell; cell `c` is `[cellStart[c], cellStart[c + 1])`. */
  articles: Uint32Array;
  cellStart: Uint32Array;
  /** Number of each product's colours on sale. */
  colours: Uint16Array;
  /** Factor on every customer's demand by cell: the season; 0 where nothing is on sale. */
  cellFactor: Float64Array;
  /** Demand within its cell at `archetype × articles + place in articles`; each cell sums to 1. */
  share: Float64Array;
  /** Walker's alias table over `share`: chance to stay, and place to go to otherwise. */
  stay: Float32Array;
  alias: Uint32Array;
  /** Goes on to the next week. */
  advance(): void;
}

/**
 * The market of a shop of this seed, before its first week.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createMarket } from "./market.ts";
 *
 * const catalogue = createCatalogue(1000, 1);
 * const market = createMarket(catalogue, createArchetypes(catalogue, 1), 1);
 * market.advance();
 * assert.equal(market.week, 0);
 * ```
 */
export function createMarket(catalogue: Catalogue, archetypes: Archetypes, seed: number): Market {
  const { count, products } = catalogue;
  const random = createRandom(seed);
  const noise = new Float32Array(count).fill(NaN);
  const weight = new Float64Array(count);
  const drop = new Float32Array(count);
  const market: Market = {
    week: -1,
    onSale: new Uint8Array(count),
    cents: new Uint16Array(count),
    articles: new Uint32Array(count),
    cellStart: new Uint32Array(CELLS + 1),
    colours: new Uint16Array(products),
    cellFactor: new Float64Array(CELLS),
    share: new Float64Array(archetypes.count * count),
    stay: new Float32Array(archetypes.count * count),
    alias: new Uint32Array(archetypes.count * count),
    advance() {
      market.week += 1;
      price(market, catalogue, drop);
      weigh(market, catalogue, { noise, weight, drop, random });
      listByCell(market, catalogue);
      for (let s = 0; s < archetypes.count; s++) {
        shareOut(market, catalogue, archetypes, { archetype: s, weight, drop });
      }
    },
  };
  return market;
}

/** Weeks of the year (0 = the week of 1 January) with sales in all the shop: Black Friday, … */
const SALE_WEEKS = new Set([47, 51, 0, 1, 24, 25, 26, 27]);

/** The fraction of the year at the middle of a week. */
function yearFraction(week: number): number {
  const day = FIRST_DAY + weekStart(week) + 3;
  const year = new Date(day * 86_400_000).getUTCFullYear();
  return (day - Date.UTC(year, 0, 1) / 86_400_000) / 365.25;
}

/** A wave of amplitude 1 over the year with its top in the middle of July. */
function summer(week: number): number {
  return Math.cos(2 * Math.PI * (yearFraction(week) - 0.54));
}

/** Yearly swing of categories: dresses in summer, outerwear in winter. */
const CATEGORY_SEASON = [0, -0.05, 0.35, -0.6, -0.15, 0.05];

function price(market: Market, catalogue: Catalogue, drop: Float32Array): void {
  const saleWeek = SALE_WEEKS.has(Math.floor(yearFraction(market.week) * 52.2));
  market.colours.fill(0);
  for (let a = 0; a < catalogue.count; a++) {
    const age = market.week - catalogue.launch[a]!;
    const isOnSale = age >= 0 && age < catalogue.life[a]!;
    market.onSale[a] = isOnSale ? 1 : 0;
    if (!isOnSale) continue;
    const product = catalogue.product[a]!;
    market.colours[product]! += 1;
    const isLate = age > 0.6 * catalogue.life[a]!;
    drop[a] = Math.max(isLate ? catalogue.markdown[a]! : 0, saleWeek ? catalogue.sale[a]! : 0);
    const full = catalogue.cents[product]!;
    market.cents[a] = drop[a] === 0 ? full : Math.round(full * (1 - drop[a]!) / 10) * 10 - 1;
  }
}

interface Weighing {
  noise: Float32Array;
  weight: Float64Array;
  drop: Float32Array;
  random: Random;
}

function weigh(market: Market, catalogue: Catalogue, state: Weighing): void {
  const { persistence, noise: spread, season } = ASSORTMENT;
  const { noise, weight, random } = state;
  const step = spread * Math.sqrt(1 - persistence ** 2);
  const wave = summer(market.week);
  random.open(STREAM.articleNoise, market.week, 0);
  for (let a = 0; a < catalogue.count; a++) {
    if (market.onSale[a] === 0) continue;
    const before = noise[a]!;
    noise[a] = Number.isNaN(before)
      ? spread * random.normal()
      : persistence * before + step * random.normal();
    const age = market.week - catalogue.launch[a]!;
    const fading = age === 0 ? 0.6 : Math.exp((1 - age) / catalogue.fade[a]!);
    const type = PRODUCT_TYPES[catalogue.type[catalogue.product[a]!]!]!;
    weight[a] = catalogue.appeal[a]! * fading *
      Math.exp(noise[a]! + season * type.season * wave);
  }
}

function listByCell(market: Market, catalogue: Catalogue): void {
  const { cellStart, articles, cellFactor } = market;
  cellStart.fill(0);
  for (let a = 0; a < catalogue.count; a++) {
    if (market.onSale[a]) cellStart[catalogue.cell[catalogue.product[a]!]! + 1]! += 1;
  }
  for (let c = 0; c < CELLS; c++) {
    const size = cellStart[c + 1]!;
    const swing = CATEGORY_SEASON[c % CATEGORIES.length]! * summer(market.week);
    cellFactor[c] = size === 0 ? 0 : Math.exp(swing);
    cellStart[c + 1] = size + cellStart[c]!;
  }
  const next = cellStart.slice();
  for (let a = 0; a < catalogue.count; a++) {
    if (market.onSale[a]) articles[next[catalogue.cell[catalogue.product[a]!]!]!++] = a;
  }
}

interface Sharing {
  archetype: number;
  weight: Float64Array;
  drop: Float32Array;
}

function shareOut(market: Market, catalogue: Catalogue, tastes: Archetypes, by: Sharing): void {
  const { cellStart, articles, share } = market;
  const base = by.archetype * catalogue.count;
  const lift = ASSORTMENT.promotionLift * tastes.thrift[by.archetype]!;
  for (let c = 0; c < CELLS; c++) {
    const start = cellStart[c]!, end = cellStart[c + 1]!;
    let sum = 0;
    for (let i = start; i < end; i++) {
      const a = articles[i]!;
      const promoted = by.drop[a]! > 0 ? Math.exp(lift * by.drop[a]!) : 1;
      sum += share[base + i] = by.weight[a]! * tastes.liking[base + a]! * promoted;
    }
    for (let i = start; i < end; i++) share[base + i]! /= sum;
    buildAlias(market, base + start, base + end);
  }
}

const small: number[] = [];
const large: number[] = [];

/** Walker's alias method in Vose's form (1991), over places `[start, end)`. */
function buildAlias(market: Market, start: number, end: number): void {
  const { share, stay, alias } = market;
  const size = end - start;
  small.length = 0;
  large.length = 0;
  for (let i = start; i < end; i++) {
    const scaled = share[i]! * size;
    stay[i] = scaled;
    alias[i] = i;
    (scaled < 1 ? small : large).push(i);
  }
  while (small.length > 0 && large.length > 0) {
    const low = small.pop()!;
    const high = large[large.length - 1]!;
    alias[low] = high;
    stay[high] = stay[high]! - (1 - stay[low]!);
    if (stay[high]! < 1) small.push(large.pop()!);
  }
  for (const i of small) stay[i] = 1;
  for (const i of large) stay[i] = 1;
}

/**
 * Relative demand by day (0 = 2018-09-20) of the whole shop, 1 on average over the data, with
 * seven days more for the week after it: weekdays, the year's wave, Black Friday, sales, Christmas.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dailyDemand } from "./market.ts";
 *
 * assert.equal(dailyDemand().length, 741);
 * ```
 */
export function dailyDemand(): Float64Array {
  const weekday = [0.87, 0.97, 0.96, 1.0, 1.05, 1.06, 1.09];
  const demand = new Float64Array(DAYS + 7);
  let sum = 0;
  for (let day = 0; day < demand.length; day++) {
    const date = new Date((FIRST_DAY + day) * 86_400_000);
    const key = 100 * (date.getUTCMonth() + 1) + date.getUTCDate();
    let event = 1;
    if (key >= 1122 && key <= 1130) event = 1.7;
    if (key >= 1223 && key <= 1226) event = 0.5;
    if (key >= 1227 || key <= 105) event = 1.2;
    if (key >= 618 && key <= 705) event = 1.4;
    const wave = 1 + 0.16 * Math.cos(2 * Math.PI * ((FIRST_DAY + day) / 365.25 - 0.45));
    // Every year brings new members; a falling demand per member keeps the shop's volume level.
    const trend = Math.exp(-ACTIVITY.demandFall * day / DAYS);
    demand[day] = weekday[date.getUTCDay()]! * wave * event * trend;
    if (day < DAYS) sum += demand[day]!;
  }
  return demand.map((value) => value * DAYS / sum);
}

/**
 * Whether a day (0 = 2018-09-20) is a Saturday or Sunday.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isWeekend } from "./market.ts";
 *
 * assert.deepEqual([0, 1, 2, 3, 4].map(isWeekend), [false, false, true, true, false]);
 * ```
 */
export const isWeekend = (day: number): boolean => (day + 5) % 7 < 2;
