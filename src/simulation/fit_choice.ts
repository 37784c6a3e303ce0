/**
 * Learns what virtual customers weigh from purchases before a day: in each of the last weeks, which
 * article a customer bought, or none.
 *
 * @module
 */
import { purchasesIn, type WindowPurchases } from "../ingest/purchases.ts";
import type { EpochDay, Shop } from "../ingest/shop.ts";
import { createRandom, type Random, shuffle } from "../statistics/random.ts";
import { articleFacts, drawFrom, drawProbabilities } from "./article_facts.ts";
import type { ArticleWords } from "./article_words.ts";
import { FEATURE_COUNT, featureFiller, PERSONA_FREE } from "./choice_features.ts";
import { type ChoiceData, fitConditionalLogit } from "./conditional_logit.ts";
import { personaMaker } from "./personas.ts";
import { TooLittle } from "./too_little.ts";

/** A fitted choice model and what it was fitted on. */
export interface ChoiceModel {
  /** Nothing of this day or later was seen. */
  readonly asOf: EpochDay;
  /** First days of the weeks it learned from, newest first. */
  readonly weeks: readonly EpochDay[];
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  /** Purchases and weeks without one that it learned from. */
  readonly purchases: number;
  readonly nothings: number;
  /** The same fitted from what is no persona's: popularity and trend. */
  readonly personaFree: Float64Array;
}

/** Options of {@linkcode fitChoiceModel}. */
export interface FitChoiceOptions {
  /** Days of a window. @default {7} */
  horizon?: number;
  /** Windows learned from. @default {4} */
  weeks?: number;
  /** Buyers and customers who bought nothing, per window, at most. @default {400} */
  customers?: number;
  /** Alternatives drawn per choice. @default {20} */
  alternatives?: number;
  /** Words of the articles' names. @default {null} */
  words?: ArticleWords | null;
  /** @default {1} */
  seed?: number;
}

/**
 * Fits the conditional logit with an outside option. Each window's personas know only what lies
 * before it. Alternatives are drawn by popularity and corrected for it: with `n` draws of article
 * `j` among `m + 1` and draw probability `q`, its utility gets `ln(n / (q (m + 1)))`, which keeps
 * the coefficients those of a choice from the whole catalogue (Ben-Akiva & Lerman 1985, 9.3).
 * Buyers and others are drawn separately and weighted back (Manski & Lerman 1977).
 *
 * @throws {TooLittle} If there is no window with a purchase and history before it.
 */
export function fitChoiceModel(
  shop: Shop,
  asOf: EpochDay,
  options: FitChoiceOptions = {},
): ChoiceModel {
  const { horizon = 7, weeks = 4, words = null, seed = 1 } = options;
  const random = createRandom(seed, 12);
  const builder = choiceBuilder(options.alternatives ?? 20, random, words);
  const learned: EpochDay[] = [];
  for (let w = 1; w <= weeks; w++) {
    const from = asOf - w * horizon;
    if (from <= shop.firstDay) break;
    const truth = purchasesIn(shop, from, from + horizon);
    if (truth.buyers.length === 0) continue;
    builder.addWeek(shop, truth, options.customers ?? 400);
    learned.push(from);
  }
  if (learned.length === 0) {
    throw new TooLittle("Expected a week of purchases with history before it but found none");
  }
  const data = builder.data();
  const fit = fitConditionalLogit(data);
  const free = fitConditionalLogit(data, { columns: PERSONA_FREE });
  return {
    asOf,
    weeks: learned,
    coefficients: fit.coefficients,
    standardErrors: fit.standardErrors,
    personaFree: free.coefficients,
    ...builder.counts,
  };
}

function choiceBuilder(alternatives: number, random: Random, words: ArticleWords | null) {
  const x: Float64Array[] = [];
  const offset: number[] = [];
  const bounds = [0];
  const chosen: number[] = [];
  const weight: number[] = [];
  const counts = { purchases: 0, nothings: 0 };

  function addWeek(shop: Shop, truth: WindowPurchases, most: number) {
    const facts = articleFacts(shop, truth.from, words);
    const maker = personaMaker(shop, facts);
    const filler = featureFiller(facts);
    const { probability, cumulative } = drawProbabilities(facts);
    const menu = new Map<number, number>();
    const add = (customer: number, bought: number | null, share: number) => {
      menu.clear();
      if (bought !== null) menu.set(bought, 1);
      for (let m = bought === null ? 0 : 1; m <= alternatives; m++) {
        const a = drawFrom(cumulative, random.uniform());
        menu.set(a, (menu.get(a) ?? 0) + 1);
      }
      const persona = maker.of(customer);
      const push = (row: Float64Array, known: number) => {
        x.push(row);
        offset.push(known);
      };
      const nothing = new Float64Array(FEATURE_COUNT);
      filler.outside(persona, nothing);
      push(nothing, 0);
      for (const [article, times] of menu) {
        const row = new Float64Array(FEATURE_COUNT);
        filler.article(persona, article, row);
        push(row, Math.log(times / (probability[article]! * (alternatives + 1))));
      }
      bounds.push(x.length);
      chosen.push(bought === null ? 0 : 1);
      weight.push(share);
      counts[bought === null ? "nothings" : "purchases"]++;
    };
    addBuyers(truth, most, random, add);
    addOthers(shop, truth, most, random, add);
  }

  const data = (): ChoiceData => {
    const rows = new Float64Array(x.length * FEATURE_COUNT);
    x.forEach((row, i) => rows.set(row, i * FEATURE_COUNT));
    return {
      features: FEATURE_COUNT,
      x: rows,
      offset: Float64Array.from(offset),
      bounds: Uint32Array.from(bounds),
      chosen: Uint32Array.from(chosen),
      weight: Float64Array.from(weight),
    };
  };
  return { addWeek, data, counts };
}

type Add = (customer: number, bought: number | null, weight: number) => void;

/** One purchase of each drawn buyer, so that heavy buyers do not set the tastes alone. */
function addBuyers(truth: WindowPurchases, most: number, random: Random, add: Add) {
  const { buyers, offsets, articles } = truth;
  const order = shuffle(buyers.map((_, b) => b), random).slice(0, most);
  for (const b of order) {
    const begin = offsets[b]!;
    const at = begin + random.integer(offsets[b + 1]! - begin);
    add(buyers[b]!, articles[at]!, buyers.length / order.length);
  }
}

function addOthers(shop: Shop, truth: WindowPurchases, most: number, random: Random, add: Add) {
  const bought = new Set(truth.buyers);
  const others: number[] = [];
  const { offsets, day, customers } = shop.orders;
  for (let c = 0; c < customers; c++) {
    const known = offsets[c + 1]! > offsets[c]! && day[offsets[c]!]! < truth.from;
    if (known && !bought.has(c)) others.push(c);
  }
  const drawn = shuffle(others, random).slice(0, most);
  for (const customer of drawn) add(customer, null, others.length / drawn.length);
}
