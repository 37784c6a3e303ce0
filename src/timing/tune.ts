/**
 * Strengths of a rhythm by maximum a posteriori on earlier windows.
 *
 * @module
 */
import { minimise } from "../propensity/minimise.ts";
import type { Observations } from "./observations.ts";
import { PARAMETER_COUNT, parametersAt, type RhythmParameters } from "./rhythm.ts";
import { targetProbabilities, type TuningWindow, tuningWindow } from "./windows.ts";

/** Options of {@linkcode tuneRhythm}. */
export interface TuneOptions {
  /** Earlier windows, one behind the other. @default {4} */
  windows?: number;
  /** Length of each in days; shorter where the history is short. @default {28} */
  windowDays?: number;
  /** Targets below which the parameters stay at the prior's mean. @default {50} */
  minTargets?: number;
  /** Customers looked at in each window. @default {40000} */
  maxCustomers?: number;
}

/** Tuned parameters and what they were tuned on. */
export interface TunedRhythm {
  parameters: RhythmParameters;
  /** First days of the windows used; empty when there was too little to tune on. */
  cuts: number[];
  /** First orders predicted in them. */
  targets: number;
  /** Their mean log-loss with these parameters; NaN when nothing was tuned. */
  logLoss: number;
}

/**
 * Parameters that predict the first point of each customer in the windows before `asOf` best, under
 * a weak prior (its means are what is used where there is too little to learn from).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "../ingest/shop.ts";
 * import { purchaseDays } from "../propensity/purchase_days.ts";
 * import { dayObservations } from "./observations.ts";
 * import { tuneRhythm } from "./tune.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 4 }]);
 * const tuned = tuneRhythm(dayObservations(purchaseDays(shop.orders)), 5);
 * assert.deepEqual(tuned.cuts, []);
 * ```
 */
export function tuneRhythm(
  observations: Observations,
  asOf: number,
  options: TuneOptions = {},
): TunedRhythm {
  const { minTargets = 50 } = options;
  const windows = earlierWindows(observations, asOf, options);
  const targets = windows.reduce((n, window) => n + window.customer.length, 0);
  const usual = new Float64Array(PARAMETER_COUNT);
  if (targets < minTargets) {
    return { parameters: parametersAt(usual), cuts: [], targets: 0, logLoss: NaN };
  }
  const loss = (point: ArrayLike<number>) => totalLogLoss(windows, parametersAt(point)) / targets;
  const { point } = minimise(
    (x) => loss(x) + x.reduce((a, b) => a + b * b, 0) / (2 * targets),
    usual,
    { steps: new Array(PARAMETER_COUNT).fill(0.7), evaluations: 1000, tolerance: 2e-6 },
  );
  const cuts = windows.map((window) => window.cut);
  return { parameters: parametersAt(point), cuts, targets, logLoss: loss(point) };
}

/** Windows that leave at least as long a history before them, newest first. */
function earlierWindows(
  observations: Observations,
  asOf: number,
  options: TuneOptions,
): TuningWindow[] {
  const { windows = 4, windowDays = 28, maxCustomers } = options;
  let oldest = asOf;
  for (const day of observations.day) if (day < oldest) oldest = day;
  const length = Math.min(windowDays, Math.floor((asOf - oldest) / 3));
  const out: TuningWindow[] = [];
  for (let k = 1; length >= 3 && k <= windows; k++) {
    const cut = asOf - k * length;
    if (cut - oldest < length) break;
    const size = maxCustomers === undefined ? {} : { maxCustomers };
    out.push(tuningWindow(observations, cut, { windowDays: length, ...size }));
  }
  return out;
}

function totalLogLoss(windows: readonly TuningWindow[], parameters: RhythmParameters): number {
  let sum = 0;
  for (const window of windows) {
    for (const p of targetProbabilities(window, parameters)) sum -= Math.log(p);
  }
  return sum;
}
