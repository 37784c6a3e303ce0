/**
 * What the answers say: one primary metric, guardrails, segments.
 *
 * @module
 */
import { probabilityToBeBest } from "../statistics/bayesian.ts";
import { bootstrapMean } from "../statistics/bootstrap.ts";
import { cuped } from "../statistics/cuped.ts";
import { benjaminiHochberg, holm } from "../statistics/multiplicity.ts";
import { createRandom } from "../statistics/random.ts";
import { sampleRatioCheck } from "../statistics/sample_ratio.ts";
import { sequentialProportions } from "../statistics/sequential.ts";
import { pairedTTest, summarise, type TTestResult, welchTTest } from "../statistics/t_test.ts";
import type { Answer } from "./customer.ts";
import type { Design } from "./design.ts";
import type { Persona } from "./personas.ts";
import { columnValues, segmentations } from "./segments.ts";
import { TooLittle } from "./too_little.ts";

/** One answered message of the experiment. */
export interface Observation {
  readonly persona: Persona;
  /** 0 = A, 1 = B. */
  readonly arm: 0 | 1;
  /** Articles shown. */
  readonly shown: number;
  readonly hour: number | null;
  readonly answer: Answer;
}

/** A mean with its 95 % interval. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** A difference B − A with its 95 % interval and test. */
export interface Contrast {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** NaN is told as `null`: the answers do not vary. */
  readonly pValue: number | null;
}

/** The metrics, each one figure per persona and arm; the first is the primary one. */
export const METRICS = {
  clickThrough: "CTR: clicked articles per article sent",
  opened: "open rate",
  wouldBuy: "would-buy rate: messages with an article it would buy",
  satisfaction: "satisfaction, 1–5",
} as const;

/** A name of {@linkcode METRICS}. */
export type Metric = keyof typeof METRICS;

/** One arm's figures. */
export interface ArmFigures {
  readonly arm: "A" | "B";
  readonly personas: number;
  readonly metrics: Readonly<Record<Metric, MeanInterval>>;
}

/** A guardrail: a metric that must not get worse. */
export interface Guardrail {
  readonly metric: Metric;
  readonly difference: Contrast;
  /** p-value after Holm's correction over the guardrails. */
  readonly holm: number | null;
  /** Whether it fell significantly. */
  readonly harmed: boolean;
}

/** The primary metric within one segment. */
export interface SegmentContrast {
  readonly by: string;
  readonly segment: string;
  readonly personas: number;
  readonly a: number;
  readonly b: number;
  readonly difference: Contrast;
  /** p-values corrected over all segments: family-wise and false-discovery rate. */
  readonly holm: number | null;
  readonly benjaminiHochberg: number | null;
}

/** What somebody who looks while the answers come in would know at one look. */
export interface Look {
  /** Answers so far, both arms together. */
  readonly answers: number;
  /** Share of personas with a click, B − A, with its always-valid 95 % interval. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** Smallest p-value of all looks so far: valid whenever one stops. */
  readonly pValue: number;
}

/** What the simulated experiment says. */
export interface Analysis {
  readonly arms: readonly [ArmFigures, ArmFigures];
  readonly primary: Contrast & {
    readonly metric: "clickThrough";
    /** Relative to A, with a 95 % interval by the delta method; `null` where A has no click. */
    readonly lift: MeanInterval | null;
    /** The difference after CUPED on earlier purchase days; `null` in the paired design. */
    readonly cuped: (Contrast & { readonly reduction: number }) | null;
    /** Probability that B has the higher share of personas with a click. */
    readonly probabilityBBetter: number;
  };
  /** `null` in the paired design, where every persona is in both arms. */
  readonly sampleRatio: { readonly pValue: number; readonly mismatch: boolean } | null;
  readonly guardrails: readonly Guardrail[];
  readonly segments: readonly SegmentContrast[];
  /** Successive looks at the answers in random order, the last at all of them. */
  readonly looks: readonly Look[];
}

/** Looks at the answers as they come in. */
const LOOKS = 40;
/** Difference of the share of personas with a click that one would hope to see. */
const HOPED_FOR = 0.05;

/** Segments with fewer personas in an arm are not tested. */
const SMALLEST_SEGMENT = 20;

/**
 * Analyses observations. In the paired design both arms hold the same personas in the same order.
 *
 * @throws {TooLittle} If an arm has nobody.
 */
export function analyse(observations: readonly Observation[], design: Design): Analysis {
  const arms = [0, 1].map((arm) => observations.filter((one) => one.arm === arm));
  if (arms.some((arm) => arm.length === 0)) {
    throw new TooLittle("Expected answers in both arms but found an empty one");
  }
  const [a, b] = arms as [Observation[], Observation[]];
  const compare = (metric: Metric, x: readonly Observation[], y: readonly Observation[]) =>
    contrast(values(metric, y), values(metric, x), design);
  const segments = segmentContrasts(a, b, compare);
  return {
    arms: [armFigures("A", a), armFigures("B", b)],
    primary: {
      metric: "clickThrough",
      ...primaryContrast(observations, design),
      lift: relativeLift(values("clickThrough", a), values("clickThrough", b), design),
      cuped: design === "paired" ? null : cupedContrast(a, b),
      probabilityBBetter: probabilityToBeBest([clickers(a), clickers(b)])[1]!,
    },
    sampleRatio: design === "paired" ? null : sampleRatio(a.length, b.length),
    guardrails: guardrails(a, b, compare),
    segments,
    looks: successiveLooks(observations),
  };
}

/**
 * The test of the primary metric, click-through per persona, and of nothing else: what the report
 * shows and what A/A runs put to the test.
 *
 * @throws {RangeError} If an arm has nobody.
 */
export function primaryContrast(observations: readonly Observation[], design: Design): Contrast {
  const of = (arm: 0 | 1) => values("clickThrough", observations.filter((one) => one.arm === arm));
  return contrast(of(1), of(0), design);
}

function values(metric: Metric, observations: readonly Observation[]): Float64Array {
  return Float64Array.from(observations, ({ answer, shown }) => {
    if (metric === "clickThrough") return shown === 0 ? 0 : answer.clicked.length / shown;
    if (metric === "opened") return answer.opened ? 1 : 0;
    if (metric === "wouldBuy") return answer.wouldBuy.length > 0 ? 1 : 0;
    return answer.satisfaction;
  });
}

function armFigures(arm: "A" | "B", observations: readonly Observation[]): ArmFigures {
  const metrics = Object.fromEntries(
    (Object.keys(METRICS) as Metric[]).map((metric) => [
      metric,
      bootstrapMean(values(metric, observations), { resamples: 500 }),
    ]),
  ) as Record<Metric, MeanInterval>;
  return { arm, personas: observations.length, metrics };
}

function contrast(b: Float64Array, a: Float64Array, design: Design): Contrast {
  return told(design === "paired" ? pairedTTest(b, a) : welchTTest(b, a));
}

function told({ difference, pValue }: TTestResult): Contrast {
  const { estimate, low, high } = difference;
  if (!Number.isNaN(low)) return { estimate, low, high, pValue: number(pValue) };
  return { estimate, low: estimate, high: estimate, pValue: number(pValue) };
}

function number(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** ln(mean B / mean A) has variance var/(n mean²) of each, less the covariance of pairs. */
function relativeLift(a: Float64Array, b: Float64Array, design: Design): MeanInterval | null {
  const [x, y] = [summarise(a), summarise(b)];
  if (!(x.mean > 0 && y.mean > 0)) return null;
  let variance = x.variance / (x.n * x.mean ** 2) + y.variance / (y.n * y.mean ** 2);
  if (design === "paired") {
    let sum = 0;
    for (let i = 0; i < x.n; i++) sum += (a[i]! - x.mean) * (b[i]! - y.mean);
    variance -= 2 * sum / (x.n - 1) / (x.n * x.mean * y.mean);
  }
  const [log, half] = [Math.log(y.mean / x.mean), 1.959964 * Math.sqrt(Math.max(0, variance))];
  return { mean: Math.expm1(log), low: Math.expm1(log - half), high: Math.expm1(log + half) };
}

function cupedContrast(a: readonly Observation[], b: readonly Observation[]) {
  const arm = (list: readonly Observation[]) => ({
    outcome: values("clickThrough", list),
    covariate: list.map(({ persona }) => Math.log1p(persona.days)),
  });
  const adjusted = cuped(arm(a), arm(b));
  return { ...told(welchTTest(adjusted.b, adjusted.a)), reduction: adjusted.reduction };
}

function clickers(observations: readonly Observation[]) {
  const successes = observations.filter(({ answer }) => answer.clicked.length > 0).length;
  return { successes, trials: observations.length };
}

/**
 * Virtual customers answer all at once; looked at in a random order, as if they came one by one. The
 * answers of pairs are taken as independent, which makes the looks more cautious.
 */
function successiveLooks(observations: readonly Observation[]): Look[] {
  const random = createRandom(LOOKS);
  const order = observations.map((one) => ({ one, at: random.uniform() }))
    .sort((x, y) => x.at - y.at);
  const counts = { successesA: 0, trialsA: 0, successesB: 0, trialsB: 0 };
  const looks: Look[] = [];
  let pValue = 1;
  order.forEach(({ one: { arm, answer } }, i) => {
    const [trials, successes] = arm === 0
      ? ["trialsB", "successesB"] as const
      : ["trialsA", "successesA"] as const;
    counts[trials]++;
    if (answer.clicked.length > 0) counts[successes]++;
    const due = Math.ceil((looks.length + 1) * order.length / LOOKS);
    if (i + 1 < due || counts.trialsA === 0 || counts.trialsB === 0) return;
    const look = sequentialProportions(counts, { mixtureDeviation: HOPED_FOR });
    pValue = Math.min(pValue, look.pValue);
    looks.push({ answers: i + 1, ...look.difference, pValue });
  });
  return looks;
}

function sampleRatio(a: number, b: number) {
  const { pValue, mismatch } = sampleRatioCheck([a, b]);
  return { pValue, mismatch };
}

type Compare = (
  metric: Metric,
  a: readonly Observation[],
  b: readonly Observation[],
) => Contrast;

function guardrails(
  a: readonly Observation[],
  b: readonly Observation[],
  compare: Compare,
): Guardrail[] {
  const metrics = ["opened", "wouldBuy", "satisfaction"] as const;
  const found = metrics.map((metric) => compare(metric, a, b));
  const corrected = holm(found.map(({ pValue }) => pValue ?? NaN));
  return metrics.map((metric, i) => ({
    metric,
    difference: found[i]!,
    holm: number(corrected[i]!),
    harmed: found[i]!.estimate < 0 && corrected[i]! < 0.05,
  }));
}

function segmentContrasts(
  a: readonly Observation[],
  b: readonly Observation[],
  compare: Compare,
): SegmentContrast[] {
  const splits = segmentations(columnValues([...a, ...b].map(({ persona }) => persona)));
  const rows = splits.flatMap(({ by, labels, of }) =>
    labels.flatMap((segment, code) => {
      const [x, y] = [a, b].map((list) => list.filter(({ persona }) => of(persona) === code));
      if (Math.min(x!.length, y!.length) < SMALLEST_SEGMENT) return [];
      const mean = (list: readonly Observation[]) => summarise(values("clickThrough", list)).mean;
      const difference = compare("clickThrough", x!, y!);
      const personas = new Set([...x!, ...y!].map(({ persona }) => persona.customer)).size;
      return [{ by, segment, personas, a: mean(x!), b: mean(y!), difference }];
    })
  ).filter((row, _, all) => all.filter(({ by }) => by === row.by).length > 1);
  const pValues = rows.map(({ difference }) => difference.pValue ?? NaN);
  const [family, discovery] = [holm(pValues), benjaminiHochberg(pValues)];
  return rows.map((row, i) => ({
    ...row,
    holm: number(family[i]!),
    benjaminiHochberg: number(discovery[i]!),
  }));
}
