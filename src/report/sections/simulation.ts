/**
 * The simulated A/B test: the finding in a sentence, then whether the virtual customers can be
 * believed at all, then everything else.
 *
 * @module
 */
import { METRICS, type SegmentContrast } from "../../simulation/analysis.ts";
import type { Patterns } from "../../simulation/patterns.ts";
import {
  isSimulation,
  type NoSimulation,
  simulatedBy,
  type Simulation,
} from "../../simulation/results.ts";
import { type Figure, figure } from "../figures/figure.ts";
import { figurePart, type Html, parts, type Section, tablePart, textPart } from "../page.ts";
import { gainParts } from "./simulated_gain.ts";
import { gateParts } from "./simulation_gate.ts";
import { count, percent } from "./words.ts";

/** The section. */
export function simulationSection(found: Simulation | NoSimulation): Section {
  const title = "Simulated A/B test";
  if (!isSimulation(found)) {
    const text = `Nothing was simulated. ${found.noSimulation}.`;
    return { id: "simulation", title, body: textPart(text, "hx-warning") };
  }
  return {
    id: "simulation",
    title,
    body: parts(
      textPart(found.sentence, found.gate.passed ? "hx-lead" : "hx-warning"),
      textPart(found.statement, "hx-warning"),
      textPart(answeredText(found)),
      ...gateParts(found),
      textPart(planText(found)),
      armTable(found),
      guardrailTable(found),
      ...gainParts(found),
      ...looksParts(found),
      ...segmentParts(found),
      exampleTable(found),
      textPart(modelText(found), "hx-note"),
    ),
  };
}

function answeredText({ shares, notice, arms, gate }: Simulation): string {
  const who = `${count(shares.answers)} answers: ${percent(shares.languageModelShare)} by the ` +
    `language model, ${percent(shares.ruleBasedShare)} by the rule-based persona (${
      simulatedBy(shares)
    }).`;
  const why = notice === null ? "" : ` No language model answered (${notice}).`;
  return `A: ${arms[0]}. B: ${
    arms[1]
  }. ${who}${why} The gate looked at purchases from ${gate.asOf}.`;
}

/** What the simulated experiment could find, planned before anybody was asked. */
export function planText({ plan, analysis, shares }: Simulation): string {
  const { sampleRatio } = analysis;
  const ratio = sampleRatio === null
    ? "Every persona answered both arms."
    : `Sample-ratio check: p = ${sampleRatio.pValue.toPrecision(2)}, ${
      sampleRatio.mismatch ? "MISMATCH" : "as planned"
    }.`;
  const need = plan.personasForFifth === null
    ? ""
    : ` A lift of 20 % would need about ${count(plan.personasForFifth)}.`;
  return `Planned first: ${count(plan.personas)} personas, ${plan.design}; with power ${
    percent(plan.power, 0)
  } at level ${percent(plan.alpha, 0)} they show a difference of click-through of ${
    percent(plan.minimumDifference, 2)
  } from a simulated pilot of ${percent(plan.pilotMean, 2)}.${need} ${ratio} (${
    simulatedBy(shares)
  })`;
}

function armTable({ analysis, shares }: Simulation): Promise<Html> {
  const [a, b] = analysis.arms;
  const metrics = Object.entries(METRICS) as [keyof typeof METRICS, string][];
  const shown = (metric: keyof typeof METRICS, arm: typeof a) => {
    const { mean, low, high } = arm.metrics[metric];
    return metric === "satisfaction"
      ? `${mean.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`
      : `${percent(mean, 2)} (${percent(low, 2)} to ${percent(high, 2)})`;
  };
  return tablePart(
    `Both arms, ${simulatedBy(shares)}; 95 % intervals by persona`,
    [{ title: "simulated metric" }, { title: "A", number: true }, { title: "B", number: true }],
    [
      ["personas", count(a.personas), count(b.personas)],
      ...metrics.map(([metric, text]) => [text, shown(metric, a), shown(metric, b)]),
    ],
    new Set([1]),
  );
}

function guardrailTable({ analysis, shares }: Simulation): Promise<Html> {
  const { primary, guardrails } = analysis;
  const p = (value: number | null) => value === null ? "–" : value.toPrecision(2);
  const range = ({ low, high, estimate }: typeof primary, digits = 4) =>
    `${estimate.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
  const lift = primary.lift === null
    ? "–"
    : `${percent(primary.lift.mean)} (${percent(primary.lift.low)} to ${
      percent(primary.lift.high)
    })`;
  return tablePart(
    `Differences B − A, ${simulatedBy(shares)}`,
    [
      { title: "simulated metric" },
      { title: "difference (95 %)", number: true },
      { title: "p", number: true },
      { title: "verdict" },
    ],
    [
      ["CTR (primary)", range(primary), p(primary.pValue), `lift ${lift}`],
      ...(primary.cuped === null ? [] : [[
        "CTR after CUPED on earlier purchase days",
        range({ ...primary, ...primary.cuped }),
        p(primary.cuped.pValue),
        `${percent(primary.cuped.reduction)} of the variance taken out`,
      ]]),
      ...guardrails.map(({ metric, difference, holm, harmed }) => [
        `${METRICS[metric].split(":")[0]} (guardrail)`,
        range({ ...primary, ...difference }),
        p(holm),
        harmed ? "HARMED" : "not harmed",
      ]),
      [
        "share of personas with a click",
        "–",
        "–",
        `P(B is better) = ${primary.probabilityBBetter.toFixed(3)}`,
      ],
    ],
    new Set([0]),
  );
}

/** What peeking at the simulated answers would have shown, and from when on it would have been enough. */
export function looksFigure({ analysis, shares }: Simulation): Figure | null {
  const { looks } = analysis;
  if (looks.length < 2) return null;
  const first = looks.find(({ pValue }) => pValue < 0.05);
  return figure({
    title: first === undefined
      ? "However often one looks, the simulated arms cannot be told apart"
      : `After ${count(first.answers)} of ${
        count(looks.at(-1)!.answers)
      } simulated answers the arms can be told apart, however often one looks`,
    subtitle: `share of personas with a click, B − A, with its always-valid 95 % interval; ${
      simulatedBy(shares)
    }`,
    x: { label: "simulated answers so far, in random order", format: "integer" },
    y: { label: "difference of the simulated share with a click", format: "percent" },
    marks: [{
      mark: "line",
      name: "always-valid interval",
      x: looks.map(({ answers }) => answers),
      y: looks.map(({ estimate }) => estimate),
      low: looks.map(({ low }) => low),
      high: looks.map(({ high }) => high),
    }],
    references: [{ axis: "y", at: 0, label: "no difference" }],
  });
}

/** The primary metric by segment, with intervals. */
export function segmentFigure({ analysis, shares }: Simulation): Figure | null {
  const { segments } = analysis;
  if (segments.length === 0) return null;
  const clear = segments.filter(({ holm }) => holm !== null && holm < 0.05).length;
  return figure({
    title: `In ${clear} of ${segments.length} segments the simulated arms differ after Holm's ` +
      `correction`,
    subtitle: `difference of click-through B − A with 95 % intervals; ${simulatedBy(shares)}`,
    x: { label: "difference of simulated click-through", format: "percent" },
    y: { label: "segment", kind: "category" },
    marks: [{
      mark: "points",
      horizontal: true,
      x: segments.map(({ difference }) => difference.estimate),
      y: segments.map(segmentName),
      low: segments.map(({ difference }) => difference.low),
      high: segments.map(({ difference }) => difference.high),
    }],
    references: [{ axis: "x", at: 0, label: "no difference" }],
  });
}

/** Rows of the segments. */
export function segmentRows({ analysis }: Simulation): Record<string, string | number>[] {
  return analysis.segments.map((segment) => ({
    segment: segmentName(segment),
    personas: segment.personas,
    "simulated CTR A": percent(segment.a, 2),
    "simulated CTR B": percent(segment.b, 2),
    "p, Holm": segment.holm?.toPrecision(2) ?? "–",
    "p, Benjamini–Hochberg": segment.benjaminiHochberg?.toPrecision(2) ?? "–",
  }));
}

function segmentName({ by, segment }: SegmentContrast): string {
  return `${by}: ${segment}`;
}

function looksParts(found: Simulation): Html[] {
  const shown = looksFigure(found);
  return shown === null ? [] : [figurePart(shown)];
}

function segmentParts(found: Simulation): (Html | Promise<Html>)[] {
  const shown = segmentFigure(found);
  if (shown === null) return [];
  const rows = segmentRows(found);
  const titles = Object.keys(rows[0]!);
  return [
    figurePart(shown),
    tablePart(
      `By segment, ${simulatedBy(found.shares)}; p-values corrected over all segments`,
      titles.map((title, i) => ({ title, number: i > 0 })),
      rows.map((row) => titles.map((title) => String(row[title]))),
    ),
  ];
}

/** Rows of what some personas were shown and said. */
export function exampleRows({ examples }: Simulation): Record<string, string>[] {
  return examples.map(({ persona, message, answer, arm }) => ({
    persona: persona.replaceAll("\n", " "),
    "was shown": message.join(" "),
    "and, simulated,": answer,
    "arm (not shown to it)": arm,
  }));
}

function exampleTable(found: Simulation): Promise<Html> {
  const rows = exampleRows(found);
  const titles = Object.keys(rows[0] ?? { persona: "" });
  return tablePart(
    `What personas saw and said, ${simulatedBy(found.shares)}`,
    titles.map((title) => ({ title })),
    rows.map((row) => titles.map((title) => row[title]!)),
  );
}

function modelText({ model, assumptions, shares }: Simulation): string {
  const weights = model.weights.map(({ feature, coefficient, standardError }) =>
    `${feature} ${coefficient.toFixed(2)} ± ${standardError.toFixed(2)}`
  ).join(", ");
  return `The rule-based customer was fitted on ${count(model.purchases)} purchases and ${
    count(model.nothings)
  } customer weeks without one, from ${model.weeks} windows before the day: ${weights}. Assumed, ` +
    `since orders cannot tell: ${percent(assumptions.openRate, 0)} of the messages are opened at ` +
    `a persona's best hour, at other hours ${
      assumptions.hourReaction === 0 ? "as many" : "fewer in proportion to its order rhythm" +
        (assumptions.hourReaction === 1 ? "" : ` to the power of ${assumptions.hourReaction}`)
    }, and there are ${assumptions.clicksPerPurchase} clicks for each purchase (${
      simulatedBy(shares)
    }).`;
}

/** Which segment buys what: shares of the segments' lines before the day. */
export function patternsFigure({ categories, segments }: Patterns): Figure | null {
  const shown = segments.filter(({ lines }) => lines > 0);
  if (categories.length < 2 || shown.length === 0) return null;
  let [best, where] = [0, { segment: "", category: "" }];
  for (const { segment, shares } of shown) {
    shares.slice(0, -1).forEach((share, i) => {
      if (share > best) [best, where] = [share, { segment, category: categories[i]! }];
    });
  }
  return figure({
    title: `${where.category} is ${percent(best, 0)} of what customers of segment ` +
      `"${where.segment}" buy, the largest share of any`,
    subtitle: "share of each segment's order lines with a known category",
    x: { label: "category", kind: "category" },
    y: { label: "segment", kind: "category" },
    marks: [{
      mark: "heat",
      x: [...categories],
      y: shown.map(({ by, segment }) => `${by}: ${segment}`),
      z: shown.map(({ shares }) => [...shares]),
      label: "share of order lines",
      format: "percent",
    }],
  });
}
