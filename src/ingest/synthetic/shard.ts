/**
 * One thread's share of the shop: a range of customers, followed week by week.
 *
 * @module
 */

import { createArchetypes, createCatalogue } from "./catalogue.ts";
import { createChooser, pickArticle, prepareChoice, type Scene } from "./choice.ts";
import { createCustomers, fitCorrection } from "./customers.ts";
import { hourProbabilities } from "./hours.ts";
import { articleIds, customerIds } from "./identifiers.ts";
import {
  columnSink,
  csvSink,
  type DayLines,
  type LineSink,
  type LineWords,
  priceWords,
} from "./lines.ts";
import { createMarket, dailyDemand } from "./market.ts";
import { customerRows } from "./masters.ts";
import { createOracle } from "./oracle.ts";
import type { RowGroup } from "./parquet.ts";
import { type Adjustment, adjustPlan, type Plan, planBaskets } from "./plan.ts";
import { createRandom, type Random, STREAM } from "./random.ts";
import { DAYS, LAST_WEEK, type ShopSize, weekStart } from "./scale.ts";
import { articleTruth, customerTruth, type TruthBlock } from "./truth_files.ts";

/** What a shard is to make. */
export interface ShardTask {
  size: ShopSize;
  seed: number;
  /** First block of customers and the one after the last. */
  firstBlock: number;
  endBlock: number;
  /** Whether order lines have a time of day. */
  hours: boolean;
  format: "csv" | "parquet";
}

/** Counts that the exact number of lines needs from every shard. */
export type PlanCounts = Pick<Plan, "lines" | "spare" | "past">;

/** A range of customers at work; call in this order: adjust, then every week, then the truth. */
export interface Shard {
  counts: PlanCounts;
  /** Rows of `customers.csv` of one block. */
  customersOf(block: number): Uint8Array;
  adjust(adjustment: Adjustment): void;
  /** Makes the next week's order lines, by day. */
  nextWeek(): { day: number; lines: DayLines }[];
  /** Truth about one block of customers in the coming week, which must be 104 or 105. */
  articlesTruth(block: number): RowGroup;
  /** Truth about when one block of customers buys, in weeks 104 and 105. */
  customersTruth(block: number): RowGroup;
}

/**
 * Sets a shard up: assortment, market, customers and their plans of baskets.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopSize } from "./scale.ts";
 * import { createShard } from "./shard.ts";
 *
 * const shard = createShard({
 *   size: shopSize(64),
 *   seed: 1,
 *   firstBlock: 0,
 *   endBlock: 2,
 *   hours: false,
 *   format: "csv",
 * });
 * assert.equal(shard.nextWeek()[0]!.day, 0);
 * ```
 */
export function createShard(task: ShardTask): Shard {
  const scene = createScene(task);
  const plan = planBaskets(scene.customers, task.seed);
  const { lines, spare, past } = plan;
  const state: ShardState = {
    task,
    scene,
    plan,
    next: plan.offsets.slice(0, scene.customers.count),
    week: 0,
    random: createRandom(task.seed),
    clock: createRandom(task.seed),
    chooser: createChooser(),
    multiples: new Uint8Array(256),
    picked: new Uint32Array(256),
    words: {
      customerId: customerIds(task.size.customers, task.seed),
      articleIds: articleIds(scene.catalogue),
      prices: priceWords(),
    },
  };
  return {
    counts: { lines, spare, past },
    customersOf: (block) =>
      customerRows(scene.customers, rangeOf(task, block), task.size.customers, task.seed),
    adjust(adjustment) {
      adjustPlan(plan, adjustment);
      scene.history = emptyHistory(plan);
    },
    nextWeek: () => runWeek(state),
    articlesTruth: (block) => truthOfArticles(state, block),
    customersTruth: (block) =>
      customerTruth(truthBlock(state, block, LAST_WEEK), truthBlock(state, block, LAST_WEEK + 1)),
  };
}

interface ShardScene extends Scene {
  archetypes: ReturnType<typeof createArchetypes>;
}

interface ShardState {
  task: ShardTask;
  scene: ShardScene;
  plan: Plan;
  /** Next basket of each customer. */
  next: Uint32Array;
  /** The week to come. */
  week: number;
  random: Random;
  clock: Random;
  chooser: ReturnType<typeof createChooser>;
  multiples: Uint8Array;
  picked: Uint32Array;
  words: LineWords;
  oracle?: { week: number } & ReturnType<typeof createOracle>;
}

function createScene(task: ShardTask): ShardScene {
  const { size, seed } = task;
  const catalogue = createCatalogue(size.articles, seed);
  const archetypes = createArchetypes(catalogue, seed);
  const correction = fitCorrection(archetypes, seed, cellFactors(catalogue, archetypes, seed));
  const first = Math.min(size.customers, task.firstBlock * size.blockSize);
  const end = Math.min(size.customers, task.endBlock * size.blockSize);
  const range = { first, count: end - first };
  const customers = createCustomers(range, archetypes, seed, correction);
  const none = new Uint32Array(range.count + 1);
  const history = { offsets: none, filled: none, article: none, week: new Uint8Array(0) };
  const market = createMarket(catalogue, archetypes, seed);
  return { catalogue, archetypes, customers, market, history };
}

/** The seasons of every week, from a market with nobody's tastes but everybody's. */
function cellFactors(
  catalogue: Scene["catalogue"],
  archetypes: ShardScene["archetypes"],
  seed: number,
): Float64Array[] {
  const market = createMarket(catalogue, { ...archetypes, count: 0 }, seed);
  return Array.from({ length: LAST_WEEK + 1 }, () => {
    market.advance();
    return market.cellFactor.slice();
  });
}

function emptyHistory(plan: Plan): Scene["history"] {
  const customers = plan.offsets.length - 1;
  const offsets = new Uint32Array(customers + 1);
  for (let i = 0; i < customers; i++) {
    let picks = 0;
    for (let b = plan.offsets[i]!; b < plan.offsets[i + 1]!; b++) picks += plan.picks[b]!;
    offsets[i + 1] = offsets[i]! + picks;
  }
  const total = offsets[customers]!;
  const filled = offsets.slice(0, customers);
  return { offsets, filled, article: new Uint32Array(total), week: new Uint8Array(total) };
}

function rangeOf(task: ShardTask, block: number): { first: number; count: number } {
  const { customers, blockSize } = task.size;
  const first = Math.min(customers, block * blockSize);
  return { first, count: Math.min(customers, first + blockSize) - first };
}

function runWeek(state: ShardState): { day: number; lines: DayLines }[] {
  const { scene, plan, next } = state;
  if (scene.market.week < state.week) scene.market.advance();
  const firstDay = Math.max(0, weekStart(state.week));
  const endDay = Math.min(DAYS, weekStart(state.week + 1));
  const expected = Math.ceil(1.3 * plan.lines / DAYS);
  const sinks: LineSink[] = [];
  for (let day = firstDay; day < endDay; day++) {
    const isText = state.task.format === "csv";
    sinks.push(isText ? csvSink(day, state.words, expected) : columnSink(expected));
  }
  for (let i = 0; i < scene.customers.count; i++) {
    const end = plan.offsets[i + 1]!;
    if (next[i]! >= end || plan.day[next[i]!]! >= endDay) continue;
    state.random.open(STREAM.choice, scene.customers.first + i, state.week);
    prepareChoice(state.chooser, scene, i);
    while (next[i]! < end && plan.day[next[i]!]! < endDay) {
      fillBasket(state, i, next[i]!, sinks[plan.day[next[i]!]! - firstDay]!);
      next[i]! += 1;
    }
  }
  state.week += 1;
  return sinks.map((sink, d) => ({ day: firstDay + d, lines: sink.finish() }));
}

/** Share of baskets with a voucher, which takes a tenth off every price. */
const VOUCHERS = 0.06;

function fillBasket(state: ShardState, i: number, basket: number, sink: LineSink): void {
  const { scene, plan, random, multiples, picked } = state;
  const { history, customers, market } = scene;
  const channel = random.uniform() < customers.online[i]! ? 2 : 1;
  const discount = random.uniform() < VOUCHERS ? 0.9 : 1;
  sink.basket(customers.first + i, channel, state.task.hours ? minuteOf(state, i, basket) : -1);
  const picks = plan.picks[basket]!;
  multiples.fill(1, 0, picks);
  for (let k = 0; k < picks; k++) {
    const article = picked[k] = pickArticle(state.chooser, scene, random);
    const at = history.filled[i]!;
    history.article[at] = article;
    history.week[at] = state.week;
    history.filled[i] = at + 1;
  }
  for (let e = plan.extra[basket]!; e > 0; e--) multiples[random.below(picks)]! += 1;
  for (let k = 0; k < picks; k++) {
    const cents = market.cents[picked[k]!]!;
    const paid = discount === 1 ? cents : Math.max(1, Math.round(cents * discount));
    for (let m = multiples[k]!; m > 0; m--) sink.line(picked[k]!, paid);
  }
}

function minuteOf(state: ShardState, i: number, basket: number): number {
  const { customers } = state.scene;
  state.clock.open(STREAM.clock, customers.first + i, state.plan.day[basket]!);
  const hours = hourProbabilities({
    mean: customers.hourMean[i]!,
    concentration: customers.hourConcentration[i]!,
    weight: customers.hourWeight[i]!,
  });
  let rest = state.clock.uniform();
  let hour = 0;
  while (hour < 23 && rest >= hours[hour]!) rest -= hours[hour++]!;
  return 60 * hour + state.clock.below(60);
}

function truthBlock(state: ShardState, block: number, week: number): TruthBlock {
  const { scene, plan, task, words } = state;
  const { first, count } = rangeOf(task, block);
  const start = first - scene.customers.first;
  const rate = week === LAST_WEEK ? plan.lastRate : plan.nextRate;
  const { customerId } = words;
  const { customers } = scene;
  return { customers, start, end: start + count, rate, week, demand: dailyDemand(), customerId };
}

function truthOfArticles(state: ShardState, block: number): RowGroup {
  const { scene, week } = state;
  if (scene.market.week < week) scene.market.advance();
  if (state.oracle?.week !== week) {
    state.oracle = { week, ...createOracle(scene, scene.archetypes) };
  }
  return articleTruth(truthBlock(state, block, week), state.oracle, state.words.articleIds);
}
