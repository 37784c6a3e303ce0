/**
 * The simulated experiment from start to end: gate, plan, answers, analysis.
 *
 * @module
 */
import { purchasesIn } from "../ingest/purchases.ts";
import type { EpochDay, Snapshot } from "../ingest/shop.ts";
import { type Progress, silent } from "../progress.ts";
import { type AaRuns, aaRuns, replaying } from "./aa.ts";
import { analyse, type Observation } from "./analysis.ts";
import { type ArticleFacts, articleFacts } from "./article_facts.ts";
import { type ArticleWords, articleWords } from "./article_words.ts";
import { ARTICLE_FEATURES, OUTSIDE_FEATURES } from "./choice_features.ts";
import type { Answer, VirtualCustomer } from "./customer.ts";
import { type Design, planExperiment } from "./design.ts";
import { asksOf, clickThrough, observe, STREAM } from "./experiment.ts";
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
import { answerCells, takeApart } from "./head_start.ts";
import { fitHourHabits, type HourHabits } from "./hour_habits.ts";
import { type Arm, popularArm, randomArm, type Recommended, recommendedArm } from "./messages.ts";
import { shoppingPatterns } from "./patterns.ts";
import { type Persona, personaMaker } from "./personas.ts";
import {
  type AnswerShares,
  type Example,
  HOUR_REACTIONS,
  type HourEffect,
  sentenceOf,
  type Simulation,
  STATEMENT,
} from "./results.ts";
import { ASSUMPTIONS, type Assumptions, rulePlayers } from "./rule_based.ts";
import { TooLittle } from "./too_little.ts";
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
 * @throws {TooLittle} If history is too short to fit a virtual customer and to hold a horizon back.
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
  const words = articleWords(name, shop.orders.articles);
  const before = dayOf(shop, shop.asOf - horizon, name, words, options);
  progress.note("Simulation: the validity gate");
  const { picked, pilot } = await runGate(shop, before, customers, options);
  const plan = planExperiment(customers.length, design, pilot);
  const now = dayOf(shop, shop.asOf, name, words, options);
  const arms = armsOf(shop, now, recommended, options);
  const personas = Array.from(customers, (customer) => now.maker.of(customer));
  progress.note(`Simulation: ${personas.length} personas, ${design}`);
  const observations = await observe(now.customer(seed), personas, arms, { design, seed });
  const analysis = analyse(observations, design);
  const shares = answerShares(now.customer(seed), observations.map(({ answer }) => answer));
  progress.note("Simulation: A/A runs, and where the gain comes from");
  const some = personas.slice(0, options.gatePersonas);
  const aa = await aaOfBoth(shop, now, some.slice(0, AA_PERSONAS), recommended, options);
  const headStart = await headStartOf(now, some, arms, options);
  const checks = [...picked.checks, ...aa.map(aaCheck)];
  const gate = { passed: checks.every(({ passed }) => passed), checks, picks: picked.picks, aa };
  return {
    personas,
    observations,
    simulation: {
      simulated: true,
      statement: STATEMENT,
      sentence: sentenceOf(analysis, gate, shares, headStart),
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
      headStart,
      model: modelFacts(now.model),
      examples: examplesOf(observations, arms, now),
      patterns: shoppingPatterns(shop, now.facts),
    },
  };
}

interface Day {
  facts: ArticleFacts;
  model: ChoiceModel;
  habits: HourHabits | null;
  maker: ReturnType<typeof personaMaker>;
  wording: Wording;
  /** The virtual customer with the draws of a seed. */
  customer(seed: number): VirtualCustomer;
  /** The rule-based one, whoever answers. */
  rule(seed: number, assumptions?: Assumptions): VirtualCustomer;
}

/** Everything that is known, and who answers, on the morning of a day. */
function dayOf(
  shop: Snapshot,
  asOf: EpochDay,
  name: (article: number) => string,
  articleWords: ArticleWords | null,
  options: SimulateOptions,
): Day {
  const { horizon = 7, seed = 1, assumptions = ASSUMPTIONS, customerOf } = options;
  const facts = articleFacts(shop, asOf, articleWords);
  const model = fitChoiceModel(shop, asOf, { horizon, seed, words: articleWords });
  const habits = fitHourHabits(shop, asOf, { horizon });
  const players = rulePlayers(model, facts, habits, assumptions);
  const words = wording(facts, name);
  return {
    facts,
    model,
    habits,
    maker: personaMaker(shop, facts),
    wording: words,
    customer: (own) => customerOf?.({ rule: players(own), wording: words }) ?? players(own),
    rule: (own, other) =>
      other === undefined ? players(own) : rulePlayers(model, facts, habits, other)(own),
  };
}

function armOptions(shop: Snapshot, { size = 12, seed = 1 }: SimulateOptions) {
  return { size, seed, hours: shop.orders.minute !== null };
}

function armsOf(
  shop: Snapshot,
  { facts }: Day,
  recommended: ReadonlyMap<number, Recommended>,
  options: SimulateOptions,
): readonly [Arm, Arm] {
  const own = armOptions(shop, options);
  return [popularArm(facts, own), recommendedArm(recommended, own)];
}

/** Personas of an A/A run, at most. */
const AA_PERSONAS = 1000;

/** A/A runs with A's policy in both arms, then with B's. */
async function aaOfBoth(
  shop: Snapshot,
  day: Day,
  personas: readonly Persona[],
  recommended: ReadonlyMap<number, Recommended>,
  options: SimulateOptions,
): Promise<AaRuns[]> {
  const { design = "randomised", seed = 1 } = options;
  const found: AaRuns[] = [];
  for (const policy of [0, 1] as const) {
    const arm = (own: number) => armsOf(shop, day, recommended, { ...options, seed: own })[policy];
    const slow = day.customer(seed);
    const replayed = slow.kind === "rule-based" ? null : await replaying(slow, personas, arm(seed));
    found.push(
      await aaRuns({
        personas,
        // Somebody who always says the same of the same would say it in both arms of a pair.
        design: replayed ? "randomised" : design,
        arms: (own) => {
          const both = arm(own);
          return [both, both];
        },
        customer: (own) => replayed ?? day.customer(own),
      }, { seed }),
    );
  }
  return found;
}

/** Answers of each rule-based persona in each cell, so that the dice hide little. */
const ROUNDS = 5;

/** Takes B's gain apart; `null` where the shop has no times of day, so that articles are all. */
async function headStartOf(
  day: Day,
  personas: readonly Persona[],
  arms: readonly [Arm, Arm],
  { seed = 1, assumptions = ASSUMPTIONS }: SimulateOptions,
): Promise<HourEffect | null> {
  const { habits } = day;
  if (habits === null) return null;
  const apart = async (customer: VirtualCustomer) => {
    const rounds = customer.kind === "rule-based" ? ROUNDS : 1;
    return takeApart(await answerCells(customer, personas, arms, rounds), { seed, rounds });
  };
  const customer = day.customer(seed);
  const found = await apart(customer);
  const byReaction = [];
  for (const hourReaction of customer.kind === "rule-based" ? HOUR_REACTIONS : []) {
    const { gain, hourShare } = hourReaction === assumptions.hourReaction
      ? found
      : await apart(day.rule(seed, { ...assumptions, hourReaction }));
    byReaction.push({ hourReaction, gain, hourShare });
  }
  const { prior, orders, gain } = habits;
  return { ...found, byReaction, habits: { prior, orders, gain } };
}

async function runGate(
  shop: Snapshot,
  day: Day,
  customers: Uint32Array,
  options: SimulateOptions,
): Promise<{ picked: Pick<Gate, "checks" | "picks">; pilot: Float64Array }> {
  const { seed = 1, gatePersonas = customers.length } = options;
  const { facts, maker } = day;
  const customer = day.customer(seed);
  const truth = purchasesIn(shop, facts.asOf, shop.asOf);
  const most = { cases: options.gateCases ?? 500, seed };
  const cases = gateCases(truth, maker, facts, most);
  const news = gateCases(truth, maker, facts, { ...most, firstTime: true });
  if (cases.length === 0) {
    throw new TooLittle("Expected held-out purchases with distractors but found none");
  }
  const picks = [
    ...await pickRates(customer, cases, facts.sold28, { seed }),
    ...await pickRates(customer, news, facts.sold28, { seed, newOnly: true }),
  ];
  const swap = await orderSwapCheck(customer, cases, { seed });
  const personas = Array.from(customers.subarray(0, gatePersonas), (c) => maker.of(c));
  const ask = async (who: VirtualCustomer, arm: Arm, stream: number, of = personas) => {
    const asks = asksOf(of, arm);
    return clickThrough(asks, await who.answer(asks, stream));
  };
  const popular = popularArm(facts, armOptions(shop, options));
  const answered = await ask(customer, popular, STREAM.pilot);
  const random = await ask(customer, randomArm(facts, armOptions(shop, options)), STREAM.knownBad);
  const checks = [...pickChecks(picks), swap, knownBadCheck(answered, random)];
  // A language model's few gate answers tell too little of the spread: the rule's do for the plan.
  const pilot = customer.kind === "rule-based"
    ? answered
    : await ask(day.rule(seed), popular, STREAM.pilot, Array.from(customers, (c) => maker.of(c)));
  return { picked: { checks, picks }, pilot };
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
