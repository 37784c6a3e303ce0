/**
 * Figures of timing on a held-out window, with intervals, for metrics.json and the report.
 *
 * @module
 */
import type { Shop } from "../ingest/shop.ts";
import {
  type BootstrapInterval,
  bootstrapMean,
  bootstrapPairedDifference,
} from "../statistics/bootstrap.ts";
import {
  type HeldOutOrders,
  type HourMethod,
  judgeHeldOut,
  type JudgeOptions,
  type SendMethod,
} from "./held_out.ts";
import type { RhythmParameters } from "./rhythm.ts";

/** Mean log-losses of every method over one group of customers, with bootstrap intervals. */
export interface GroupFigures {
  /** Held-out first orders in the group. */
  customers: number;
  /** −ln P(day of the week). */
  dayLoss: Record<"global" | "customer", BootstrapInterval>;
  /** Global minus customer, paired: above zero is better than the global curve. */
  dayGain: BootstrapInterval;
  /** −ln P(hour) over 24 hours; `null` for a source with dates only. */
  hourLoss: Record<HourMethod, BootstrapInterval> | null;
  /** The shop's curve of the order's day minus the customer's curve of that day, paired. */
  hourGain: BootstrapInterval | null;
  /** Global minus customer, neither knowing the day: what the push plan gains, paired. */
  hourGainAnyDay: BootstrapInterval | null;
  /** −ln P(day, hour) of global × global by day, and of the customer's curves. */
  jointLoss: Record<"global" | "customer", BootstrapInterval> | null;
  /** Share of orders within an hour of the proposed one. */
  within: Record<SendMethod, BootstrapInterval> | null;
  /** Share of the push plan's hour minus that of the best global hour, paired. */
  withinGain: BootstrapInterval | null;
}

/** All figures of one held-out window. */
export interface TimingEvaluation {
  /** First held-out day, days since 1970-01-01. */
  cut: number;
  heldOutDays: number;
  /** Every customer with an order in the window. */
  all: GroupFigures;
  /** Those who had bought before: the population of the reference figures. */
  withHistory: GroupFigures;
  /** By number of purchase days before the cut; groups without customers are left out. */
  byHistory: { label: string; from: number; figures: GroupFigures }[];
  /** Fitted strengths and the windows they were fitted on. */
  fitted: {
    day: RhythmParameters;
    hour: RhythmParameters | null;
    cuts: number[];
    targets: number;
  };
}

/** Options of {@linkcode evaluateTiming}. */
export interface EvaluateTimingOptions extends JudgeOptions {
  /** Resamples of the bootstrap. @default {1000} */
  resamples?: number;
  /** @default {1} */
  seed?: number;
  /** Called with every order's figures, for comparisons beyond those here. */
  onJudged?: (judged: HeldOutOrders) => void;
}

/** Groups of customers by purchase days before the cut: `from` or more, fewer than `to`. */
export const HISTORY_GROUPS = [
  { label: "none", from: 0, to: 1 },
  { label: "1", from: 1, to: 2 },
  { label: "2–3", from: 2, to: 4 },
  { label: "4–7", from: 4, to: 8 },
  { label: "8–15", from: 8, to: 16 },
  { label: "16 or more", from: 16, to: Infinity },
] as const;

/**
 * Fits on what was known before `cut` and judges the day and hour of the first order of each
 * customer in the window after it.
 *
 * The reference protocol's "prior by day of week" knows the day of the held-out order: that is
 * `hourLoss.customer` (and `globalByDay`). `customerAnyDay` does not know it, and `jointLoss` asks
 * for both at once.
 *
 * @throws {RangeError} If nobody ordered in the window.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { evaluateTiming } from "./evaluate.ts";
 *
 * const lines = Array.from({ length: 40 }, (_, i) => ({
 *   customer: i % 4, article: 0, day: 3 * i, minute: 60 * (9 + i % 4),
 * }));
 * const figures = evaluateTiming(shopFromLines(lines), 100, { heldOutDays: 20, resamples: 50 });
 * assert.equal(figures.all.customers, 4);
 * assert.ok(figures.all.hourLoss!.customer.mean < figures.all.hourLoss!.global.mean);
 * ```
 */
export function evaluateTiming(
  shop: Shop,
  cut: number,
  options: EvaluateTimingOptions = {},
): TimingEvaluation {
  const judged = judgeHeldOut(shop, cut, options);
  if (judged.customer.length === 0) {
    throw new RangeError("Expected orders in the held-out window but found none");
  }
  options.onJudged?.(judged);
  const rows = Array.from(judged.customer.keys());
  const group = (from: number, to: number) =>
    rows.filter((i) => judged.history[i]! >= from && judged.history[i]! < to);
  const known = group(1, Infinity);
  const { day, hour } = judged.model;
  return {
    cut,
    heldOutDays: options.heldOutDays ?? 28,
    all: figuresOf(judged, rows, options),
    withHistory: figuresOf(judged, known.length > 0 ? known : rows, options),
    byHistory: HISTORY_GROUPS
      .map(({ label, from, to }) => ({ label, from, members: group(from, to) }))
      .filter(({ members }) => members.length > 0)
      .map(({ label, from, members }) => ({
        label,
        from,
        figures: figuresOf(judged, members, options),
      })),
    fitted: {
      day: day.tuned.parameters,
      hour: hour?.tuned.parameters ?? null,
      cuts: day.tuned.cuts,
      targets: day.tuned.targets,
    },
  };
}

function figuresOf(
  judged: HeldOutOrders,
  rows: readonly number[],
  options: EvaluateTimingOptions,
): GroupFigures {
  const bootstrap = { resamples: options.resamples ?? 1000, seed: options.seed ?? 1 };
  const pick = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const mean = (values: Float64Array) => bootstrapMean(pick(values), bootstrap);
  const gain = (a: Float64Array, b: Float64Array) =>
    bootstrapPairedDifference(pick(a), pick(b), bootstrap);
  const { dayLoss } = judged;
  const timed = judged.hourLoss === null
    ? []
    : rows.filter((i) => !Number.isNaN(judged.hourLoss!.global[i]!));
  return {
    customers: rows.length,
    dayLoss: { global: mean(dayLoss.global), customer: mean(dayLoss.customer) },
    dayGain: gain(dayLoss.global, dayLoss.customer),
    ...hourFigures(judged, timed, bootstrap),
  };
}

/** Of the orders whose hour is known; nothing where there are none. */
function hourFigures(
  { dayLoss, hourLoss, within }: HeldOutOrders,
  rows: readonly number[],
  bootstrap: { resamples: number; seed: number },
): Pick<
  GroupFigures,
  "hourLoss" | "hourGain" | "hourGainAnyDay" | "jointLoss" | "within" | "withinGain"
> {
  if (rows.length === 0) [hourLoss, within] = [null, null];
  const pick = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]!);
  const mean = (values: Float64Array) => bootstrapMean(pick(values), bootstrap);
  const gain = (a: Float64Array, b: Float64Array) =>
    bootstrapPairedDifference(pick(a), pick(b), bootstrap);
  const sum = (a: Float64Array, b: Float64Array) => a.map((x, i) => x + b[i]!);
  return {
    hourLoss: hourLoss && mapValues(hourLoss, mean),
    hourGain: hourLoss && gain(hourLoss.globalByDay, hourLoss.customer),
    hourGainAnyDay: hourLoss && gain(hourLoss.global, hourLoss.customerAnyDay),
    jointLoss: hourLoss && {
      global: mean(sum(dayLoss.global, hourLoss.globalByDay)),
      customer: mean(sum(dayLoss.customer, hourLoss.customer)),
    },
    within: within && mapValues(within, mean),
    withinGain: within && gain(within.proposed, within.bestGlobal),
  };
}

function mapValues<K extends string, A, B>(record: Record<K, A>, f: (a: A) => B): Record<K, B> {
  return Object.fromEntries(
    Object.entries<A>(record).map(([key, value]) => [key, f(value)]),
  ) as Record<K, B>;
}
