/**
 * When customers buy, and how much: seasons of activity, baskets, and the exact number of lines.
 *
 * @module
 */

import type { Customers } from "./customers.ts";
import { dailyDemand, isWeekend } from "./market.ts";
import { ACTIVITY } from "./model.ts";
import { createRandom, type Random, STREAM } from "./random.ts";
import { DAYS, LAST_WEEK, weekOf, weekStart } from "./scale.ts";

/** The baskets of a range of customers, by customer, oldest first. */
export interface Plan {
  /** Baskets of the customer at place `i` are `[offsets[i], offsets[i + 1])`. */
  offsets: Uint32Array;
  /** Day (0 = 2018-09-20), distinct picks, and lines beyond one per pick, by basket. */
  day: Uint16Array;
  picks: Uint8Array;
  extra: Uint8Array;
  /** Daily rate of baskets in the last week of the data, and in the week after it, by customer. */
  lastRate: Float32Array;
  nextRate: Float32Array;
  /** All order lines. */
  lines: number;
  /** Lines of past baskets that may be left out; and past baskets that may get more. */
  spare: number;
  past: number;
}

const CUTOFF = weekStart(LAST_WEEK);
const END = DAYS + 7;
const MOST = 200;

/**
 * Plans the baskets of a range of customers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createCustomers } from "./customers.ts";
 * import { planBaskets } from "./plan.ts";
 *
 * const archetypes = createArchetypes(createCatalogue(1000, 1), 1);
 * const plan = planBaskets(createCustomers({ first: 0, count: 10 }, archetypes, 1), 1);
 * assert.equal(plan.offsets.length, 11);
 * ```
 */
export function planBaskets(customers: Customers, seed: number): Plan {
  const random = createRandom(seed);
  const rates = { last: 0, next: 0 };
  const demand = dailyDemand();
  const calendar = { demand, most: demand.reduce((a, b) => Math.max(a, b)) };
  const plan = allocate(customers.count);
  const days: number[] = [];
  let at = 0;
  for (let i = 0; i < customers.count; i++) {
    random.open(STREAM.plan, customers.first + i, 0);
    days.length = 0;
    planDays(days, customers, i, { random, rates, calendar });
    if (at + days.length > plan.day.length) grow(plan, at + days.length);
    for (const day of days) {
      fillBasket(plan, at, customers.growth[i]!, random);
      plan.day[at++] = day;
    }
    plan.offsets[i + 1] = at;
    plan.lastRate[i] = rates.last;
    plan.nextRate[i] = rates.next;
  }
  countLines(plan);
  return plan;
}

function allocate(count: number): Plan {
  const size = 8 * count + 1024;
  return {
    offsets: new Uint32Array(count + 1),
    day: new Uint16Array(size),
    picks: new Uint8Array(size),
    extra: new Uint8Array(size),
    lastRate: new Float32Array(count),
    nextRate: new Float32Array(count),
    lines: 0,
    spare: 0,
    past: 0,
  };
}

function grow(plan: Plan, needed: number): void {
  const size = Math.ceil(1.25 * needed) + 1024;
  const day = new Uint16Array(size), picks = new Uint8Array(size), extra = new Uint8Array(size);
  day.set(plan.day);
  picks.set(plan.picks);
  extra.set(plan.extra);
  Object.assign(plan, { day, picks, extra });
}

interface Planning {
  random: Random;
  rates: { last: number; next: number };
  calendar: { demand: Float64Array; most: number };
}

function planDays(days: number[], customers: Customers, i: number, by: Planning): void {
  const { random, rates } = by;
  const weekend = customers.weekend[i]!;
  if (random.uniform() < ACTIVITY.unbornShare) {
    rates.last = rates.next = ACTIVITY.unbornRate;
    addDays(days, { from: CUTOFF, to: DAYS, rate: rates.last, weekend }, by);
    return;
  }
  const earlier = random.uniform() < ACTIVITY.earlierShare;
  let from = earlier ? -random.below(ACTIVITY.earlierDays) : random.below(CUTOFF);
  if (from >= 0) days.push(from);
  const tier = customers.tier[i]!;
  for (let active = true; from < END; active = !active) {
    const rate = customers.rate[i]! * (active ? 1 : ACTIVITY.pauseRate);
    const median = active ? ACTIVITY.seasonDays[tier]! : ACTIVITY.pauseDays;
    const spread = active ? ACTIVITY.seasonSpread : ACTIVITY.pauseSpread;
    const to = nextWeek(from + median * Math.exp(spread * random.normal()));
    addDays(days, { from: Math.max(0, from), to: Math.min(DAYS, to), rate, weekend }, by);
    if (from <= CUTOFF && to > CUTOFF) rates.last = rate;
    if (from <= DAYS && to > DAYS) rates.next = rate;
    from = to;
  }
  // Nobody who came before the last week stays without a basket.
  if (days.length === 0 || days[0]! >= CUTOFF) days.unshift(random.below(CUTOFF));
}

/** The first day of the first week that begins on or after this day. */
function nextWeek(day: number): number {
  return weekStart(Math.ceil((day + 1) / 7));
}

/**
 * The rate of baskets on one day: the personal rate by the shop's demand of the day and by the
 * customer's liking for weekends. P(basket on the day) = 1 - exp(-rate).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { dayRate } from "./plan.ts";
 *
 * assert.equal(dayRate(0.1, 1, 2, 0), 0.2);
 * ```
 */
export function dayRate(rate: number, weekend: number, demand: number, day: number): number {
  return rate * demand * (isWeekend(day) ? weekend : (7 - 2 * weekend) / 5);
}

interface Season {
  from: number;
  to: number;
  rate: number;
  weekend: number;
}

/** A Poisson process by thinning (Lewis and Shedler 1979); a day's baskets become one. */
function addDays(days: number[], season: Season, by: Planning): void {
  const { random, calendar } = by;
  const { rate, weekend } = season;
  const most = rate * calendar.most * Math.max(weekend, (7 - 2 * weekend) / 5);
  for (let time = season.from;;) {
    time -= Math.log(random.positive()) / most;
    if (time >= season.to) return;
    const day = Math.floor(time);
    const isKept = random.uniform() * most < dayRate(rate, weekend, calendar.demand[day]!, day);
    if (isKept && days[days.length - 1] !== day) days.push(day);
  }
}

function fillBasket(plan: Plan, at: number, growth: number, random: Random): void {
  const picks = 1 + Math.floor(Math.log(random.positive()) / Math.log(growth));
  plan.picks[at] = Math.min(MOST, picks);
  let extra = 0;
  for (let k = 0; k < plan.picks[at]!; k++) if (random.uniform() < ACTIVITY.extraLine) extra++;
  plan.extra[at] = Math.min(MOST, extra);
}

function countLines(plan: Plan): void {
  const baskets = plan.offsets[plan.offsets.length - 1]!;
  for (let b = 0; b < baskets; b++) {
    plan.lines += plan.picks[b]! + plan.extra[b]!;
    if (weekOf(plan.day[b]!) >= LAST_WEEK) continue;
    plan.past += 1;
    plan.spare += plan.picks[b]! - 1;
  }
}

/** How one range's lines are changed so that the shop's total is exact. */
export interface Adjustment {
  /** Lines that the whole shop lacks (positive) or has too many (negative). */
  missing: number;
  /** Slots (`past` where lines lack, otherwise `spare`) of the whole shop; of earlier ranges. */
  slots: number;
  before: number;
}

/**
 * Adds or leaves out picks of baskets before the last week, spread evenly over the shop, so that
 * its number of lines is exact. The last week is untouched and the truth about it stays exact.
 *
 * @throws {RangeError} If there are fewer slots than lines to leave out, or none to add to.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createArchetypes, createCatalogue } from "./catalogue.ts";
 * import { createCustomers } from "./customers.ts";
 * import { adjustPlan, planBaskets } from "./plan.ts";
 *
 * const archetypes = createArchetypes(createCatalogue(1000, 1), 1);
 * const plan = planBaskets(createCustomers({ first: 0, count: 10 }, archetypes, 1), 1);
 * const lines = plan.lines;
 * adjustPlan(plan, { missing: 3, slots: plan.past, before: 0 });
 * assert.equal(plan.lines, lines + 3);
 * ```
 */
export function adjustPlan(plan: Plan, adjustment: Adjustment): void {
  const { missing, slots } = adjustment;
  if (missing < -slots || (missing > 0 && slots === 0)) {
    throw new RangeError(`Expected at least ${Math.abs(missing)} slots but found ${slots}`);
  }
  const due = (slot: number) => Math.floor(slot * Math.abs(missing) / slots);
  const baskets = plan.offsets[plan.offsets.length - 1]!;
  let slot = adjustment.before;
  for (let b = 0; b < baskets && missing !== 0; b++) {
    if (weekOf(plan.day[b]!) >= LAST_WEEK) continue;
    const step = missing > 0 ? 1 : plan.picks[b]! - 1;
    const change = Math.sign(missing) * (due(slot + step) - due(slot));
    slot += step;
    plan.picks[b]! += change;
    plan.lines += change;
  }
}
