/**
 * What any virtual customer is asked and what it answers.
 *
 * @module
 */
import type { Persona } from "./personas.ts";

/** A message as a virtual customer sees it: neither arm nor score is in it. */
export interface Message {
  /** Article codes in the order shown. */
  readonly articles: readonly number[];
  /** Local hour at which it comes; `null` where the shop has no times of day. */
  readonly hour: number | null;
}

/** Who answered. */
export type Answerer = "rule-based" | "language model";

/** One answer to a message. */
export interface Answer {
  readonly opened: boolean;
  /** Clicked article codes. */
  readonly clicked: readonly number[];
  /** Article codes it would buy. */
  readonly wouldBuy: readonly number[];
  /** 1–5. */
  readonly satisfaction: number;
  readonly reason: string;
  readonly by: Answerer;
  /** Whether the language model's own answer could not be read, so that the rule answered. */
  readonly parseFailure: boolean;
}

/** A message for a persona. */
export interface Ask {
  readonly persona: Persona;
  readonly message: Message;
}

/** A menu from which a persona is to name the one article it is likeliest to buy. */
export interface Choice {
  readonly persona: Persona;
  readonly articles: readonly number[];
  /** Whether the virtual customer is told who the persona is. @default {true} */
  readonly personaKnown?: boolean;
}

/** A kind of virtual customer. */
export interface VirtualCustomer {
  readonly kind: Answerer;
  /** What it is, in words, for every output. */
  readonly description: string;
  /** Answers in the order of the asks; `stream` tells independent draws of one seed apart. */
  answer(asks: readonly Ask[], stream: number): Promise<Answer[]>;
  /** The article named per choice, `null` where none was named or the answer was unreadable. */
  choose(choices: readonly Choice[], stream: number): Promise<(number | null)[]>;
}
