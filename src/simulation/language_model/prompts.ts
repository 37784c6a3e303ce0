/**
 * What a language model is asked, and how its answers are read: with a JSON schema, whose ranges
 * are checked again here, since servers bound neither numbers nor lengths of arrays.
 *
 * @module
 */
import { z } from "zod";
import type { Ask, Choice } from "../customer.ts";
import type { Wording } from "../wording.ts";

/** A prompt with the schema of its answer. */
export interface Prompt<T> {
  readonly system: string;
  readonly user: string;
  /** JSON schema for the server. */
  readonly format: object;
  /** The answer; `null` where it cannot be read or is out of range. */
  read(text: string): T | null;
}

/** A message's answer as the model gives it, numbers being places in the message from 1. */
export interface ReadAnswer {
  readonly opened: boolean;
  readonly clicked: readonly number[];
  readonly wouldBuy: readonly number[];
  readonly satisfaction: number;
  readonly reason: string;
}

const PRETEND = "You play one customer of a shop, as the description says, and nobody else. Most " +
  "messages of a shop interest a customer little. Answer in JSON only.";

/**
 * The prompt of a message. The order of the articles is the message's own; nothing tells the arm.
 * A message that was not opened has no clicks, whatever else the answer says.
 */
export function messagePrompt({ persona, message }: Ask, words: Wording): Prompt<ReadAnswer> {
  const place = z.int().min(1).max(Math.max(1, message.articles.length));
  const places = z.array(place).max(message.articles.length);
  const schema = z.object({
    opened: z.boolean(),
    clicked: places,
    would_buy: places,
    satisfaction: z.int().min(1).max(5),
    reason: z.string().max(400),
  });
  return {
    system: PRETEND,
    user: [
      "Who you are:",
      words.persona(persona),
      "",
      ...words.message(message),
      "",
      "Do you open the message at this time? Which articles, by number, do you click, and which " +
      "of those would you buy? How satisfied are you with the message, from 1 to 5? Why, in one " +
      "short sentence?",
    ].join("\n"),
    format: z.toJSONSchema(schema),
    read(text) {
      const found = parse(schema, text);
      if (found === null) return null;
      const clicked = found.opened ? [...new Set(found.clicked)] : [];
      return {
        opened: found.opened,
        clicked,
        wouldBuy: [...new Set(found.would_buy)].filter((n) => clicked.includes(n)),
        satisfaction: found.satisfaction,
        reason: found.reason,
      };
    },
  };
}

/** The prompt of a choice; its answer is a place in the menu from 1. */
export function choicePrompt(choice: Choice, words: Wording): Prompt<number> {
  const { persona, articles, personaKnown = true } = choice;
  const schema = z.object({ pick: z.int().min(1).max(articles.length) });
  const menu = words.message({ articles, hour: null }).slice(1);
  return {
    system: PRETEND,
    user: [
      "Who you are:",
      personaKnown ? words.persona(persona) : "A customer of this shop.",
      "",
      "Which one of these articles do you buy this week?",
      ...menu,
      "",
      "Answer with its number.",
    ].join("\n"),
    format: z.toJSONSchema(schema),
    read: (text) => parse(schema, text)?.pick ?? null,
  };
}

function parse<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
