/**
 * Whether the world still looks as it did when the model was trained: features, scores, age.
 *
 * @module
 */
import { ksTwoSampleTest } from "../statistics/ks.ts";
import { populationStabilityIndex } from "../statistics/psi.ts";
import type { RowSample } from "./reference.ts";

/** From here on something counts as moved or old. */
export interface DriftThresholds {
  /** Population stability index; 0.25 is the customary "major shift". @default {0.25} */
  psi: number;
  /** Chance of a gap as large without a shift, shared among the features. @default {0.001} */
  pValue: number;
  /** Share of the model's gain that moved features hold together. @default {0.1} */
  gain: number;
  /** Days between the model's day and the newest. @default {28} */
  modelDays: number;
  /** Days between the lists' day and the newest. @default {7} */
  listDays: number;
}

/** The thresholds where nobody gives others. */
export const DRIFT_THRESHOLDS: Readonly<DriftThresholds> = {
  psi: 0.25,
  pValue: 0.001,
  gain: 0.1,
  modelDays: 28,
  listDays: 7,
};

/** How far a column has moved. */
export interface Shift {
  readonly psi: number;
  /** Largest gap between the two distribution functions; missing values count as the lowest. */
  readonly ks: number;
  readonly pValue: number;
  /** Share of missing values. */
  readonly missing: { readonly then: number; readonly now: number };
  /** Median of what is there; `null` where nothing is. */
  readonly median: { readonly then: number | null; readonly now: number | null };
  readonly moved: boolean;
  readonly sentence: string;
}

/** A feature's shift. */
export type FeatureShift = Shift & {
  readonly feature: string;
  /** Share of the model's gain. */
  readonly gain: number;
};

/** An age in days and what it is held against. */
export interface Age {
  readonly days: number;
  readonly most: number;
  readonly old: boolean;
  readonly sentence: string;
}

/** `reports/drift.json`. */
export interface DriftReport {
  readonly version: string;
  /** First day that the model had not seen, and the first day that is not known now. */
  readonly trainedAsOf: string;
  readonly asOf: string;
  readonly thresholds: DriftThresholds;
  /** Sampled customers then and now. */
  readonly customers: { readonly then: number; readonly now: number };
  /** Those that moved first, then by gain. */
  readonly features: readonly FeatureShift[];
  /** Share of the gain that the moved features hold. */
  readonly movedGain: number;
  /** `null` without a model. */
  readonly score: Shift | null;
  readonly ages: readonly Age[];
  readonly drifted: boolean;
  /** One plain sentence each: what is wrong, or that nothing is. */
  readonly findings: readonly string[];
}

/** What {@linkcode driftReport} compares. */
export interface DriftInput {
  readonly version: string;
  readonly trainedAsOf: string;
  readonly asOf: string;
  /** Day of the lists that are served; `null` where there are none. */
  readonly listsAsOf: string | null;
  readonly then: RowSample;
  readonly now: RowSample;
  /** Gain by feature name. */
  readonly gain: Readonly<Record<string, number>>;
}

/**
 * Compares two samples column by column, and the days.
 *
 * @param thresholds Those that are not given have their default.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { driftReport } from "./drift.ts";
 *
 * const sample = (shift: number) => ({
 *   features: ["price"],
 *   rows: 500,
 *   data: Float32Array.from({ length: 500 }, (_, i) => i % 50 + shift),
 *   score: new Float64Array(0),
 * });
 * const report = driftReport({
 *   version: "a", trainedAsOf: "2020-01-01", asOf: "2020-01-08", listsAsOf: "2020-01-08",
 *   then: sample(0), now: sample(25), gain: { price: 1 },
 * });
 * assert.equal(report.drifted, true);
 * assert.match(report.findings[0]!, /price/);
 * ```
 */
export function driftReport(
  input: DriftInput,
  thresholds: Partial<DriftThresholds> = {},
): DriftReport {
  const limits = { ...DRIFT_THRESHOLDS, ...thresholds };
  const { then, now, gain } = input;
  const total = Math.max(Object.values(gain).reduce((a, b) => a + b, 0), Number.MIN_VALUE);
  const shared = then.features.filter((name) => now.features.includes(name));
  const features = shared.map((feature): FeatureShift => ({
    feature,
    gain: (gain[feature] ?? 0) / total,
    ...shift(column(then, feature), column(now, feature), {
      ...limits,
      pValue: limits.pValue / shared.length,
    }),
  })).sort((a, b) => Number(b.moved) - Number(a.moved) || b.gain - a.gain);
  const score = then.score.length === 0 || now.score.length === 0
    ? null
    : shift(then.score, now.score, limits);
  const ages = agesOf(input, limits);
  const moved = features.filter((one) => one.moved);
  const movedGain = moved.reduce((sum, one) => sum + one.gain, 0);
  const findings = [
    ...(movedGain >= limits.gain ? [featuresSentence(moved, movedGain, limits)] : []),
    ...(score?.moved ? [`Scores have moved: ${score.sentence}.`] : []),
    ...ages.filter(({ old }) => old).map(({ sentence }) => sentence),
  ];
  return {
    version: input.version,
    trainedAsOf: input.trainedAsOf,
    asOf: input.asOf,
    thresholds: limits,
    customers: { then: then.rows, now: now.rows },
    features,
    movedGain,
    score,
    ages,
    drifted: findings.length > 0,
    findings: findings.length > 0 ? findings : [nothingFound(moved, movedGain, limits)],
  };
}

function featuresSentence(
  moved: readonly FeatureShift[],
  gain: number,
  limits: DriftThresholds,
): string {
  const named = moved.slice(0, 3).map(({ feature, sentence }) => `${feature}: ${sentence}`);
  const more = moved.length > 3 ? `, and ${moved.length - 3} more` : "";
  return `Features that hold ${percent(gain)} of the model's gain have moved ` +
    `(${percent(limits.gain)} counts): ${named.join("; ")}${more}.`;
}

function nothingFound(moved: readonly FeatureShift[], gain: number, limits: DriftThresholds) {
  const few = moved.length === 0
    ? "No feature has moved"
    : `${moved.length} feature${moved.length === 1 ? " has" : "s have"} moved, with ` +
      `${percent(gain)} of the gain, below ${percent(limits.gain)}`;
  return `${few}; scores and ages are within their bounds.`;
}

function column({ features, rows, data }: RowSample, name: string): Float64Array {
  const [at, width] = [features.indexOf(name), features.length];
  return Float64Array.from({ length: rows }, (_, r) => data[r * width + at]!);
}

/** Bins of the index: ten by share, one for missing values. */
const BINS = 11;

/**
 * How far a column has moved. It counts as moved where the index is above its threshold and above
 * what two samples of this size differ by chance, and the Kolmogorov–Smirnov test agrees. Under no
 * shift the index times n m / (n + m) is about χ² with one degree less than bins (Yurdakul 2018).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DRIFT_THRESHOLDS, shift } from "./drift.ts";
 *
 * const then = Float64Array.from({ length: 400 }, (_, i) => i);
 * assert.equal(shift(then, then, DRIFT_THRESHOLDS).moved, false);
 * assert.equal(shift(then, then.map((value) => value / 4), DRIFT_THRESHOLDS).moved, true);
 * ```
 */
export function shift(
  then: ArrayLike<number>,
  now: ArrayLike<number>,
  { psi: bound, pValue: chance }: Pick<DriftThresholds, "psi" | "pValue">,
): Shift {
  if (then.length === 0 || now.length === 0) {
    const nothing = { then: null, now: null };
    const none = { psi: 0, ks: 0, pValue: 1, missing: { then: 0, now: 0 }, median: nothing };
    return { ...none, moved: false, sentence: "no customers to compare" };
  }
  const psi = populationStabilityIndex(then, now);
  const lowest = Math.min(least(then), least(now)) - 1;
  const filled = (values: ArrayLike<number>) =>
    Float64Array.from(values, (value) => Number.isFinite(value) ? value : lowest);
  const { statistic: ks, pValue } = ksTwoSampleTest(filled(then), filled(now));
  const noise = (BINS - 1 + 4 * Math.sqrt(2 * (BINS - 1))) * (1 / then.length + 1 / now.length);
  const moved = psi >= Math.max(bound, noise) && pValue < chance;
  const missing = { then: missingShare(then), now: missingShare(now) };
  const median = { then: medianOf(then), now: medianOf(now) };
  const sentence = `${shown(median.then, missing.then)} then, ${
    shown(median.now, missing.now)
  } now, PSI ${psi.toFixed(2)}, KS ${ks.toFixed(2)}`;
  return { psi, ks, pValue, missing, median, moved, sentence };
}

function least(values: ArrayLike<number>): number {
  let low = 0;
  for (let i = 0; i < values.length; i++) if (values[i]! < low) low = values[i]!;
  return low;
}

function missingShare(values: ArrayLike<number>): number {
  let missing = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!)) missing++;
  return missing / values.length;
}

function medianOf(values: ArrayLike<number>): number | null {
  const there = Float64Array.from(values).filter((value) => !Number.isNaN(value)).sort();
  return there.length === 0 ? null : there[there.length >> 1]!;
}

function shown(median: number | null, missing: number): string {
  const middle = median === null ? "nothing" : `median ${Number(median.toPrecision(3))}`;
  return missing === 0 ? middle : `${middle} (${percent(missing)} missing)`;
}

function agesOf({ trainedAsOf, asOf, listsAsOf }: DriftInput, limits: DriftThresholds): Age[] {
  const age = (what: string, since: string, most: number): Age => {
    const days = Math.round((Date.parse(asOf) - Date.parse(since)) / 86_400_000);
    const old = days > most;
    const plain = `${what} of ${since}, ${days} day${days === 1 ? "" : "s"} before ${asOf}`;
    return { days, most, old, sentence: `${plain}: ${old ? "more than" : "within"} ${most} days.` };
  };
  return [
    age("The model is", trainedAsOf, limits.modelDays),
    ...(listsAsOf === null ? [] : [age("The lists are", listsAsOf, limits.listDays)]),
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
