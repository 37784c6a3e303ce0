/**
 * The rule-based virtual customer: a fitted conditional logit that opens, clicks and would buy.
 *
 * @module
 */
import { createRandom, type Random } from "../statistics/random.ts";
import type { ArticleFacts } from "./article_facts.ts";
import { ARTICLE_FEATURES, FEATURE_COUNT, featureFiller } from "./choice_features.ts";
import type { Answer, Ask, Choice, VirtualCustomer } from "./customer.ts";
import type { ChoiceModel } from "./fit_choice.ts";
import { hourCurve, type HourHabits } from "./hour_habits.ts";
import type { Persona } from "./personas.ts";

/**
 * What orders cannot tell and is therefore assumed. These set the level of every simulated rate;
 * the difference between arms is in proportion to them.
 */
export interface Assumptions {
  /** Share of messages opened that come at the persona's best hour. */
  readonly openRate: number;
  /** Clicks for each purchase: the odds of a click are so many times those of a purchase. */
  readonly clicksPerPurchase: number;
  /**
   * How opening follows the order rhythm: its power. 1 opens in proportion to the rhythm, 0 at
   * every hour alike. The rhythm is fitted, that opening follows it is not.
   */
  readonly hourReaction: number;
}

/** Assumptions used unless others are given. */
export const ASSUMPTIONS: Assumptions = {
  openRate: 0.25,
  clicksPerPurchase: 20,
  hourReaction: 1,
};

/** Options of {@linkcode ruleBasedCustomer}. */
export interface RuleBasedOptions {
  /** @default {ASSUMPTIONS} */
  assumptions?: Assumptions;
  /** @default {1} */
  seed?: number;
}

/**
 * A virtual customer that weighs articles by a fitted choice model.
 *
 * It opens with a probability that follows its own order rhythm around the hour, as fitted by
 * {@linkcode HourHabits}, in the power that is assumed; it clicks an article with the odds `clicksPerPurchase · exp(v − v₀)`,
 * where `v` and `v₀` are the model's utilities of the article and of buying nothing; one click in
 * `clicksPerPurchase` would become a purchase. Answers depend on neither the order of the articles
 * nor of the asks.
 *
 * @param habits `null` where the shop has no times of day: then no hour makes a difference.
 */
export function ruleBasedCustomer(
  model: ChoiceModel,
  facts: ArticleFacts,
  habits: HourHabits | null,
  options: RuleBasedOptions = {},
): VirtualCustomer {
  return rulePlayers(model, facts, habits, options.assumptions)(options.seed ?? 1);
}

/**
 * Rule-based customers that differ in the seed of their draws alone; what they think of an article
 * is worked out once for all of them.
 */
export function rulePlayers(
  model: ChoiceModel,
  facts: ArticleFacts,
  habits: HourHabits | null,
  assumptions: Assumptions = ASSUMPTIONS,
): (seed: number) => VirtualCustomer {
  const filler = featureFiller(facts);
  const row = new Float64Array(FEATURE_COUNT);
  const utility = (persona: Persona, article: number, beta: Float64Array) => {
    filler.article(persona, article, row);
    return dot(row, beta);
  };
  const known = new WeakMap<Persona, Map<number, number>>();
  const interest = (persona: Persona, articles: Uint32Array): Float64Array => {
    const mine = known.get(persona) ?? new Map<number, number>();
    known.set(persona, mine);
    const values = new Float64Array(articles.length);
    for (let i = 0; i < articles.length; i++) {
      let value = mine.get(articles[i]!);
      if (value === undefined) {
        value = utility(persona, articles[i]!, model.coefficients) - nothing(persona);
        mine.set(articles[i]!, value);
      }
      values[i] = value;
    }
    return values;
  };
  const nothing = (persona: Persona) => {
    filler.outside(persona, row);
    return dot(row, model.coefficients);
  };
  const rhythm = openingRhythm(habits, assumptions.hourReaction);
  const reasons = new WeakMap<Persona, Map<number, string>>();
  const reason = (persona: Persona, article: number) => {
    const mine = reasons.get(persona) ?? new Map<number, string>();
    reasons.set(persona, mine);
    let text = mine.get(article);
    if (text === undefined) {
      filler.article(persona, article, row);
      mine.set(article, text = strongestReason(row, model.coefficients));
    }
    return text;
  };

  function answerOne({ persona, message }: Ask, stream: number, seed: number): Answer {
    const random = createRandom(seed, streamOf(persona.customer, stream));
    const articles = Uint32Array.from(message.articles).sort();
    const opened = random.uniform() < assumptions.openRate * rhythm(persona, message.hour);
    const values = interest(persona, articles);
    const odds = values.map((v) => assumptions.clicksPerPurchase * Math.exp(v));
    const clicked = opened ? [...articles.filter((_, i) => clicks(odds[i]!, random))] : [];
    const wouldBuy = clicked.filter(() => random.uniform() * assumptions.clicksPerPurchase < 1);
    const best = articles[argmax(values)]!;
    return {
      opened,
      clicked,
      wouldBuy,
      satisfaction: satisfactionOf(odds),
      reason: articles.length === 0 ? "the message was empty" : reason(persona, best),
      by: "rule-based",
      parseFailure: false,
    };
  }

  function chooseOne(choice: Choice, stream: number, seed: number) {
    const { persona, articles, personaKnown = true } = choice;
    const beta = personaKnown ? model.coefficients : model.personaFree;
    const sorted = [...articles].sort((a, b) => a - b);
    const values = sorted.map((article) => utility(persona, article, beta));
    const most = Math.max(...values);
    const best = sorted.filter((_, i) => values[i] === most);
    return best.length === 1
      ? best[0]!
      : best[createRandom(seed, streamOf(persona.customer, stream)).integer(best.length)] ?? null;
  }

  return (seed) => ({
    kind: "rule-based",
    description: "rule-based virtual customers: a conditional logit with an outside option, " +
      "fitted on purchases before the day",
    answer: (asks, stream) => Promise.resolve(asks.map((ask) => answerOne(ask, stream, seed))),
    choose: (choices, stream) =>
      Promise.resolve(choices.map((one) => chooseOne(one, stream, seed))),
  });
}

/** One stream of random numbers per customer and purpose. */
function streamOf(customer: number, stream: number): number {
  return 1000 + stream + 1000 * customer;
}

function clicks(odds: number, random: Random): boolean {
  return random.uniform() * (1 + odds) < odds;
}

function dot(row: Float64Array, beta: Float64Array): number {
  let sum = 0;
  for (let f = 0; f < row.length; f++) sum += row[f]! * beta[f]!;
  return sum;
}

function argmax(values: Float64Array): number {
  return values.reduce((best, value, i) => value > values[best]! ? i : best, 0);
}

/** Expected clicks of an opened message at which satisfaction rises by one. */
const SATISFACTION_STEPS = [0.05, 0.2, 0.5, 1];

function satisfactionOf(odds: Float64Array): number {
  const expected = odds.reduce((sum, o) => sum + o / (1 + o), 0);
  return 1 + SATISFACTION_STEPS.filter((step) => expected >= step).length;
}

const REASONS = [
  "many buy it at present",
  "it is on the rise",
  "has bought it before",
  "has bought it lately",
  "a favourite kind of article",
  "a favourite colour",
  "the usual price",
  "the name sounds like what it buys",
  "much like what it buys",
];

/** Price distance counts against an article, so it is never the reason for it. */
const PRICE = ARTICLE_FEATURES.indexOf("price distance");

/** The feature of the persona's own that speaks most for the article. */
function strongestReason(row: Float64Array, beta: Float64Array): string {
  let [best, most] = [0, 0];
  for (let f = 2; f < ARTICLE_FEATURES.length; f++) {
    if (f === PRICE) continue;
    const worth = row[f]! * beta[f]!;
    if (worth > most) [best, most] = [f, worth];
  }
  return REASONS[best]!;
}

/** How near an hour is to the persona's best, 0–1; 1 where there are no hours or no reaction. */
function openingRhythm(habits: HourHabits | null, reaction: number) {
  const known = new WeakMap<Persona, Float64Array>();
  return (persona: Persona, hour: number | null): number => {
    if (hour === null || habits === null || persona.hours === null || reaction === 0) return 1;
    let near = known.get(persona);
    if (near === undefined) {
      const curve = hourCurve(persona.hours, habits.everybody, habits.prior);
      const best = curve.reduce((a, b) => Math.max(a, b), 0);
      near = curve.map((at) => best > 0 ? (at / best) ** reaction : 1);
      known.set(persona, near);
    }
    return near[hour]!;
  };
}
