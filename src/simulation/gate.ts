/**
 * The validity gate: whether a kind of virtual customer behaves like its persona at all. Nothing it
 * says about an experiment is worth reading before it has passed.
 *
 * @module
 */
import type { TestResult } from "../statistics/hypothesis.ts";
import { mcnemarTest } from "../statistics/mcnemar.ts";
import { wilsonInterval } from "../statistics/proportions.ts";
import { createRandom } from "../statistics/random.ts";
import { pairedTTest } from "../statistics/t_test.ts";
import type { AaRuns } from "./aa.ts";
import type { VirtualCustomer } from "./customer.ts";
import { caseMenu, type GateCase } from "./gate_cases.ts";

/** Distractors per held-out purchase. */
export const RATIOS = [1, 3, 9] as const;

/** One check of the gate. */
export interface GateCheck {
  readonly name: string;
  readonly passed: boolean;
  /** What was found, in words. */
  readonly finding: string;
}

/**
 * Which held-out purchases: all of them; of articles bought before or not; and first-time ones
 * among articles that the persona had never bought either, where remembering cannot help.
 */
export const PURCHASES = ["all", "repeated", "first-time", "first-time among new"] as const;

/** One of {@linkcode PURCHASES}. */
export type Purchases = typeof PURCHASES[number];

/** How often a way of picking found the real purchase. */
export interface PickRate {
  readonly rate: number;
  /** 95 % Wilson interval. */
  readonly low: number;
  readonly high: number;
}

/** The same of a rule, with the exact McNemar p-value of "no better, no worse than the customer". */
export interface RivalRate extends PickRate {
  readonly pValue: number;
}

/** How often each picked the real purchase, at one ratio, of some purchases. */
export interface PickRates extends PickRate {
  readonly purchases: Purchases;
  readonly distractors: number;
  readonly cases: number;
  readonly chance: number;
  /** By the rule "the most bought of four weeks". */
  readonly popularity: RivalRate;
  /**
   * By the rule "an article bought before, else the most bought": what remembering alone would pick.
   * It is told beside the checks and is none of them.
   */
  readonly boughtBefore: RivalRate;
  /** By the same kind of customer that is not told who the persona is. */
  readonly personaFree: RivalRate;
  /** Cases without a readable pick; they count as wrong. */
  readonly unanswered: number;
}

/** What the gate found. */
export interface Gate {
  readonly passed: boolean;
  readonly checks: readonly GateCheck[];
  readonly picks: readonly PickRates[];
  /** A/A runs of the experiment's own path, one per policy. */
  readonly aa: readonly AaRuns[];
}

/** Options of {@linkcode pickRates}. */
export interface PickOptions {
  /** @default {1} */
  seed?: number;
  /** Whether all cases are first-time purchases among new articles. @default {false} */
  newOnly?: boolean;
}

/**
 * Asks for every case at 1:1, 1:3 and 1:9, and tells the cases as all, repeated and first-time ones.
 *
 * @param popularity Sales per article before the window.
 */
export async function pickRates(
  customer: VirtualCustomer,
  cases: readonly GateCase[],
  popularity: ArrayLike<number>,
  options: PickOptions = {},
): Promise<PickRates[]> {
  const { seed = 1, newOnly = false } = options;
  const rates: PickRates[] = [];
  for (const size of RATIOS) {
    const menus = cases.map((one, i) => caseMenu(one, size, i, seed));
    const ask = (personaKnown: boolean) =>
      customer.choose(
        cases.map(({ persona }, i) => ({ persona, articles: menus[i]!, personaKnown })),
        100 + size,
      );
    const own = await ask(true);
    const free = await ask(false);
    const popular = menus.map((menu, i) => mostPopular(menu, popularity, i, seed));
    const before = menus.map((menu, i) => {
      const owned = menu.filter((article) => cases[i]!.persona.bought.has(article));
      return mostPopular(owned.length > 0 ? owned : menu, popularity, i, seed);
    });
    const picks = cases.map((one, i) => ({
      firstTime: one.firstTime,
      answered: own[i] !== null,
      own: own[i] === one.bought,
      free: free[i] === one.bought,
      popular: popular[i] === one.bought,
      before: before[i] === one.bought,
    }));
    if (newOnly) rates.push(rateOf("first-time among new", size, picks));
    else {
      rates.push(
        rateOf("all", size, picks),
        rateOf("repeated", size, picks.filter(({ firstTime }) => !firstTime)),
        rateOf("first-time", size, picks.filter(({ firstTime }) => firstTime)),
      );
    }
  }
  return rates.filter(({ cases }) => cases > 0);
}

/** Which ways of picking found the real purchase of one case. */
interface Picks {
  readonly answered: boolean;
  readonly own: boolean;
  readonly free: boolean;
  readonly popular: boolean;
  readonly before: boolean;
}

function rateOf(purchases: Purchases, size: number, picks: readonly Picks[]): PickRates {
  const right = (way: keyof Picks) => picks.map((one) => one[way]);
  const mine = right("own");
  const rival = (way: keyof Picks): RivalRate => ({
    ...shareOf(right(way)),
    pValue: discordant(mine, right(way)).pValue,
  });
  return {
    purchases,
    distractors: size,
    cases: picks.length,
    chance: 1 / (1 + size),
    ...shareOf(mine),
    popularity: rival("popular"),
    boughtBefore: rival("before"),
    personaFree: rival("free"),
    unanswered: picks.filter(({ answered }) => !answered).length,
  };
}

function shareOf(right: readonly boolean[]): PickRate {
  if (right.length === 0) return { rate: 0, low: 0, high: 1 };
  const hits = right.filter(Boolean).length;
  const { low, high } = wilsonInterval(hits, right.length);
  return { rate: hits / right.length, low, high };
}

function discordant(a: readonly boolean[], b: readonly boolean[]): TestResult {
  const only = (x: readonly boolean[], y: readonly boolean[]) =>
    x.filter((yes, i) => yes && !y[i]).length;
  return mcnemarTest(only(a, b), only(b, a));
}

function mostPopular(
  menu: readonly number[],
  sold: ArrayLike<number>,
  place: number,
  seed: number,
) {
  const most = Math.max(...menu.map((a) => sold[a]!));
  const best = menu.filter((a) => sold[a] === most);
  return best[createRandom(seed, 33_000 + place).integer(best.length)]!;
}

/** Purchases that a check is about, and their words. */
const CHECKED: Partial<Record<Purchases, string>> = {
  all: "held-out purchases",
  "first-time among new": "first-time purchases among new articles",
};

/**
 * One check per ratio for all purchases and for first-time ones among new articles: better than
 * chance, the popularity rule and the persona-free model.
 */
export function pickChecks(rates: readonly PickRates[]): GateCheck[] {
  return rates.flatMap((rate) => {
    const about = CHECKED[rate.purchases];
    if (about === undefined) return [];
    const beaten = (rival: RivalRate) => rate.rate > rival.rate && rival.pValue < 0.05;
    return [{
      name: `${about} at 1:${rate.distractors}`,
      passed: rate.low > rate.chance && beaten(rate.popularity) && beaten(rate.personaFree),
      finding: `picked ${percent(rate.rate)} of ${rate.cases} (95 % interval ` +
        `${percent(rate.low)} to ${percent(rate.high)}); chance ${percent(rate.chance)}, ` +
        `popularity rule ${told(rate.popularity)}, persona-free model ` +
        `${told(rate.personaFree)}; the rule "bought before, else popular", which remembers and ` +
        `no more, ${told(rate.boughtBefore)}`,
    }];
  });
}

function told({ rate, pValue }: RivalRate): string {
  return `${percent(rate)} (p = ${pValue.toPrecision(2)})`;
}

/**
 * Whether picks follow the article and not its place: every menu at 1:3 is shown again in reverse.
 *
 * @returns a check that passes where significantly more picks keep the article than the place
 */
export async function orderSwapCheck(
  customer: VirtualCustomer,
  cases: readonly GateCase[],
  options: PickOptions = {},
): Promise<GateCheck> {
  const menus = cases.map((one, i) => caseMenu(one, 3, i, options.seed ?? 1));
  const ask = (turned: boolean) =>
    customer.choose(
      cases.map(({ persona }, i) => ({
        persona,
        articles: turned ? [...menus[i]!].reverse() : menus[i]!,
      })),
      103,
    );
  const [first, second] = [await ask(false), await ask(true)];
  let [article, place] = [0, 0];
  menus.forEach((menu, i) => {
    const [a, b] = [first[i], second[i]];
    if (a === null || b === null || a === undefined || b === undefined) return;
    if (a === b) article++;
    else if (menu.indexOf(a) === menu.length - 1 - menu.indexOf(b)) place++;
  });
  const { pValue } = mcnemarTest(article, place);
  return {
    name: "order swap",
    passed: article > place && pValue < 0.05,
    finding: `in reverse order ${percent(article / cases.length)} of the picks stayed with the ` +
      `article, ${percent(place / cases.length)} with the place`,
  };
}

/** The A/A runs of one policy as a check. */
export function aaCheck(runs: AaRuns): GateCheck {
  const { policy, repetitions, personas, untold, falsePositives: wrong, difference } = runs;
  const name = `A/A runs with ${policy} in both arms`;
  if (runs.uniform === null) {
    const finding = `too few answers differ to tell: ${untold} of ${repetitions} simulated ` +
      `experiments have no p-value`;
    return { name, passed: false, finding };
  }
  return {
    name,
    passed: runs.passed,
    finding: `${repetitions} simulated experiments with ${personas} personas each and other ` +
      `seeds: ${percent(wrong.share)} of the p-values below 5 % (95 % interval ` +
      `${percent(wrong.low)} to ${percent(wrong.high)}); uniform by Kolmogorov–Smirnov p = ` +
      `${runs.uniform.toPrecision(2)}; mean difference ${percent(difference.estimate, 4)} ` +
      `(${percent(difference.low, 4)} to ${percent(difference.high, 4)})`,
  };
}

/**
 * The known-bad arm must lose against arm A, for the same personas.
 *
 * @param popular Click-through of each persona under arm A.
 * @param random Click-through of the same personas under random articles.
 */
export function knownBadCheck(popular: Float64Array, random: Float64Array): GateCheck {
  const { pValue, difference } = pairedTTest(popular, random, { alternative: "greater" });
  const mean = (values: Float64Array) => values.reduce((a, b) => a + b, 0) / values.length;
  return {
    name: "known-bad arm",
    passed: difference.estimate > 0 && pValue < 0.05,
    finding: `simulated click-through ${percent(mean(random), 2)} with random articles, ` +
      `${percent(mean(popular), 2)} with popular ones`,
  };
}

function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}
