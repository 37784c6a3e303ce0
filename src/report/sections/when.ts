/**
 * When to send: how well the customers' curves foretell the day and hour of their next order.
 *
 * @module
 */
import type { Metrics } from "../../evaluation/results.ts";
import type { GroupFigures, TimingEvaluation } from "../../timing/evaluate.ts";
import { figure } from "../figures/figure.ts";
import { figurePart, type Html, parts, type Section, tablePart, textPart } from "../page.ts";
import { count, interval, percent } from "./words.ts";

/** The section; `null` where nothing could be tested. */
export function whenSection({ when, data }: Metrics): Section | null {
  if (when === null) return null;
  const known = when.withHistory;
  const text = `The first orders of ${count(known.customers)} known customers in the ` +
    `${when.heldOutDays} days from ${
      new Date(when.cut * 86_400_000).toISOString().slice(0, 10)
    }, ` +
    `foretold from what was known before. Log-loss: less is better.`;
  return {
    id: "when",
    title: "When: day and hour",
    body: parts(
      textPart(text),
      ...(data.hasTimeOfDay
        ? []
        : [textPart("The source has dates only: no hour is ever proposed.", "hx-warning")]),
      lossTable(known),
      ...(known.within === null ? [] : [withinTable(known, known.within)]),
      ...historyFigure(when),
    ),
  };
}

function lossTable(known: GroupFigures): Promise<Html> {
  const rows = [
    ["day of the week", "the shop's curve", interval(known.dayLoss.global)],
    ["day of the week", "the customer's curve", interval(known.dayLoss.customer)],
  ];
  const hour = known.hourLoss;
  if (hour !== null) {
    rows.push(
      ["hour", "the shop's curve", interval(hour.global)],
      ["hour", "the customer's histogram, shrunk", interval(hour.shrunk)],
      ["hour", "the shop's curve of that day", interval(hour.globalByDay)],
      ["hour", "the customer's curve, day not known", interval(hour.customerAnyDay)],
      ["hour", "the customer's curve of that day", interval(hour.customer)],
    );
  }
  return tablePart(
    "Log-loss of the next order's day and hour (95 % intervals)",
    [{ title: "what" }, { title: "foretold by" }, { title: "log-loss", number: true }],
    rows,
  );
}

function withinTable(
  known: GroupFigures,
  within: NonNullable<GroupFigures["within"]>,
): Promise<Html> {
  const gain = known.withinGain;
  const paired = gain === null
    ? ""
    : `; the push plan's hour against the shop's best, paired: ${percent(gain.mean)} (${
      percent(gain.low)
    } to ${percent(gain.high)})`;
  return tablePart(
    `Orders within an hour of the proposed hour (95 % intervals)${paired}`,
    [{ title: "proposal" }, { title: "share", number: true }],
    [
      ["noon for all", within.noon],
      ["the shop's best hour", within.bestGlobal],
      ["the customer's own commonest hour", within.ownMode],
      ["the push plan's hour", within.proposed],
      ["the same, on the day it came", within.proposedGivenDay],
    ].map(([name, figure]) => {
      const { mean, low, high } = figure as { mean: number; low: number; high: number };
      return [String(name), `${percent(mean)} (${percent(low)} to ${percent(high)})`];
    }),
  );
}

function historyFigure({ byHistory }: TimingEvaluation): Html[] {
  const rows = byHistory.flatMap(({ label, figures }) => {
    const gain = figures.hourGainAnyDay ?? figures.dayGain;
    return [{ label, gain }];
  });
  if (rows.length === 0) return [];
  const worst = rows.reduce((a, b) => a.gain.mean < b.gain.mean ? a : b);
  const title = worst.gain.high >= 0
    ? "No group of customers is foretold worse than by the shop's curve"
    : `Customers with ${worst.label} earlier purchase days are foretold worse than by the shop's curve`;
  return [figurePart(figure({
    title,
    subtitle: "Log-loss of the shop's curve minus the customer's, the day of the order not known " +
      "to either, with 95 % intervals",
    x: { label: "earlier purchase days", kind: "category" },
    y: { label: "gain in log-loss" },
    marks: [{
      mark: "points",
      x: rows.map(({ label }) => label),
      y: rows.map(({ gain }) => gain.mean),
      low: rows.map(({ gain }) => gain.low),
      high: rows.map(({ gain }) => gain.high),
    }],
    references: [{ axis: "y", at: 0, label: "the shop's curve" }],
  }))];
}
