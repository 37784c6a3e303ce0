/**
 * The gate's questions: a persona's real held-out purchase among articles as popular as it.
 *
 * @module
 */
import type { WindowPurchases } from "../ingest/purchases.ts";
import { createRandom, shuffle } from "../statistics/random.ts";
import type { ArticleFacts } from "./article_facts.ts";
import type { Persona, PersonaMaker } from "./personas.ts";

/** One question. */
export interface GateCase {
  readonly persona: Persona;
  /** The article it bought in the held-out window. */
  readonly bought: number;
  /** Whether it had never bought it before. */
  readonly firstTime: boolean;
  /** Articles it did not buy then, as popular before the window; random order. */
  readonly distractors: readonly number[];
}

/** Options of {@linkcode gateCases}. */
export interface GateCasesOptions {
  /** Cases at most, one per buyer. @default {500} */
  cases?: number;
  /** Distractors per case. @default {9} */
  distractors?: number;
  /**
   * Only purchases of articles never bought before, among articles never bought before: what
   * remembering cannot tell. @default {false}
   */
  firstTime?: boolean;
  /** @default {1} */
  seed?: number;
}

/** Distractors are drawn from so many neighbours in popularity for each one wanted. */
const NEIGHBOURS = 4;

/**
 * One case for each drawn buyer of the held-out window. Distractors come from the bought article's
 * neighbours in the order of four weeks' sales before the window.
 *
 * @param maker Personas as of the window's first day.
 * @throws {RangeError} If personas or facts know days of the window.
 */
export function gateCases(
  truth: WindowPurchases,
  maker: PersonaMaker,
  facts: ArticleFacts,
  options: GateCasesOptions = {},
): GateCase[] {
  const { cases = 500, distractors = 9, firstTime = false, seed = 1 } = options;
  if (maker.asOf > truth.from || facts.asOf > truth.from) {
    throw new RangeError(
      `Expected personas as of day ${truth.from} or before but found ${maker.asOf}, ${facts.asOf}`,
    );
  }
  const random = createRandom(seed, 31);
  const order = shuffle(facts.sold28.map((_, a) => a), random)
    .sort((a, b) => facts.sold28[b]! - facts.sold28[a]!);
  const rank = new Uint32Array(order.length);
  order.forEach((a, r) => rank[a] = r);
  const found: GateCase[] = [];
  for (const b of shuffle(truth.buyers.map((_, b) => b), random)) {
    if (found.length === cases) break;
    const basket = truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!);
    const persona = maker.of(truth.buyers[b]!);
    const wanted = firstTime ? basket.filter((article) => !persona.bought.has(article)) : basket;
    if (wanted.length === 0) continue;
    const bought = wanted[random.integer(wanted.length)]!;
    const leaveOut = new Set([...basket, ...(firstTime ? persona.bought.keys() : [])]);
    const near = neighbours(order, rank[bought]!, leaveOut, NEIGHBOURS * distractors);
    if (near.length < distractors) continue;
    found.push({
      persona,
      bought,
      firstTime: !persona.bought.has(bought),
      distractors: shuffle(near, random).slice(0, distractors),
    });
  }
  return found;
}

/** The nearest articles in the order of popularity, as many above as below where there are. */
function neighbours(
  order: Float64Array,
  at: number,
  leaveOut: ReadonlySet<number>,
  count: number,
): number[] {
  const near: number[] = [];
  for (let step = 1; near.length < count && step < order.length; step++) {
    for (const place of [at - step, at + step]) {
      const article = order[place];
      if (article !== undefined && !leaveOut.has(article) && near.length < count) {
        near.push(article);
      }
    }
  }
  return near;
}

/**
 * The menu of a case with its first distractors, in an order drawn from the seed and the case.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { caseMenu } from "./gate_cases.ts";
 *
 * const menu = caseMenu({ bought: 7, distractors: [1, 2, 3] }, 2, 0);
 * assert.deepEqual([...menu].sort(), [1, 2, 7]);
 * ```
 */
export function caseMenu(
  { bought, distractors }: Pick<GateCase, "bought" | "distractors">,
  size: number,
  place: number,
  seed = 1,
): number[] {
  const random = createRandom(seed, 3200 + place);
  return shuffle([bought, ...distractors.slice(0, size)], random);
}
