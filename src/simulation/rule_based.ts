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
}

/** Assumptions used unless others are given. */
export const ASSUMPTIONS: Assumptions = { openRate: 0.25, clicksPerPurchase: 20 };

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
 * It opens with a probability in proportion to its own order rhythm around the hour (shrunk by ten
 * lines to everybody's); it clicks an article with the odds `clicksPerPurchase · exp(v − v₀)`,
 * where `v` and `v₀` are the model's utilities of the article and of buying nothing; one click in
 * `clicksPerPurchase` would become a purchase. Answers depend on neither the order of the articles
 * nor of the asks.
 *
 * @param everybodysHours Lines by hour of the whole shop; `null` where it has no times of day.
 */
export function ruleBasedCustomer(
  model: ChoiceModel,
  facts: ArticleFacts,
  everybodysHours: Float64Array | null,
  options: RuleBasedOptions = {},
): VirtualCustomer {
  const { assumptions = ASSUMPTIONS, seed = 1 } = options;
  const filler = featureFiller(facts);
  const row = new Float64Array(FEATURE_COUNT);
  const utility = (persona: Persona, article: number, beta: Float64Array) => {
    filler.article(persona, article, row);
    return dot(row, beta);
  };
  const interest = (persona: Persona, articles: readonly number[]): Float64Array => {
    filler.outside(persona, row);
    const nothing = dot(row, model.coefficients);
    return Float64Array.from(articles, (a) => utility(persona, a, model.coefficients) - nothing);
  };
  const rhythm = openingRhythm(everybodysHours);
  const reason = (persona: Persona, article: number) => {
    filler.article(persona, article, row);
    return strongestReason(row, model.coefficients);
  };

  function answerOne({ persona, message }: Ask, stream: number): Answer {
    const random = createRandom(seed, streamOf(persona.customer, stream));
    const articles = [...message.articles].sort((a, b) => a - b);
    const opened = random.uniform() < assumptions.openRate * rhythm(persona, message.hour);
    const values = interest(persona, articles);
    const odds = values.map((v) => assumptions.clicksPerPurchase * Math.exp(v));
    const clicked = opened ? articles.filter((_, i) => clicks(odds[i]!, random)) : [];
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

  function chooseOne({ persona, articles, personaKnown = true }: Choice, stream: number) {
    const beta = personaKnown ? model.coefficients : model.personaFree;
    const sorted = [...articles].sort((a, b) => a - b);
    const values = sorted.map((article) => utility(persona, article, beta));
    const most = Math.max(...values);
    const best = sorted.filter((_, i) => values[i] === most);
    return best.length === 1
      ? best[0]!
      : best[createRandom(seed, streamOf(persona.customer, stream)).integer(best.length)] ?? null;
  }

  return {
    kind: "rule-based",
    description: "rule-based virtual customers: a conditional logit with an outside option, " +
      "fitted on purchases before the day",
    answer: (asks, stream) => Promise.resolve(asks.map((ask) => answerOne(ask, stream))),
    choose: (choices, stream) => Promise.resolve(choices.map((one) => chooseOne(one, stream))),
  };
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
];

/** The feature that speaks most for the article; price distance counts against it. */
function strongestReason(row: Float64Array, beta: Float64Array): string {
  let [best, most] = [0, 0];
  for (let f = 2; f < ARTICLE_FEATURES.length - 1; f++) {
    const worth = row[f]! * beta[f]!;
    if (worth > most) [best, most] = [f, worth];
  }
  return REASONS[best]!;
}

/** Lines of everybody's rhythm that a persona's own is shrunk by. */
const RHYTHM_PRIOR = 10;

/** How near an hour is to the persona's best, 0–1; 1 where there are no hours. */
function openingRhythm(everybody: Float64Array | null) {
  const total = everybody?.reduce((a, b) => a + b, 0) ?? 0;
  const around = (curve: Float64Array, h: number) =>
    curve[(h + 23) % 24]! + curve[h]! + curve[(h + 1) % 24]!;
  return ({ hours }: Persona, hour: number | null): number => {
    if (hour === null || everybody === null || hours === null || total === 0) return 1;
    const curve = hours.map((n, h) => n + RHYTHM_PRIOR * everybody[h]! / total);
    let best = 0;
    for (let h = 0; h < 24; h++) best = Math.max(best, around(curve, h));
    return around(curve, hour) / best;
  };
}
