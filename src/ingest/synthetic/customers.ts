/**
 * Customers' hidden tastes and habits.
 *
 * @module
 */

import { type Archetypes, pickWeighted } from "./catalogue.ts";
import { ACTIVITY, CHOICE } from "./model.ts";
import { dailyDemand } from "./market.ts";
import { createRandom, type Random, STREAM } from "./random.ts";
import { AUDIENCES, CATEGORIES, CATEGORY_SHARES, CELLS } from "./taxonomy.ts";

/** Hidden truth about the customers `first … first + count - 1`, by place in that range. */
export interface Customers {
  first: number;
  count: number;
  /** True age in years (16–99). */
  age: Uint8Array;
  /** Liking for cells of the market at `place × CELLS + cell`; sums to 1. */
  cells: Float32Array;
  /** First and second archetype of taste. */
  firstTaste: Uint8Array;
  secondTaste: Uint8Array;
  /** Rhythm: 0 occasionally, 1 monthly, 2 weekly. */
  tier: Uint8Array;
  /** Baskets per day while active. */
  rate: Float32Array;
  /** Factor on the rate on Saturdays and Sundays; weekdays' makes up for it. */
  weekend: Float32Array;
  /** A basket holds k picks with probability (1 - q) q^(k-1). */
  growth: Float32Array;
  /** Limits of the chance to repeat an article; to take another colour of a product. */
  repurchase: Float32Array;
  variant: Float32Array;
  /** Share of baskets bought online (channel 2). */
  online: Float32Array;
  /** See hours.ts. */
  hourMean: Float32Array;
  hourConcentration: Float32Array;
  hourWeight: Float32Array;
}

/** Names of the rhythms. */
export const TIERS = ["occasionally", "monthly", "weekly"];

/** Factors on audiences and categories that make the shop's shares come out as published. */
export type CellCorrection = Float64Array;

/**
 * The customers of a range, each from its own random numbers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createCustomers } from "./customers.ts";
 *
 * const archetypes = createArchetypes(createCatalogue(1000, 1), 1);
 * const all = createCustomers({ first: 0, count: 10 }, archetypes, 1);
 * const one = createCustomers({ first: 7, count: 1 }, archetypes, 1);
 * assert.equal(one.rate[0], all.rate[7]);
 * ```
 */
export function createCustomers(
  range: { first: number; count: number },
  archetypes: Archetypes,
  seed: number,
  correction: CellCorrection = new Float64Array(CELLS).fill(1),
): Customers {
  const random = createRandom(seed);
  const customers = allocate(range.first, range.count);
  for (let i = 0; i < range.count; i++) {
    random.open(STREAM.taste, range.first + i, 0);
    fillTaste(customers, i, archetypes, random);
    fillHabits(customers, i, random);
    fillCells(customers, i, correction, random);
  }
  return customers;
}

function allocate(first: number, count: number): Customers {
  return {
    first,
    count,
    age: new Uint8Array(count),
    cells: new Float32Array(count * CELLS),
    firstTaste: new Uint8Array(count),
    secondTaste: new Uint8Array(count),
    tier: new Uint8Array(count),
    rate: new Float32Array(count),
    weekend: new Float32Array(count),
    growth: new Float32Array(count),
    repurchase: new Float32Array(count),
    variant: new Float32Array(count),
    online: new Float32Array(count),
    hourMean: new Float32Array(count),
    hourConcentration: new Float32Array(count),
    hourWeight: new Float32Array(count),
  };
}

function fillTaste(customers: Customers, i: number, tastes: Archetypes, random: Random): void {
  // H&M's ages: quartiles 24, 32 and 49, a peak in the early twenties and one around fifty.
  const old = random.uniform() < 0.36;
  const age = old ? 51 + 8.5 * random.normal() : 20 - 9.5 * Math.log(random.positive());
  customers.age[i] = Math.max(16, Math.min(99, Math.round(age)));
  const weights = Array.from(
    { length: tastes.count },
    (_, s) => s === 0 ? 0 : Math.exp(-0.5 * ((customers.age[i]! - tastes.age[s]!) / 13) ** 2),
  );
  const first = pickWeighted(weights, random.uniform());
  weights[first] = 0;
  customers.firstTaste[i] = first;
  customers.secondTaste[i] = pickWeighted(weights, random.uniform());
}

function fillHabits(customers: Customers, i: number, random: Random): void {
  const { tierShares, tierGapDays, rateSpread, basketMean, basketSpread } = ACTIVITY;
  const tier = pickWeighted(tierShares, random.uniform());
  customers.tier[i] = tier;
  customers.rate[i] = Math.exp(rateSpread * random.normal()) / tierGapDays[tier]!;
  customers.weekend[i] = Math.max(0.3, Math.min(2.2, Math.exp(0.45 * random.normal())));
  const spread = Math.exp(basketSpread * random.normal() - 0.5 * basketSpread ** 2);
  customers.growth[i] = Math.min(0.93, 1 - 1 / (1 + (basketMean - 1) * spread));
  const habit = Math.exp(CHOICE.repurchaseSpread * random.normal());
  customers.repurchase[i] = Math.min(0.45, CHOICE.repurchase * habit);
  customers.variant[i] = Math.min(0.4, CHOICE.variant * habit);
  // Most buy mainly in one channel; 70.4 % of lines are online.
  const online = random.uniform();
  customers.online[i] = online < 0.62 ? 0.95 : online < 0.82 ? 0.55 : 0.1;
  const peak = pickWeighted([1, 3.5, 1, 4.5], random.uniform());
  const around = [8.5, 12.5, 16.5, 20.7][peak]!;
  customers.hourMean[i] = (around + 1.1 * random.normal() + 24) % 24;
  customers.hourConcentration[i] = 3 + 17 * random.uniform();
  customers.hourWeight[i] = 0.35 + 0.55 * random.uniform();
}

function fillCells(
  customers: Customers,
  i: number,
  correction: CellCorrection,
  random: Random,
): void {
  const age = customers.age[i]!;
  const isMan = random.uniform() < 0.07;
  const groups = [
    isMan ? 0.1 : 1,
    (isMan ? 0.3 : 1) * (age < 30 ? 2 : 0.45),
    isMan ? 12 : 0.35,
    age >= 28 && age <= 46 ? 2 : 0.4,
    1,
  ].map((group) => group * Math.exp(CHOICE.audienceSpread * random.normal()));
  const personal = CATEGORIES.map(() => Math.exp(CHOICE.categorySpread * random.normal()));
  const base = i * CELLS;
  let sum = 0;
  for (let cell = 0; cell < CELLS; cell++) {
    const audience = AUDIENCES[Math.floor(cell / CATEGORIES.length)]!;
    const category = cell % CATEGORIES.length;
    const demand = audience.demand * audience.categories[category]! * CATEGORY_SHARES[category]!;
    const group = groups[Math.floor(cell / CATEGORIES.length)]!;
    sum += customers.cells[base + cell] = demand * group * personal[category]! * correction[cell]!;
  }
  for (let cell = 0; cell < CELLS; cell++) customers.cells[base + cell]! /= sum;
}

/**
 * Fits the factors by which the shares of categories and audiences over the whole time come out as
 * published: iterative proportional fitting on a sample of 2,000 customers and every sixth week.
 *
 * @param cellFactors Season factor of each cell ({@linkcode Market.cellFactor}) by week.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { fitCorrection } from "./customers.ts";
 * import { CELLS } from "./taxonomy.ts";
 *
 * const archetypes = createArchetypes(createCatalogue(1000, 1), 1);
 * const seasons = Array.from({ length: 105 }, () => new Float64Array(CELLS).fill(1));
 * assert.ok(fitCorrection(archetypes, 1, seasons).every((factor) => factor > 0));
 * ```
 */
export function fitCorrection(
  archetypes: Archetypes,
  seed: number,
  cellFactors: readonly Float64Array[],
): CellCorrection {
  const sample = createCustomers({ first: 0, count: 2000 }, archetypes, seed);
  const demand = dailyDemand();
  const correction = new Float64Array(CELLS).fill(1);
  for (let round = 0; round < 12; round++) {
    const share = new Float64Array(CELLS);
    for (let week = 2; week < cellFactors.length; week += 6) {
      addShares(share, sample, cellFactors[week]!, correction, demand[7 * week]!);
    }
    scaleTo(correction, share);
  }
  return correction;
}

function addShares(
  share: Float64Array,
  sample: Customers,
  season: Float64Array,
  correction: CellCorrection,
  weight: number,
): void {
  for (let i = 0; i < sample.count; i++) {
    const picks = sample.rate[i]! / (1 - sample.growth[i]!);
    let sum = 0;
    for (let c = 0; c < CELLS; c++) {
      sum += sample.cells[i * CELLS + c]! * season[c]! * correction[c]!;
    }
    const scale = weight * picks / sum;
    for (let c = 0; c < CELLS; c++) {
      share[c]! += scale * sample.cells[i * CELLS + c]! * season[c]! * correction[c]!;
    }
  }
}

function scaleTo(correction: CellCorrection, share: Float64Array): void {
  const total = share.reduce((a, b) => a + b);
  const byAudience = AUDIENCES.map((_, a) =>
    CATEGORIES.reduce((sum, _, c) => sum + share[a * CATEGORIES.length + c]!, 0) / total
  );
  const byCategory = CATEGORIES.map((_, c) =>
    AUDIENCES.reduce((sum, _, a) => sum + share[a * CATEGORIES.length + c]!, 0) / total
  );
  for (let cell = 0; cell < CELLS; cell++) {
    const audience = Math.floor(cell / CATEGORIES.length);
    const category = cell % CATEGORIES.length;
    correction[cell]! *= Math.sqrt(AUDIENCES[audience]!.demand / byAudience[audience]!) *
      (CATEGORY_SHARES[category]! / byCategory[category]!);
  }
}
