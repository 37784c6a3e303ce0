/**
 * Personas and messages in words: for language models, and for people who want to see what a
 * virtual customer saw.
 *
 * @module
 */
import type { ArticleFacts } from "./article_facts.ts";
import type { Message } from "./customer.ts";
import { AGE_BANDS, FREQUENCY_TIERS, type Persona, PRICE_TIERS } from "./personas.ts";

/** An article as a customer would read it. */
export interface ItemWords {
  readonly name: string;
  /** `""` where the shop does not say, as with `colour` and `price`. */
  readonly category: string;
  readonly colour: string;
  /** Relative to the shop's middle price. */
  readonly price: string;
}

/** Puts one shop's articles and personas into words. */
export interface Wording {
  item(article: number): ItemWords;
  persona(persona: Persona): string;
  /** One line per item, numbered from 1, and the hour. */
  message(message: Message): string[];
}

/**
 * A wording from facts before the day.
 *
 * @param name Name of an article code; its own code stands in for an empty one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { articleFacts } from "./article_facts.ts";
 * import { wording } from "./wording.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 1, price: 2 }], {
 *   articles: 2,
 *   articleAttributes: { product_type_name: ["Mug", "Hat"], colour_group_name: ["Red", "Blue"] },
 * });
 * const words = wording(articleFacts(shop, 5), () => "RED MUG");
 * assert.deepEqual(words.message({ articles: [0], hour: 9 }), [
 *   "A message at 09:00 with these articles:",
 *   "1. RED MUG, Mug, Red",
 * ]);
 * ```
 */
export function wording(facts: ArticleFacts, name: (article: number) => string): Wording {
  const middle = median(facts.logPrice);
  const item = (article: number): ItemWords => ({
    name: name(article) || `article ${article}`,
    category: labelOf(facts.category, article),
    colour: labelOf(facts.colour, article),
    price: priceWords(facts.logPrice[article]! - middle),
  });
  return {
    item,
    persona: (persona) => personaWords(persona, facts, item),
    message: ({ articles, hour }) => [
      `A message${hour === null ? "" : ` at ${clock(hour)}`} with these articles:`,
      ...articles.map((article, i) => `${i + 1}. ${itemLine(item(article))}`),
    ],
  };
}

function itemLine({ name, category, colour, price }: ItemWords): string {
  return [name, category, colour, price].filter((part) => part !== "").join(", ");
}

function labelOf(column: ArticleFacts["category"], article: number): string {
  return column?.labels[column.codes[article] ?? 0] ?? "";
}

function priceWords(distance: number): string {
  if (Number.isNaN(distance) || Math.abs(distance) < 0.2) return "";
  const factor = Math.exp(Math.abs(distance));
  const times = factor < 1.75 ? "somewhat" : factor < 3 ? "clearly" : "far";
  return `${times} ${distance < 0 ? "cheaper" : "dearer"} than usual here`;
}

function median(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known[Math.floor(known.length / 2)] ?? NaN;
}

function clock(hour: number): string {
  return `${String(hour).padStart(2, "0")}:00`;
}

function personaWords(
  persona: Persona,
  facts: ArticleFacts,
  item: (article: number) => ItemWords,
): string {
  const { days, recentDays, recent, hours } = persona;
  const lines = [
    `Age: ${AGE_BANDS[persona.ageBand]}.`,
    ...Object.entries(persona.attributes).map(([name, label]) =>
      `${name.replaceAll("_", " ")}: ${label}.`
    ),
    `Buys: ${FREQUENCY_TIERS[persona.frequencyTier]} (${days} days with a purchase, ` +
    `${recentDays} of them in the last 90 days). Price level: ${PRICE_TIERS[persona.priceTier]}.`,
    tastes("Buys most often", persona.categories, facts.category),
    tastes("Favourite colours", persona.colours, facts.colour),
    recent.length === 0
      ? ""
      : `Bought last: ${recent.map((article) => item(article).name).join("; ")}.`,
    persona.channel > 0 ? `Sales channel: ${persona.channel}.` : "",
    hours && persona.lines > 0 ? `Orders mostly around ${clock(busiestHour(hours))}.` : "",
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function tastes(
  title: string,
  counts: ReadonlyMap<number, number>,
  column: ArticleFacts["category"],
): string {
  const best = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 3);
  if (best.length === 0 || column === null) return "";
  return `${title}: ${best.map(([code, n]) => `${column.labels[code]} (${n})`).join(", ")}.`;
}

function busiestHour(hours: Float64Array): number {
  return hours.indexOf(hours.reduce((a, b) => Math.max(a, b), 0));
}
