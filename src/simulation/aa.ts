/**
 * A/A: the whole path with the same policy in both arms, many times with other seeds. Whatever
 * tells the arms apart but the policy (an assignment that follows activity, an order of articles
 * or an hour that differs by arm, answers that hang together) shows as p-values that are not
 * uniform, too many of them small, or a difference that does not average to nothing.
 *
 * @module
 */
import { binomialTails } from "../statistics/distributions.ts";
import { ksUniformTest } from "../statistics/ks.ts";
import { holm } from "../statistics/multiplicity.ts";
import { wilsonInterval } from "../statistics/proportions.ts";
import { pairedTTest } from "../statistics/t_test.ts";
import { type Contrast, primaryContrast } from "./analysis.ts";
import type { VirtualCustomer } from "./customer.ts";
import type { Design } from "./design.ts";
import { asksOf, type Assign, observe } from "./experiment.ts";
import type { Arm } from "./messages.ts";
import type { Persona } from "./personas.ts";

/** The path to put to the test. */
export interface AaPath {
  readonly personas: readonly Persona[];
  readonly design: Design;
  /** Both arms with the draws of a seed, holding the same policy. */
  arms(seed: number): readonly [Arm, Arm];
  /** The virtual customer with the draws of a seed. */
  customer(seed: number): VirtualCustomer;
  /** @default {assignedArm} */
  readonly assign?: Assign;
}

/** Options of {@linkcode aaRuns}. */
export interface AaOptions {
  /** Experiments, each with another seed. @default {300} */
  repetitions?: number;
  /** @default {1} */
  seed?: number;
}

/** What A/A runs gave. */
export interface AaRuns {
  /** The policy that both arms held. */
  readonly policy: string;
  readonly repetitions: number;
  readonly personas: number;
  /** Runs without a p-value, since nobody or everybody clicked. */
  readonly untold: number;
  /** p-values of the report's test of the primary metric, as it gave them. */
  readonly pValues: readonly number[];
  /** Share of p-values below 5 %, with its 95 % Wilson interval. */
  readonly falsePositives: { readonly share: number; readonly low: number; readonly high: number };
  /** Mean difference B − A over all runs, with its 95 % interval. */
  readonly difference: Contrast;
  /** Kolmogorov–Smirnov p-value of "the p-values are uniform"; `null` without p-values. */
  readonly uniform: number | null;
  readonly passed: boolean;
}

/** Corrected p-value below which A/A runs fail: a sound path does so in one of a hundred shops. */
const ALARM = 0.01;
/** Share of runs that must have a p-value. */
const TOLD = 0.95;

/**
 * Runs the experiment with the same policy in both arms: assignment, messages, answers and test
 * are those of the real one, and all draws have other seeds each time.
 *
 * It passes where none of three tests fails after Holm's correction at 1 %: the p-values are
 * uniform (Kolmogorov–Smirnov), as many as 5 % are below 5 % (exact binomial test), and the mean difference
 * is 0 (t test).
 */
export async function aaRuns(path: AaPath, options: AaOptions = {}): Promise<AaRuns> {
  const { repetitions = 300, seed = 1 } = options;
  const { personas, design, assign } = path;
  const contrasts: Contrast[] = [];
  for (let r = 1; r <= repetitions; r++) {
    const own = seed + 1_000_003 * r;
    const found = await observe(path.customer(own), personas, path.arms(own), {
      design,
      seed: own,
      ...(assign ? { assign } : {}),
    });
    const both = found.some(({ arm }) => arm === 0) && found.some(({ arm }) => arm === 1);
    if (both) contrasts.push(primaryContrast(found, design));
  }
  return {
    policy: path.arms(seed)[0].description,
    repetitions,
    personas: personas.length,
    ...judged(contrasts, repetitions),
  };
}

function judged(
  contrasts: readonly Contrast[],
  repetitions: number,
): Omit<AaRuns, "policy" | "repetitions" | "personas"> {
  const pValues = contrasts.flatMap(({ pValue }) => pValue === null ? [] : [pValue]);
  const untold = repetitions - pValues.length;
  if (pValues.length < Math.max(10, TOLD * repetitions)) {
    const nothing = { estimate: 0, low: 0, high: 0, pValue: null };
    const falsePositives = { share: 0, low: 0, high: 1 };
    return { untold, pValues, falsePositives, difference: nothing, uniform: null, passed: false };
  }
  const below = pValues.filter((p) => p < 0.05).length;
  const uniform = ksUniformTest(pValues).pValue;
  const difference = meanOf(contrasts.map(({ estimate }) => estimate));
  const alarms = [uniform, atLevel(below, pValues.length), difference.pValue ?? 1];
  const { low, high } = wilsonInterval(below, pValues.length);
  return {
    untold,
    pValues,
    falsePositives: { share: below / pValues.length, low, high },
    difference,
    uniform,
    passed: Math.min(...holm(alarms)) > ALARM,
  };
}

/** Two-sided exact binomial p-value of "5 % are below 5 %": twice the smaller tail. */
function atLevel(below: number, n: number): number {
  const { lower, upper } = binomialTails(below, n, 0.05);
  return Math.min(1, 2 * Math.min(lower, upper));
}

function meanOf(estimates: readonly number[]): Contrast {
  const { difference: { estimate, low, high }, pValue } = pairedTTest(
    estimates,
    new Float64Array(estimates.length),
  );
  return { estimate, low, high, pValue: Number.isNaN(pValue) ? null : pValue };
}

/**
 * Asks every persona once for an arm's message and gives that answer ever after: for virtual
 * customers that take long, whose answer to one message is the same each time.
 */
export async function replaying(
  customer: VirtualCustomer,
  personas: readonly Persona[],
  arm: Arm,
): Promise<VirtualCustomer> {
  const answers = await customer.answer(asksOf(personas, arm), 0);
  const known = new Map(personas.map((persona, i) => [persona.customer, answers[i]!]));
  return {
    ...customer,
    answer: (asks) => Promise.resolve(asks.map(({ persona }) => known.get(persona.customer)!)),
  };
}
