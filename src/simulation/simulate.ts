/**
 * The simulated experiment from start to end: gate, plan, answers, analysis.
 *
 * @module
 */
import { purchasesIn } from "../ingest/purchases.ts";
import type { EpochDay, Snapshot } from "../ingest/shop.ts";
import { type Progress, silent } from "../progress.ts";
import { analyse, type Observation } from "./analysis.ts";
import { type ArticleFacts, articleFacts } from "./article_facts.ts";
import { ARTICLE_FEATURES, OUTSIDE_FEATURES } from "./choice_features.ts";
import type { Answer, Ask, VirtualCustomer } from "./customer.ts";
import { assignedArm, type Design, planExperiment } from "./design.ts";
import { type ChoiceModel, fitChoiceModel } from "./fit_choice.ts";
import {
  aaCheck,
  type Gate,
  knownBadCheck,
  orderSwapCheck,
  pickChecks,
  pickRates,
} from "./gate.ts";
import { gateCases } from "./gate_cases.ts";
import { type Arm, popularArm, randomArm, type Recommended, recommendedArm } from "./messages.ts";
import { shoppingPatterns } from "./patterns.ts";
import { type Persona, personaMaker } from "./personas.ts";
import {
  type AnswerShares,
  type Example,
  sentenceOf,
  type Simulation,
  STATEMENT,
} from "./results.ts";
import { ASSUMPTIONS, type Assumptions, ruleBasedCustomer } from "./rule_based.ts";
import { type Wording, wording } from "./wording.ts";

/** What a virtual customer of a day is made from. */
export interface CustomerBasis {
  readonly rule: VirtualCustomer;
  readonly wording: Wording;
}

/** Options of {@linkcode simulate}. */
export interface SimulateOptions {
  /** @default {"randomised"} */
  design?: Design;
  /** @default {7} */
  horizon?: number;
  /** Articles per message. @default {12} */
  size?: number;
  /** @default {1} */
  seed?: number;
  /** Makes the virtual customer of a day. @default {the rule-based one} */
  customerOf?: (basis: CustomerBasis) => VirtualCustomer;
  /** Held-out purchases that the gate asks about, at most. @default {500} */
  gateCases?: number;
  /** Personas that answer the gate's A/A and known-bad arms, at most. @default {all} */
  gatePersonas?: number;
  /** Why no language model answers. @default {null} */
  notice?: string | null;
  /** @default {ASSUMPTIONS} */
  assumptions?: Assumptions;
  /** @default {silent} */
  progress?: Progress;
}

/** What {@linkcode simulate} finds, with the answers one by one. */
export interface SimulationRun {
  readonly simulation: Simulation;
  readonly observations: readonly Observation[];
  readonly personas: readonly Persona[];
}

/**
 * Simulates "the ranker's articles at the personal hour" (B) against "popular articles at a random
 * hour" (A). Everything is learned from lines before `shop.asOf`; the gate's held-out purchases are
 * those of the last horizon before it, and its customers know nothing of them.
 *
 * @param customers Codes of the personas.
 * @param recommended Arm B's articles and hour per customer.
 * @param name Names of article codes.
 * @throws {RangeError} If history is too short to fit a virtual customer and to hold a horizon back.
 */
export async function simulate(
  shop: Snapshot,
  customers: Uint32Array,
  recommended: ReadonlyMap<number, Recommended>,
  name: (article: number) => string,
  options: SimulateOptions = {},
): Promise<SimulationRun> {
  const { design = "randomised", horizon = 7, seed = 1, notice = null } = options;
  const { progress = silent, assumptions = ASSUMPTIONS } = options;
  const before = dayOf(shop, shop.asOf - horizon, name, options);
  progress.note("Simulation: the validity gate");
  const { gate, pilot } = await runGate(shop, before, customers, options);
  const plan = planExperiment(customers.length, design, pilot);
  const now = dayOf(shop, shop.asOf, name, options);
  const arms = [
    popularArm(now.facts, armOptions(shop, options)),
    recommendedArm(recommended, armOptions(shop, options)),
  ] as const;
  const personas = Array.from(customers, (customer) => now.maker.of(customer));
  progress.note(`Simulation: ${personas.length} personas, ${design}`);
  const observations = await observe(now.customer, personas, arms, { design, seed });
  const analysis = analyse(observations, design);
  const shares = answerShares(now.customer, observations.map(({ answer }) => answer));
  return {
    personas,
    observations,
    simulation: {
      simulated: true,
      statement: STATEMENT,
      sentence: sentenceOf(analysis, gate, shares),
      asOf: dayText(shop.asOf),
      horizonDays: horizon,
      seed,
      notice,
      shares,
      assumptions,
      gate: { ...gate, asOf: dayText(before.facts.asOf) },
      plan,
      arms: [arms[0].description, arms[1].description],
      analysis,
      model: modelFacts(now.model),
      examples: examplesOf(observations, arms, now),
      patterns: shoppingPatterns(shop, now.facts),
    },
  };
}

interface Day {
  facts: ArticleFacts;
  model: ChoiceModel;
  maker: ReturnType<typeof personaMaker>;
  wording: Wording;
  customer: VirtualCustomer;
}

/** Everything that is known, and who answers, on the morning of a day. */
function dayOf(
  shop: Snapshot,
  asOf: EpochDay,
  name: (article: number) => string,
  options: SimulateOptions,
): Day {
  const { horizon = 7, seed = 1, assumptions = ASSUMPTIONS, customerOf } = options;
  const facts = articleFacts(shop, asOf);
  const model = fitChoiceModel(shop, asOf, { horizon, seed });
  const rule = ruleBasedCustomer(model, facts, everybodysHours(shop, asOf), { assumptions, seed });
  const words = wording(facts, name);
  const customer = customerOf?.({ rule, wording: words }) ?? rule;
  return { facts, model, maker: personaMaker(shop, facts), wording: words, customer };
}

function everybodysHours(shop: Snapshot, asOf: EpochDay): Float64Array | null {
  const { minute, day } = shop.orders;
  if (minute === null) return null;
  const hours = new Float64Array(24);
  for (let i = 0; i < minute.length; i++) {
    if (day[i]! < asOf) hours[Math.floor(minute[i]! / 60)]! += 1;
  }
  return hours;
}

function armOptions(shop: Snapshot, { size = 12, seed = 1 }: SimulateOptions) {
  return { size, seed, hours: shop.orders.minute !== null };
}

/** Streams of random draws: one per purpose, so that no two answers share theirs. */
const STREAM = { armA: 0, armB: 1, pilot: 2, knownBad: 3 };

async function runGate(
  shop: Snapshot,
  { customer, facts, maker, model }: Day,
  customers: Uint32Array,
  options: SimulateOptions,
): Promise<{ gate: Gate; pilot: Float64Array }> {
  const { seed = 1, gatePersonas = customers.length } = options;
  const truth = purchasesIn(shop, facts.asOf, shop.asOf);
  const cases = gateCases(truth, maker, facts, { cases: options.gateCases ?? 500, seed });
  if (cases.length === 0) {
    throw new RangeError("Expected held-out purchases with distractors but found none");
  }
  const picks = await pickRates(customer, cases, facts.sold28, { seed });
  const swap = await orderSwapCheck(customer, cases, { seed });
  const personas = Array.from(customers.subarray(0, gatePersonas), (c) => maker.of(c));
  const ask = async (who: VirtualCustomer, arm: Arm, stream: number, of = personas) => {
    const asks = of.map((persona) => ({ persona, message: arm.message(persona.customer) }));
    return clickThrough(asks, await who.answer(asks, stream));
  };
  const popular = popularArm(facts, armOptions(shop, options));
  const answered = await ask(customer, popular, STREAM.pilot);
  const random = await ask(customer, randomArm(facts, armOptions(shop, options)), STREAM.knownBad);
  const checks = [
    ...pickChecks(picks),
    swap,
    aaCheck(answered, { seed }),
    knownBadCheck(answered, random),
  ];
  const pilot = customer.kind === "rule-based" ? answered : await rulePilot();
  return { gate: { passed: checks.every(({ passed }) => passed), checks, picks }, pilot };

  /** A language model's few gate answers tell too little of the spread: the rule's do for the plan. */
  async function rulePilot() {
    const hours = everybodysHours(shop, facts.asOf);
    const rule = ruleBasedCustomer(model, facts, hours, { seed });
    const all = Array.from(customers, (c) => maker.of(c));
    return await ask(rule, popular, STREAM.pilot, all);
  }
}

function clickThrough(asks: readonly Ask[], answers: readonly Answer[]): Float64Array {
  return Float64Array.from(
    asks,
    ({ message }, i) =>
      message.articles.length === 0 ? 0 : answers[i]!.clicked.length / message.articles.length,
  );
}

async function observe(
  customer: VirtualCustomer,
  personas: readonly Persona[],
  arms: readonly [Arm, Arm],
  { design, seed }: { design: Design; seed: number },
): Promise<Observation[]> {
  const observations: Observation[] = [];
  for (const arm of [0, 1] as const) {
    const mine = design === "paired"
      ? personas
      : personas.filter((persona) => assignedArm(persona.customer, seed) === arm);
    const asks = mine.map((persona) => ({
      persona,
      message: arms[arm]!.message(persona.customer),
    }));
    const answers = await customer.answer(asks, arm === 0 ? STREAM.armA : STREAM.armB);
    asks.forEach(({ persona, message }, i) =>
      observations.push({
        persona,
        arm,
        shown: message.articles.length,
        hour: message.hour,
        answer: answers[i]!,
      })
    );
  }
  return observations;
}

function answerShares(customer: VirtualCustomer, answers: readonly Answer[]): AnswerShares {
  const share = (yes: (answer: Answer) => boolean) => answers.filter(yes).length / answers.length;
  return {
    kind: customer.kind,
    description: customer.description,
    answers: answers.length,
    languageModelShare: share(({ by }) => by === "language model"),
    ruleBasedShare: share(({ by }) => by === "rule-based"),
    parseFailureShare: share(({ parseFailure }) => parseFailure),
  };
}

function modelFacts({ weeks, purchases, nothings, coefficients, standardErrors }: ChoiceModel) {
  const names = [...ARTICLE_FEATURES, ...OUTSIDE_FEATURES];
  return {
    weeks: weeks.length,
    purchases,
    nothings,
    weights: names.map((feature, f) => ({
      feature,
      coefficient: coefficients[f]!,
      standardError: standardErrors[f]!,
    })),
  };
}

/** Examples shown of each arm. */
const EXAMPLES = 2;

/** The first answers of each arm with a click, else the first. */
function examplesOf(
  observations: readonly Observation[],
  arms: readonly [Arm, Arm],
  { wording: words }: Day,
): Example[] {
  return ([0, 1] as const).flatMap((arm) => {
    const mine = observations.filter((one) => one.arm === arm);
    const clicked = mine.filter(({ answer }) => answer.clicked.length > 0);
    return [...clicked, ...mine].slice(0, EXAMPLES).map(({ persona, answer }) => ({
      persona: words.persona(persona),
      arm: arm === 0 ? "A" as const : "B" as const,
      message: words.message(arms[arm]!.message(persona.customer)),
      answer: answerWords(answer, words),
    }));
  });
}

function answerWords(answer: Answer, words: Wording): string {
  const names = (articles: readonly number[]) =>
    articles.map((article) => words.item(article).name).join("; ") || "nothing";
  const done = answer.opened
    ? `opened it, clicked ${names(answer.clicked)}, would buy ${names(answer.wouldBuy)}`
    : "did not open it";
  return `${done}; satisfaction ${answer.satisfaction} of 5; because ${answer.reason}`;
}

function dayText(day: EpochDay): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
