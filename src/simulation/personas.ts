/**
 * Personas: real customers as they were known before a day, drawn in proportion to the population.
 *
 * @module
 */
import type { EpochDay, Shop } from "../ingest/shop.ts";
import { createRandom, shuffle } from "../statistics/random.ts";
import type { ArticleFacts } from "./article_facts.ts";

/** How often a customer bought before: never, on one day, on two to five, on more. */
export const FREQUENCY_TIERS = ["no purchase yet", "once", "now and then", "often"] as const;

/** Price tiers by terciles of the customers' mean relative price. */
export const PRICE_TIERS = ["unknown", "low", "middle", "high"] as const;

/** Age bands in years. */
export const AGE_BANDS = ["unknown", "under 25", "25–34", "35–44", "45–54", "55 and over"] as const;

/** A customer as known on the morning of `asOf`. */
export interface Persona {
  readonly customer: number;
  readonly asOf: EpochDay;
  /** Codes into {@linkcode AGE_BANDS}, {@linkcode PRICE_TIERS}, {@linkcode FREQUENCY_TIERS}. */
  readonly ageBand: number;
  readonly priceTier: number;
  readonly frequencyTier: number;
  /** Years; NaN where unknown. */
  readonly age: number;
  /** Order lines. */
  readonly lines: number;
  /** Days with a purchase, all and of the last 90 days. */
  readonly days: number;
  readonly recentDays: number;
  /** Mean of ln(price) over the lines; NaN where unknown. */
  readonly logPrice: number;
  /** Lines per category code and colour code. */
  readonly categories: ReadonlyMap<number, number>;
  readonly colours: ReadonlyMap<number, number>;
  /** Days with a purchase and the last of them, per article code. */
  readonly bought: ReadonlyMap<number, Bought>;
  /** Newest first, at most five different articles. */
  readonly recent: readonly number[];
  /** Commonest known sales channel; 0 where none is. */
  readonly channel: number;
  /** Lines by hour of the day; `null` for a source with dates only. */
  readonly hours: Float64Array | null;
  /** What else the source says of the customer, e.g. income. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a persona did with one article. */
export interface Bought {
  readonly days: number;
  readonly lastDay: EpochDay;
}

/** Makes personas of one shop as of one day. */
export interface PersonaMaker {
  readonly asOf: EpochDay;
  of(customer: number): Persona;
}

/**
 * A maker of personas from lines before `facts.asOf`; later lines of `shop` are never looked at.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleFacts } from "./article_facts.ts";
 * import { personaMaker } from "./personas.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 3, day: 90 },
 *   { customer: 0, article: 1, day: 100 },
 * ]);
 * const persona = personaMaker(shop, articleFacts(shop, 100)).of(0);
 * assert.deepEqual(persona.recent, [3]);
 * assert.equal(persona.days, 1);
 * ```
 */
export function personaMaker(shop: Shop, facts: ArticleFacts): PersonaMaker {
  const tiers = priceTierBounds(shop, facts);
  return { asOf: facts.asOf, of: (customer) => makePersona(shop, facts, tiers, customer) };
}

/**
 * Customers drawn at random without replacement: at most as many as there are, since the same
 * person asked twice tells nothing new.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { drawCustomers } from "./personas.ts";
 *
 * assert.deepEqual([...drawCustomers(3, 10, 1)].sort(), [0, 1, 2]);
 * ```
 */
export function drawCustomers(population: number, count: number, seed: number): Uint32Array {
  const all = Uint32Array.from({ length: population }, (_, c) => c);
  return shuffle(all, createRandom(seed, 11)).slice(0, count);
}

function makePersona(
  shop: Shop,
  facts: ArticleFacts,
  tiers: readonly [number, number],
  customer: number,
): Persona {
  const { offsets, day, article, minute, channel } = shop.orders;
  const { asOf, category, colour, logPrice } = facts;
  const begin = offsets[customer]!;
  let end = offsets[customer + 1]!;
  while (end > begin && day[end - 1]! >= asOf) end--;
  const categories = new Map<number, number>();
  const colours = new Map<number, number>();
  const bought = new Map<number, { days: number; lastDay: number }>();
  const hours = minute === null ? null : new Float64Array(24);
  const channels = new Map<number, number>();
  const recent = new Set<number>();
  let [days, recentDays, sum, priced] = [0, 0, 0, 0];
  for (let i = end - 1; i >= begin; i--) {
    const a = article[i]!;
    if (i === end - 1 || day[i] !== day[i + 1]) {
      days++;
      if (day[i]! >= asOf - 90) recentDays++;
    }
    addTo(categories, category?.codes[a] ?? 0);
    addTo(colours, colour?.codes[a] ?? 0);
    addTo(channels, channel[i]!);
    if (hours && minute![i]! >= 0) hours[Math.floor(minute![i]! / 60)]! += 1;
    if (recent.size < 5) recent.add(a);
    if (!Number.isNaN(logPrice[a]!)) {
      sum += logPrice[a]!;
      priced++;
    }
    rememberBought(bought, a, day[i]!);
  }
  const age = shop.customers.age[customer] ?? NaN;
  const meanPrice = sum / priced;
  return {
    customer,
    asOf,
    age,
    ageBand: ageBandOf(age),
    priceTier: Number.isNaN(meanPrice)
      ? 0
      : meanPrice < tiers[0]
      ? 1
      : meanPrice < tiers[1]
      ? 2
      : 3,
    frequencyTier: days === 0 ? 0 : days === 1 ? 1 : days <= 5 ? 2 : 3,
    lines: end - begin,
    days,
    recentDays,
    logPrice: meanPrice,
    categories: known(categories),
    colours: known(colours),
    bought,
    recent: [...recent],
    channel: commonest(channels),
    hours,
    attributes: attributesOf(shop, customer),
  };
}

function addTo(counts: Map<number, number>, code: number) {
  counts.set(code, (counts.get(code) ?? 0) + 1);
}

/** Lines come newest first, so another day is an earlier one. */
function rememberBought(
  bought: Map<number, { days: number; lastDay: number; seen?: number }>,
  article: number,
  day: EpochDay,
) {
  const entry = bought.get(article);
  if (!entry) bought.set(article, { days: 1, lastDay: day, seen: day });
  else if (entry.seen !== day) {
    entry.days++;
    entry.seen = day;
  }
}

function known(counts: Map<number, number>): Map<number, number> {
  counts.delete(0);
  return counts;
}

function commonest(counts: Map<number, number>): number {
  let [best, most] = [0, 0];
  for (const [code, n] of known(counts)) if (n > most) [best, most] = [code, n];
  return best;
}

function ageBandOf(age: number): number {
  if (!(age >= 0)) return 0;
  return age < 25 ? 1 : Math.min(5, Math.floor((age - 25) / 10) + 2);
}

/** At most so many attributes of the source are told of a persona. */
const TOLD_ATTRIBUTES = 6;

function attributesOf(shop: Shop, customer: number): Record<string, string> {
  const told: [string, string][] = [];
  for (const [name, { codes, labels }] of shop.customers.attributes) {
    const label = labels[codes[customer] ?? 0] ?? "";
    if (label !== "" && told.length < TOLD_ATTRIBUTES) told.push([name, label]);
  }
  return Object.fromEntries(told);
}

/** Terciles of the customers' mean ln(price) before the day. */
function priceTierBounds(shop: Shop, { asOf, logPrice }: ArticleFacts): [number, number] {
  const { offsets, day, article, customers } = shop.orders;
  const means: number[] = [];
  for (let c = 0; c < customers; c++) {
    let [sum, n] = [0, 0];
    for (let i = offsets[c]!; i < offsets[c + 1]! && day[i]! < asOf; i++) {
      const value = logPrice[article[i]!]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      n++;
    }
    if (n > 0) means.push(sum / n);
  }
  const sorted = Float64Array.from(means).sort();
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? NaN;
  return [at(1 / 3), at(2 / 3)];
}
