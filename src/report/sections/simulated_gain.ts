/**
 * Where B's simulated gain comes from: articles or hour, fitted or assumed.
 *
 * @module
 */
import type { MeanInterval } from "../../simulation/analysis.ts";
import { CELLS } from "../../simulation/head_start.ts";
import {
  type HourEffect,
  hourStatement,
  simulatedBy,
  type Simulation,
} from "../../simulation/results.ts";
import { type Figure, figure } from "../figures/figure.ts";
import { figurePart, type Html, tablePart, textPart } from "../page.ts";
import { count, percent } from "./words.ts";

/** What of the gain is the articles', what the hour's, and what that rests on. */
export function gainParts(found: Simulation): (Html | Promise<Html>)[] {
  const { headStart } = found;
  const statement = textPart(gainStatement(found), "hx-warning");
  if (headStart === null) return [statement];
  const rows = gainRows(headStart);
  const titles = Object.keys(rows[0]!);
  return [
    figurePart(cellFigure(found, headStart)),
    statement,
    tablePart(
      gainCaption(found, headStart),
      titles.map((title, i) => ({ title, number: i > 0 })),
      rows.map((row) => titles.map((title) => row[title]!)),
      new Set([0]),
    ),
  ];
}

/** What is fitted and what is assumed of hours, with who answered. */
export function gainStatement({ headStart, shares }: Simulation): string {
  return `${hourStatement(headStart, shares.kind)} (${simulatedBy(shares)})`;
}

/** What {@linkcode gainRows} shows. */
export function gainCaption({ shares }: Simulation, { personas, rounds }: HourEffect): string {
  return `Where the gain of B over A comes from, ${simulatedBy(shares)}; the same ` +
    `${count(personas)} personas in all four cells, ${rounds} answer${rounds === 1 ? "" : "s"} ` +
    `each; 95 % intervals by persona`;
}

/** Click-through in the four cells. */
export function cellFigure({ shares }: Simulation, { cells, hourShare, gain }: HourEffect): Figure {
  const hours = ["random", "personal"] as const;
  return figure({
    title: hourShare === null
      ? "The simulated gain of B over A may be none, so it has no parts"
      : `${percent(hourShare.mean, 0)} of B's simulated gain of ${percent(gain.mean, 2)} is the ` +
        `hour's (${percent(hourShare.low, 0)} to ${percent(hourShare.high, 0)}), the rest the ` +
        `articles'`,
    subtitle: `click-through of the same personas with 95 % intervals; ${simulatedBy(shares)}`,
    x: { label: "articles", kind: "category" },
    y: { label: "simulated click-through", format: "percent" },
    marks: hours.map((hour) => {
      const places = CELLS.flatMap((cell, i) => cell.hour === hour ? [i] : []);
      return {
        mark: "bars" as const,
        name: `${hour} hour`,
        x: places.map((i) => CELLS[i]!.articles),
        y: places.map((i) => cells[i]!.mean),
        low: places.map((i) => cells[i]!.low),
        high: places.map((i) => cells[i]!.high),
      };
    }),
  });
}

/** Rows of the gain, its parts, and the gain under other assumed reactions to the hour. */
export function gainRows(found: HourEffect): Record<string, string>[] {
  const { gain, articles, hour, articlesAlone, hourAlone, interaction, byReaction } = found;
  const share = (part: MeanInterval) => gain.mean === 0 ? "–" : percent(part.mean / gain.mean, 0);
  const row = (name: string, part: MeanInterval, of = share(part)) => ({
    "simulated difference of click-through": name,
    "95 % interval": `${percent(part.mean, 3)} (${percent(part.low, 3)} to ${
      percent(part.high, 3)
    })`,
    "share of the gain": of,
  });
  const { hourShare } = found;
  return [
    row("gain, B − A", gain),
    row("the articles' part", articles),
    row(
      "the hour's part",
      hour,
      hourShare === null
        ? "–"
        : `${percent(hourShare.mean, 0)} (${percent(hourShare.low, 0)} to ${
          percent(hourShare.high, 0)
        })`,
    ),
    row("articles alone, at the random hour", articlesAlone),
    row("hour alone, with popular articles", hourAlone),
    row("both together beyond each alone", interaction),
    ...byReaction.map(({ hourReaction, gain: other, hourShare: part }) =>
      row(
        `gain if opening ${
          REACTION_WORDS[String(hourReaction)] ?? `follows power ${hourReaction}`
        }`,
        other,
        part === null ? "–" : `of which the hour's ${percent(part.mean, 0)}`,
      )
    ),
  ];
}

const REACTION_WORDS: Readonly<Record<string, string>> = {
  "0": "did not depend on the hour",
  "0.5": "followed the square root of the order rhythm",
  "1": "follows the order rhythm in proportion",
};
