/**
 * Where B's simulated gain comes from: B differs from A in its articles and in its hour, so the
 * same personas answer all four pairs of articles (popular, the ranker's) and hour (random,
 * personal).
 *
 * @module
 */
import { createRandom } from "../statistics/random.ts";
import { quantileOfSorted } from "../statistics/bootstrap.ts";
import type { MeanInterval } from "./analysis.ts";
import type { VirtualCustomer } from "./customer.ts";
import { asksOf, clickThrough, STREAM } from "./experiment.ts";
import { type Arm, crossedArm } from "./messages.ts";
import type { Persona } from "./personas.ts";

/** The four cells: articles, then hour. */
export const CELLS = [
  { articles: "popular", hour: "random" },
  { articles: "ranker's", hour: "random" },
  { articles: "popular", hour: "personal" },
  { articles: "ranker's", hour: "personal" },
] as const;

/** Click-through of the same personas in the four cells, in the order of {@linkcode CELLS}. */
export type CellRates = readonly [Float64Array, Float64Array, Float64Array, Float64Array];

/** The gain of B over A, taken apart; every figure is a difference of click-through. */
export interface HeadStart {
  readonly personas: number;
  /** Answers of each persona in each cell. */
  readonly rounds: number;
  /** Click-through per cell, in the order of {@linkcode CELLS}. */
  readonly cells: readonly MeanInterval[];
  readonly gain: MeanInterval;
  /** The articles' part: their effect at either hour, averaged. */
  readonly articles: MeanInterval;
  /** The hour's part: its effect with either articles, averaged. */
  readonly hour: MeanInterval;
  /** What both together do beyond each alone. */
  readonly interaction: MeanInterval;
  /** Each alone, the other staying as in A. */
  readonly articlesAlone: MeanInterval;
  readonly hourAlone: MeanInterval;
  /** The hour's part of the gain; `null` where the gain's interval holds 0. */
  readonly hourShare: MeanInterval | null;
}

/** Options of {@linkcode takeApart}. */
export interface TakeApartOptions {
  /** @default {1000} */
  resamples?: number;
  /** @default {1} */
  seed?: number;
  /** Answers of each persona that a rate averages. @default {1} */
  rounds?: number;
}

/**
 * Takes the gain apart with `y(articles, hour)` the mean rate of a cell: the articles' part is
 * `((y(r, rnd) − y(p, rnd)) + (y(r, own) − y(p, own))) / 2`, the hour's likewise, so that both add
 * up to the gain (Shapley 1953). Intervals resample personas, all four rates together.
 *
 * @throws {RangeError} If the cells differ in length or are empty.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { takeApart } from "./head_start.ts";
 *
 * const cell = (rate: number) => Float64Array.of(rate, rate);
 * const { gain, articles, hour } = takeApart([cell(1), cell(3), cell(2), cell(6)]);
 * assert.deepEqual([gain.mean, articles.mean, hour.mean], [5, (2 + 4) / 2, (1 + 3) / 2]);
 * ```
 */
export function takeApart(cells: CellRates, options: TakeApartOptions = {}): HeadStart {
  const { resamples = 1000, seed = 1, rounds = 1 } = options;
  const n = cells[0].length;
  if (n === 0 || cells.some(({ length }) => length !== n)) {
    throw new RangeError("Expected the same personas in all four cells but found other lengths");
  }
  const everybody = Uint32Array.from({ length: n }, (_, i) => i);
  const found = figuresOf(means(cells, everybody));
  const random = createRandom(seed, 35);
  const drawn = everybody.slice();
  const samples = found.map(() => new Float64Array(resamples));
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) drawn[i] = random.integer(n);
    figuresOf(means(cells, drawn)).forEach((value, f) => samples[f]![r] = value);
  }
  const intervals = found.map((mean, f) => {
    const sorted = samples[f]!.sort();
    return { mean, low: quantileOfSorted(sorted, 0.025), high: quantileOfSorted(sorted, 0.975) };
  });
  const [gain, articles, hour, interaction, articlesAlone, hourAlone, share] = intervals;
  return {
    personas: n,
    rounds,
    cells: intervals.slice(7),
    gain: gain!,
    articles: articles!,
    hour: hour!,
    interaction: interaction!,
    articlesAlone: articlesAlone!,
    hourAlone: hourAlone!,
    hourShare: gain!.low > 0 || gain!.high < 0 ? share! : null,
  };
}

function means(cells: CellRates, people: Uint32Array): number[] {
  return cells.map((rates) => {
    let sum = 0;
    for (let i = 0; i < people.length; i++) sum += rates[people[i]!]!;
    return sum / people.length;
  });
}

/** Gain, articles, hour, interaction, articles alone, hour alone, the hour's share, four cells. */
function figuresOf(y: readonly number[]): number[] {
  const [a, ranker, personal, b] = y as [number, number, number, number];
  const gain = b - a;
  const hour = (personal - a + b - ranker) / 2;
  return [
    gain,
    (ranker - a + b - personal) / 2,
    hour,
    b - ranker - personal + a,
    ranker - a,
    personal - a,
    gain === 0 ? 0 : hour / gain,
    ...y,
  ];
}

/**
 * Lets the same personas answer all four cells. A round's draws are the same in all cells, so that
 * only articles and hour differ.
 */
export async function answerCells(
  customer: VirtualCustomer,
  personas: readonly Persona[],
  [popular, ranker]: readonly [Arm, Arm],
  rounds: number,
): Promise<CellRates> {
  const arms = [popular, crossedArm(ranker, popular), crossedArm(popular, ranker), ranker];
  const cells = arms.map(() => new Float64Array(personas.length));
  for (const [cell, arm] of arms.entries()) {
    const asks = asksOf(personas, arm);
    for (let round = 0; round < rounds; round++) {
      const rates = clickThrough(asks, await customer.answer(asks, STREAM.rounds + round));
      rates.forEach((rate, i) => cells[cell]![i]! += rate / rounds);
    }
  }
  return cells as unknown as CellRates;
}
