/**
 * The push plan: whom to send what and when, with examples.
 *
 * @module
 */
import { figure } from "../figures/figure.ts";
import { figurePart, type Html, parts, type Section, tablePart, textPart } from "../page.ts";
import { count, DAYS, percent } from "./words.ts";

/** One customer of the plan, with names instead of ids. */
export interface PlanExample {
  readonly customer: string;
  readonly propensity: number;
  /** 1 Monday … 7 Sunday. */
  readonly day: number;
  readonly hour: number | null;
  readonly basis: string;
  readonly articles: readonly string[];
}

/** What the section needs of a plan. */
export interface PlanFacts {
  readonly summary: {
    readonly customers: number;
    readonly recommendations: number;
    readonly expectedBuyers: number;
    readonly sendDays: readonly number[];
    readonly sendHours: readonly number[] | null;
    readonly bases: Readonly<Record<string, number>>;
  };
  /** The customers likeliest to buy. */
  readonly examples: readonly PlanExample[];
}

/** The plan's section. */
export function planSection({ summary, examples }: PlanFacts): Section {
  const bases = Object.entries(summary.bases)
    .map(([basis, n]) => `${percent(n / summary.customers)} ${basis}`).join(", ");
  return {
    id: "plan",
    title: "The push plan",
    body: parts(
      textPart(
        `${count(summary.customers)} customers, ${
          count(summary.recommendations)
        } recommendations. ` +
          `The send times rest on: ${bases}.`,
      ),
      tablePart(
        "The customers likeliest to buy, their time and the first of their articles",
        [
          { title: "customer" },
          { title: "P(buys)", number: true },
          { title: "send" },
          { title: "basis" },
          { title: "articles" },
        ],
        examples.map((example) => [
          example.customer.slice(0, 16),
          percent(example.propensity),
          `${DAYS[example.day - 1]}${
            example.hour === null ? "" : `, ${String(example.hour).padStart(2, "0")}:00`
          }`,
          example.basis,
          example.articles.join(" · "),
        ]),
      ),
      dayFigure(summary.sendDays),
      ...(summary.sendHours === null ? [] : [hourFigure(summary.sendHours)]),
    ),
  };
}

function dayFigure(days: readonly number[]): Html {
  const busiest = DAYS[days.indexOf(Math.max(...days))]!;
  return figurePart(figure({
    title: `Most customers are sent to on ${busiest}`,
    x: { label: "day of the week", kind: "category" },
    y: { label: "customers" },
    marks: [{ mark: "bars", x: DAYS, y: days }],
  }));
}

function hourFigure(hours: readonly number[]): Html {
  const busiest = hours.indexOf(Math.max(...hours));
  return figurePart(figure({
    title: `The commonest send hour is ${String(busiest).padStart(2, "0")}:00`,
    x: { label: "hour of the day, local time", kind: "category" },
    y: { label: "customers" },
    marks: [{ mark: "bars", x: hours.map((_, hour) => String(hour)), y: hours }],
  }));
}
