/**
 * Whether the virtual customers can be believed at all: the gate's checks, how often real held-out
 * purchases were picked, and the A/A runs.
 *
 * @module
 */
import type { PickRate, Purchases } from "../../simulation/gate.ts";
import { simulatedBy, type Simulation } from "../../simulation/results.ts";
import { type Figure, figure } from "../figures/figure.ts";
import { figurePart, type Html, tablePart } from "../page.ts";
import { count, percent } from "./words.ts";

/** The gate, most telling first. */
export function gateParts(found: Simulation): (Html | Promise<Html>)[] {
  const aa = aaFigure(found);
  return [
    gateTable(found),
    figurePart(gateFigure(found)),
    pickTable(found),
    ...(aa === null ? [] : [figurePart(aa)]),
  ];
}

/** Rows of the gate: each check, whether it passed, and what was found. */
export function gateRows({ gate }: Simulation): { check: string; gate: string; found: string }[] {
  return gate.checks.map(({ name, passed, finding }) => ({
    check: name,
    gate: passed ? "passed" : "FAILED",
    found: finding,
  }));
}

/** The gate's verdict, with who answered. */
export function gateCaption({ gate, shares }: Simulation): string {
  return `Validity gate: ${gate.passed ? "passed" : "FAILED"} (${simulatedBy(shares)})`;
}

function gateTable(found: Simulation): Promise<Html> {
  const rows = gateRows(found);
  const failed = rows.flatMap((row, i) => row.gate === "FAILED" ? [i] : []);
  return tablePart(
    gateCaption(found),
    [{ title: "check" }, { title: "gate" }, { title: "what was found" }],
    rows.map(({ check, gate, found }) => [check, gate, found]),
    new Set(failed),
  );
}

/** Purchases that the figure shows. */
const SHOWN: readonly Purchases[] = ["repeated", "first-time among new"];

/** How often real held-out purchases were picked, beside the rules. */
export function gateFigure({ gate, shares }: Simulation): Figure {
  const picks = SHOWN.flatMap((kind) => gate.picks.filter(({ purchases }) => purchases === kind));
  const all = gate.picks.filter(({ purchases }) => purchases === "all");
  const hardest = all.at(-1)!;
  const first = gate.picks.filter(({ purchases }) => purchases === "first-time among new").at(-1);
  const x = picks.map(({ purchases, distractors }) => `${purchases}, 1:${distractors}`);
  const bars = (name: string, of: (rate: typeof picks[number]) => PickRate) => ({
    mark: "bars" as const,
    name,
    x,
    y: picks.map((rate) => of(rate).rate),
    low: picks.map((rate) => of(rate).low),
    high: picks.map((rate) => of(rate).high),
  });
  return figure({
    title: `Among ${hardest.distractors} articles as popular, the virtual customers pick ` +
      `${percent(hardest.rate)} of the real purchases` +
      (first ? `, ${percent(first.rate)} of the first-time ones among new articles` : "") +
      `; chance ${percent(hardest.chance)}`,
    subtitle: `${count(hardest.cases)} held-out purchases; ${simulatedBy(shares)}`,
    x: { label: "purchases, and real purchase : articles as popular", kind: "category" },
    y: { label: "real purchases picked", format: "percent" },
    marks: [
      bars("virtual customers", (rate) => rate),
      bars("bought before, else popular", ({ boughtBefore }) => boughtBefore),
      bars("persona-free model", ({ personaFree }) => personaFree),
      bars("popularity rule", ({ popularity }) => popularity),
      { mark: "bars", name: "chance", x, y: picks.map(({ chance }) => chance) },
    ],
  });
}

/** Rows of every kind of purchase at every ratio, with 95 % intervals. */
export function pickRows({ gate }: Simulation): Record<string, string | number>[] {
  const told = ({ rate, low, high }: PickRate) =>
    `${percent(rate)} (${percent(low)} to ${percent(high)})`;
  return gate.picks.map((one) => ({
    purchases: one.purchases,
    ratio: `1:${one.distractors}`,
    cases: one.cases,
    "virtual customers": told(one),
    chance: percent(one.chance),
    "popularity rule": told(one.popularity),
    "persona-free model": told(one.personaFree),
    "bought before, else popular": told(one.boughtBefore),
    unreadable: one.unanswered,
  }));
}

/** What {@linkcode pickRows} shows. */
export function pickCaption({ shares }: Simulation): string {
  return `Real held-out purchases picked, ${simulatedBy(shares)}; 95 % intervals`;
}

function pickTable(found: Simulation): Promise<Html> {
  const rows = pickRows(found);
  const titles = Object.keys(rows[0]!);
  return tablePart(
    pickCaption(found),
    titles.map((title, i) => ({ title, number: i > 1 })),
    rows.map((row) => titles.map((title) => String(row[title]))),
  );
}

/** How the p-values of the A/A runs lie; `null` where no run has one. */
export function aaFigure({ gate, shares }: Simulation): Figure | null {
  const runs = gate.aa.filter(({ pValues }) => pValues.length > 0);
  if (runs.length === 0) return null;
  const wrong = runs.map(({ falsePositives }) => percent(falsePositives.share)).join(" and ");
  return figure({
    title: `With the same policy in both arms, ${wrong} of the p-values are below 5 %`,
    subtitle: `the experiment's own path, ${count(runs[0]!.repetitions)} times with other seeds; ` +
      simulatedBy(shares),
    x: { label: "p-value of simulated A/A runs", kind: "category" },
    y: { label: "share of runs", format: "percent" },
    marks: runs.map(({ policy, pValues }) => ({
      mark: "bars" as const,
      name: policy,
      x: Array.from({ length: BINS }, (_, b) => `${b / BINS}–${(b + 1) / BINS}`),
      y: histogram(pValues),
    })),
    references: [{ axis: "y", at: 1 / BINS, label: "uniform" }],
  });
}

const BINS = 10;

function histogram(pValues: readonly number[]): number[] {
  const shares = new Array<number>(BINS).fill(0);
  for (const p of pValues) shares[Math.min(BINS - 1, Math.floor(p * BINS))]! += 1 / pValues.length;
  return shares;
}
