/**
 * `reports/simulation.json`: the simulated experiment as every page and notebook shows it.
 *
 * @module
 */
import type { Analysis } from "./analysis.ts";
import type { Answerer } from "./customer.ts";
import type { Plan } from "./design.ts";
import type { Gate } from "./gate.ts";
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
): string {
  const by = `(${simulatedBy(shares)})`;
  const { primary, arms: [a, b], sampleRatio } = analysis;
  const [ctrA, ctrB] = [a, b].map(({ metrics }) => percent(metrics.clickThrough.mean, 2));
  const range = `${percent(primary.low, 2)} to ${percent(primary.high, 2)}`;
  const rates = `simulated click-through ${ctrB} in B and ${ctrA} in A, difference ` +
    `${percent(primary.estimate, 2)} (95 % interval ${range})`;
  if (!gate.passed) {
    return `The validity gate failed, so these virtual customers tell nothing about B and A: ` +
      `${rates} ${by}.`;
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
  return `In this simulation ${verdict}: ${rates} ${by}.`;
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
