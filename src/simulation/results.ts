/**
 * `reports/simulation.json`: the simulated experiment as every page and notebook shows it.
 *
 * @module
 */
import type { Analysis, MeanInterval } from "./analysis.ts";
import type { Answerer } from "./customer.ts";
import type { Plan } from "./design.ts";
import type { Gate } from "./gate.ts";
import type { HeadStart } from "./head_start.ts";
import type { HourHabits } from "./hour_habits.ts";
import type { Patterns } from "./patterns.ts";
import type { Assumptions } from "./rule_based.ts";

/** The file, relative to the workspace. */
export const SIMULATION_FILE = "reports/simulation.json";
/** Personas, patterns, answers and the send plan, relative to the workspace. */
export const SIMULATION_FOLDER = "data/simulation";

/** Who answered, for every sentence about the simulation. */
export interface AnswerShares {
  readonly kind: Answerer;
  readonly description: string;
  readonly answers: number;
  readonly languageModelShare: number;
  readonly ruleBasedShare: number;
  /** Answers of the language model that could not be read; the rule answered in their place. */
  readonly parseFailureShare: number;
}

/** What one persona was shown and said. */
export interface Example {
  readonly persona: string;
  readonly arm: "A" | "B";
  readonly message: readonly string[];
  readonly answer: string;
}

/** A fitted weight of the rule-based customer. */
export interface Weight {
  readonly feature: string;
  readonly coefficient: number;
  readonly standardError: number;
}

/** Reactions to the hour that the gain is told for: none, half-way, in proportion. */
export const HOUR_REACTIONS = [0, 0.5, 1] as const;

/** Where B's simulated gain comes from, and how much of it hangs on an assumption. */
export interface HourEffect extends HeadStart {
  /** The gain under other assumed reactions to the hour; empty for a language model. */
  readonly byReaction: readonly {
    readonly hourReaction: number;
    readonly gain: MeanInterval;
    readonly hourShare: MeanInterval | null;
  }[];
  /** What orders tell of hours: the part that is fitted. */
  readonly habits: Omit<HourHabits, "everybody">;
}

/** `reports/simulation.json`. */
export interface Simulation {
  readonly simulated: true;
  /** What kind of figures these are. */
  readonly statement: string;
  /** The finding in one sentence. */
  readonly sentence: string;
  readonly asOf: string;
  readonly horizonDays: number;
  readonly seed: number;
  /** Why no language model answered; `null` where one did. */
  readonly notice: string | null;
  readonly shares: AnswerShares;
  readonly assumptions: Assumptions;
  readonly gate: Gate & { readonly asOf: string };
  readonly plan: Plan;
  readonly arms: readonly [string, string];
  readonly analysis: Analysis;
  /** `null` where the shop has no times of day: then no hour is sent and none has an effect. */
  readonly headStart: HourEffect | null;
  readonly model: {
    readonly weeks: number;
    readonly purchases: number;
    readonly nothings: number;
    readonly weights: readonly Weight[];
  };
  readonly examples: readonly Example[];
  readonly patterns: Patterns;
}

/** What is left where the shop's history is too short for a simulation. */
export interface NoSimulation {
  readonly simulated: true;
  readonly noSimulation: string;
}

/** Whether there is a simulation to show. */
export function isSimulation(found: Simulation | NoSimulation): found is Simulation {
  return !("noSimulation" in found);
}

/**
 * The words without which no simulated figure is shown.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { simulatedBy } from "./results.ts";
 *
 * const shares = { kind: "rule-based", parseFailureShare: 0 } as const;
 * assert.equal(
 *   simulatedBy(shares),
 *   "simulated by rule-based virtual customers, parse failures 0.0 %",
 * );
 * ```
 */
export function simulatedBy(
  { kind, parseFailureShare }: Pick<AnswerShares, "kind" | "parseFailureShare">,
): string {
  return `simulated by ${kind} virtual customers, parse failures ${percent(parseFailureShare)}`;
}

/**
 * The finding in one sentence; a failed gate or a sample-ratio mismatch comes before any figure.
 */
export function sentenceOf(
  analysis: Analysis,
  gate: Pick<Gate, "passed">,
  shares: Pick<AnswerShares, "kind" | "parseFailureShare">,
  headStart: Pick<HourEffect, "hourShare"> | null,
): string {
  const by = `(${simulatedBy(shares)})`;
  const { primary, arms: [a, b], sampleRatio } = analysis;
  const [ctrA, ctrB] = [a, b].map(({ metrics }) => percent(metrics.clickThrough.mean, 2));
  const range = `${percent(primary.low, 2)} to ${percent(primary.high, 2)}`;
  const rates = `simulated click-through ${ctrB} in B and ${ctrA} in A, difference ` +
    `${percent(primary.estimate, 2)} (95 % interval ${range})`;
  if (!gate.passed) {
    return `The validity gate failed, so these virtual customers tell nothing about B and A ` +
      `${by}; for the record only: ${rates}.`;
  }
  if (sampleRatio?.mismatch) {
    return `The arms' sizes do not fit the plan (sample-ratio mismatch), so nothing follows from ` +
      `${rates} ${by}.`;
  }
  const verdict = primary.pValue === null || primary.pValue >= 0.05
    ? "B and A cannot be told apart"
    : primary.estimate > 0
    ? "B is clicked more than A"
    : "B is clicked less than A";
  return `In this simulation ${verdict}: ${rates}${hourWords(headStart, shares.kind)} ${by}.`;
}

/** How much of the gain is the hour's, and what that rests on. */
function hourWords(
  headStart: Pick<HourEffect, "hourShare"> | null,
  kind: Answerer,
): string {
  if (!headStart?.hourShare) return "";
  const { mean, low, high } = headStart.hourShare;
  const rests = kind === "rule-based"
    ? "an assumed reaction that no data show"
    : "the language model's own idea of hours, which no data show";
  return `; ${percent(mean, 0)} of the gain (${percent(low, 0)} to ${percent(high, 0)}) is the ` +
    `hour's, which is ${rests}, the rest the articles'`;
}

/**
 * What the hour's part rests on, in words for every output.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { hourStatement } from "./results.ts";
 *
 * assert.match(hourStatement(null, "rule-based"), /no times of day/);
 * ```
 */
export function hourStatement(headStart: HourEffect | null, kind: Answerer): string {
  if (headStart === null) {
    return "Orders have no times of day: no hour is sent in either arm, and none has an effect.";
  }
  const { prior, orders, gain } = headStart.habits;
  const foretold = gain === null
    ? "too few orders to say how well they foretell the next one"
    : `per order ${gain.mean.toFixed(3)} nats of log-likelihood more than one rhythm for ` +
      `everybody (95 % interval ${gain.low.toFixed(3)} to ${gain.high.toFixed(3)})`;
  const strength = prior > 1e6 ? "nothing of a customer's own hours counts" : `a customer's own ` +
    `hours count against ${prior} lines of everybody's`;
  const fitted = `Fitted on ${orders} orders before the day: when customers order (${strength}; ` +
    `${foretold}).`;
  return kind === "rule-based"
    ? `${fitted} Assumed, not fitted: that a message is opened in proportion to that order rhythm. ` +
      `No opening was ever seen, so all of the hour's part is the customer model's own assumption.`
    : "The language model reacts to the hour as it likes: its reaction is neither fitted nor " +
      "checked against any data.";
}

/** What kind of figures these are, under every one of them. */
export const STATEMENT =
  "Simulation, not an experiment: virtual customers answered. Levels rest on assumed opening and " +
  "clicking rates; orders alone tell nothing of either. Virtual customers and recommendations " +
  "both learn from the same order history, so a lead of B is expected and only a real test can " +
  "say how much of it is real.";

function percent(value: number, digits = 1): string {
  return `${(100 * value).toFixed(digits)} %`;
}
