/**
 * The path from personas to answers, the same for the experiment, its pilot, its A/A runs and the
 * decomposition of its gain: assignment, messages, virtual customers.
 *
 * @module
 */
import type { Observation } from "./analysis.ts";
import type { Answer, Ask, VirtualCustomer } from "./customer.ts";
import { assignedArm, type Design } from "./design.ts";
import type { Arm } from "./messages.ts";
import type { Persona } from "./personas.ts";

/** Streams of random draws: one per purpose, so that no two answers share theirs. */
export const STREAM = { armA: 0, armB: 1, pilot: 2, knownBad: 3, rounds: 10 };

/** Gives a customer an arm. */
export type Assign = (customer: number, seed: number) => 0 | 1;

/** Options of {@linkcode observe}. */
export interface ObserveOptions {
  readonly design: Design;
  readonly seed: number;
  /** @default {assignedArm} */
  readonly assign?: Assign;
}

/** Assigns every persona, makes its messages and has them answered. */
export async function observe(
  customer: VirtualCustomer,
  personas: readonly Persona[],
  arms: readonly [Arm, Arm],
  { design, seed, assign = assignedArm }: ObserveOptions,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  const given = design === "paired" ? null : personas.map((one) => assign(one.customer, seed));
  for (const arm of [0, 1] as const) {
    const mine = given === null ? personas : personas.filter((_, i) => given[i] === arm);
    const asks = asksOf(mine, arms[arm]);
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

/**
 * What an arm would send some personas.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleFacts } from "./article_facts.ts";
 * import { asksOf } from "./experiment.ts";
 * import { popularArm } from "./messages.ts";
 * import { personaMaker } from "./personas.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 1, day: 5 }]);
 * const facts = articleFacts(shop, 6);
 * const [ask] = asksOf([personaMaker(shop, facts).of(0)], popularArm(facts, { size: 1 }));
 * assert.deepEqual(ask!.message.articles, [1]);
 * ```
 */
export function asksOf(personas: readonly Persona[], arm: Arm): Ask[] {
  return personas.map((persona) => ({ persona, message: arm.message(persona.customer) }));
}

/** Clicked articles per article sent, one figure per ask. */
export function clickThrough(asks: readonly Ask[], answers: readonly Answer[]): Float64Array {
  return Float64Array.from(
    asks,
    ({ message }, i) =>
      message.articles.length === 0 ? 0 : answers[i]!.clicked.length / message.articles.length,
  );
}
