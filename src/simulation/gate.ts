/**
 * The validity gate: whether a kind of virtual customer behaves like its persona at all. Nothing it
 * says about an experiment is worth reading before it has passed.
 *
 * @module
 */
import type { TestResult } from "../statistics/hypothesis.ts";
import { ksUniformTest } from "../statistics/ks.ts";
import { mcnemarTest } from "../statistics/mcnemar.ts";
import { wilsonInterval } from "../statistics/proportions.ts";
import { createRandom, type Random, shuffle } from "../statistics/random.ts";
import { pairedTTest, welchTTest } from "../statistics/t_test.ts";
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

/** How often each picked the real purchase, at one ratio. */
export interface PickRates {
  readonly distractors: number;
  readonly cases: number;
  readonly chance: number;
  readonly rate: number;
  /** 95 % Wilson interval of the rate. */
  readonly low: number;
  readonly high: number;
  /** The same customers' cases by the rule "the most bought of four weeks". */
  readonly popularity: number;
  /**
   * By the rule "an article bought before, else the most bought": what remembering alone would pick.
   * It is told beside the checks and is none of them.
   */
  readonly boughtBefore: number;
  /** By the same kind of customer that is not told who the persona is. */
  readonly personaFree: number;
  /** Exact McNemar p-values against the two. */
  readonly pValuePopularity: number;
  readonly pValuePersonaFree: number;
  readonly pValueBoughtBefore: number;
  /** Cases and rate among articles that the persona had never bought. */
  readonly firstTimeCases: number;
  readonly firstTimeRate: number;
  /** Cases without a readable pick; they count as wrong. */
  readonly unanswered: number;
}

/** What the gate found. */
export interface Gate {
  readonly passed: boolean;
  readonly checks: readonly GateCheck[];
  readonly picks: readonly PickRates[];
}

/** Options of {@linkcode pickRates}. */
export interface PickOptions {
  /** @default {1} */
  seed?: number;
}

/**
 * Asks for every case at 1:1, 1:3 and 1:9.
 *
 * @param popularity Sales per article before the window.
 */
export async function pickRates(
  customer: VirtualCustomer,
  cases: readonly GateCase[],
  popularity: ArrayLike<number>,
  options: PickOptions = {},
): Promise<PickRates[]> {
  const { seed = 1 } = options;
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
    rates.push(rateOf(cases, { size, own, free, popular, before }));
  }
  return rates;
}

interface Picks {
  size: number;
  own: readonly (number | null)[];
  free: readonly (number | null)[];
  popular: readonly (number | null)[];
  before: readonly (number | null)[];
}

function rateOf(cases: readonly GateCase[], picks: Picks): PickRates {
  const { size, own, free, popular, before } = picks;
  const right = (picks: readonly (number | null)[]) => cases.map((c, i) => picks[i] === c.bought);
  const [mine, theirs, rule, memory] = [right(own), right(free), right(popular), right(before)];
  const share = (yes: readonly boolean[]) => yes.filter(Boolean).length / yes.length;
  const first = mine.filter((_, i) => cases[i]!.firstTime);
  const { low, high } = wilsonInterval(mine.filter(Boolean).length, cases.length);
  return {
    distractors: size,
    cases: cases.length,
    chance: 1 / (1 + size),
    rate: share(mine),
    low,
    high,
    popularity: share(rule),
    boughtBefore: share(memory),
    personaFree: share(theirs),
    pValuePopularity: discordant(mine, rule).pValue,
    pValuePersonaFree: discordant(mine, theirs).pValue,
    pValueBoughtBefore: discordant(mine, memory).pValue,
    firstTimeCases: first.length,
    firstTimeRate: first.length === 0 ? 0 : share(first),
    unanswered: own.filter((pick) => pick === null).length,
  };
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

/** One check per ratio: better than chance, the popularity rule and the persona-free model. */
export function pickChecks(rates: readonly PickRates[]): GateCheck[] {
  return rates.map((rate) => {
    const beatsChance = rate.low > rate.chance;
    const beatsRule = rate.rate > rate.popularity && rate.pValuePopularity < 0.05;
    const beatsFree = rate.rate > rate.personaFree && rate.pValuePersonaFree < 0.05;
    return {
      name: `held-out purchases at 1:${rate.distractors}`,
      passed: beatsChance && beatsRule && beatsFree,
      finding: `picked ${percent(rate.rate)} of ${rate.cases} real purchases (95 % interval ` +
        `${percent(rate.low)} to ${percent(rate.high)}); chance ${percent(rate.chance)}, ` +
        `popularity rule ${percent(rate.popularity)}, persona-free model ` +
        `${
          percent(rate.personaFree)
        }; the rule "bought before, else popular", which remembers and ` +
        `no more, ${percent(rate.boughtBefore)} (p = ${rate.pValueBoughtBefore.toPrecision(2)}); ` +
        `first-time purchases ${percent(rate.firstTimeRate)} of ` +
        `${rate.firstTimeCases}`,
    };
  });
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

/** Random splits of an A/A check. */
const SPLITS = 400;

/**
 * A/A: answers to one arm, split at random many times; the p-values of "both halves are the same"
 * must be uniform.
 *
 * @param outcome One figure per persona, all under the same arm.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { aaCheck } from "./gate.ts";
 *
 * assert.equal(aaCheck(Float64Array.from({ length: 400 }, (_, i) => i % 7)).passed, true);
 * assert.equal(aaCheck(new Float64Array(400)).passed, false); // nothing to tell apart
 * ```
 */
export function aaCheck(outcome: Float64Array, options: PickOptions = {}): GateCheck {
  const random = createRandom(options.seed ?? 1, 34);
  const values = outcome.slice();
  const runs: AaRun[] = [];
  const half = Math.floor(values.length / 2);
  for (let s = 0; s < SPLITS && half > 1; s++) {
    shuffle(values, random);
    const { pValue, difference } = welchTTest(values.subarray(0, half), values.subarray(half));
    if (!Number.isNaN(pValue)) runs.push({ pValue, distance: Math.abs(difference.estimate) });
  }
  const name = "A/A runs";
  if (runs.length < SPLITS) {
    return { name, passed: false, finding: "the answers do not differ at all: nothing to test" };
  }
  const pValues = spreadTies(runs, random);
  const { pValue } = ksUniformTest(pValues);
  const below = pValues.filter((p) => p < 0.05).length / SPLITS;
  return {
    name,
    passed: pValue > 0.01,
    finding: `${SPLITS} A/A runs: ${percent(below)} of the p-values below 5 %; ` +
      `uniform by Kolmogorov–Smirnov p = ${pValue.toPrecision(2)}`,
  };
}

interface AaRun {
  pValue: number;
  distance: number;
}

/**
 * Few clicks leave few possible differences, so p-values come in lumps that no test of uniformity
 * would forgive. Each lump is spread at random half-way to its neighbours.
 */
function spreadTies(runs: readonly AaRun[], random: Random): number[] {
  const lumps = new Map<number, number[]>();
  const grain = 1e-9 * runs.reduce((most, { distance }) => Math.max(most, distance), 1e-300);
  for (const { pValue, distance } of runs) {
    const key = Math.round(distance / grain);
    lumps.set(key, [...lumps.get(key) ?? [], pValue]);
  }
  const ordered = [...lumps].sort((a, b) => b[0] - a[0]).map(([, list]) => list);
  const middles = ordered.map((list) => list.reduce((a, b) => a + b, 0) / list.length);
  return ordered.flatMap((list, g) => {
    const low = g === 0 ? 0 : (middles[g - 1]! + middles[g]!) / 2;
    const high = g === ordered.length - 1 ? 1 : (middles[g]! + middles[g + 1]!) / 2;
    return list.map(() => low + random.uniform() * (high - low));
  });
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
