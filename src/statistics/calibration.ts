/**
 * Whether probabilities mean what they say: Brier score, logarithmic loss, reliability bins and
 * expected calibration error.
 *
 * @module
 */
import { requireAllBetween, requireBinary, requireSameLength, requireSome } from "./checks.ts";
import { wilsonInterval } from "./proportions.ts";
import { sortOrder } from "./ranks.ts";

/**
 * Mean squared error of probabilities, Σ (p − y)² / n (Brier 1950); 0 is perfect.
 *
 * @param probabilities One number from 0 to 1 per case.
 * @param labels What happened, 1 or 0.
 * @throws {RangeError} If there is no case, lengths differ, or a number is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { brierScore } from "./calibration.ts";
 *
 * assert.equal(brierScore([0.5, 1], [0, 1]), 1 / 2 * (0.5 ** 2 + 0));
 * ```
 */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>): number {
  checkCases(probabilities, labels);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) sum += (probabilities[i]! - labels[i]!) ** 2;
  return sum / labels.length;
}

/** Options of {@linkcode logLoss}. */
export interface LogLossOptions {
  /**
   * Probabilities are moved into `[clip, 1 − clip]`, or one certain mistake makes the loss infinite.
   * @default {2.220446049250313e-16}
   */
  clip?: number;
}

/**
 * Mean logarithmic loss in nats, −Σ (y log p + (1 − y) log(1 − p)) / n.
 *
 * @throws {RangeError} As {@linkcode brierScore}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { logLoss } from "./calibration.ts";
 *
 * assert.equal(logLoss([0.5, 0.5], [0, 1]), Math.log(2));
 * ```
 */
export function logLoss(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: LogLossOptions = {},
): number {
  checkCases(probabilities, labels);
  const { clip = Number.EPSILON } = options;
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const p = Math.min(Math.max(probabilities[i]!, clip), 1 - clip);
    sum -= labels[i]! * Math.log(p) + (1 - labels[i]!) * Math.log1p(-p);
  }
  return sum / labels.length;
}

/** Cases of similar probability, for a reliability diagram. */
export interface ReliabilityBin {
  /** Number of cases; never 0. */
  count: number;
  /** Mean predicted probability. */
  predicted: number;
  /** Share of cases whose label is 1. */
  observed: number;
  /** Lower end of the 95 % Wilson interval of `observed`. */
  low: number;
  /** Upper end of the same interval. */
  high: number;
}

/** Options of the measures that bin probabilities. */
export interface BinOptions {
  /** Number of bins asked for; empty bins are left out. @default {10} */
  bins?: number;
  /**
   * `"mass"`: bins of equal size, equal probabilities always together, which still shows something
   * when all probabilities are small. `"width"`: bins `[0, 1/bins), … , [1 − 1/bins, 1]` of equal
   * width.
   * @default {"mass"}
   */
  binning?: "mass" | "width";
}

/**
 * Bins of a reliability diagram, by rising probability.
 *
 * @throws {RangeError} As {@linkcode brierScore}, or if `bins` is not an integer above 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { reliabilityBins } from "./calibration.ts";
 *
 * const bins = reliabilityBins([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 0], { bins: 2 });
 * assert.deepEqual(bins.map((bin) => [bin.count, bin.observed]), [[2, 0], [2, 1 / 2]]);
 * ```
 */
export function reliabilityBins(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: BinOptions = {},
): ReliabilityBin[] {
  checkCases(probabilities, labels);
  const { bins = 10, binning = "mass" } = options;
  if (!Number.isInteger(bins) || bins < 1) {
    throw new RangeError(`Expected bins to be an integer above 0 but found ${bins}`);
  }
  const order = sortOrder(probabilities);
  const inBin = binning === "mass"
    ? (rank: number) => Math.floor(rank * bins / order.length)
    : (rank: number) => Math.min(Math.floor(probabilities[order[rank]!]! * bins), bins - 1);
  const result: ReliabilityBin[] = [];
  for (let from = 0, to = 0; from < order.length; from = to) {
    const bin = inBin(from);
    while (to < order.length && inBin(to) === bin) to++;
    while (to < order.length && probabilities[order[to]!] === probabilities[order[to - 1]!]) to++;
    result.push(summarise(probabilities, labels, order.subarray(from, to)));
  }
  return result;
}

/**
 * Expected calibration error: the mean over cases of |predicted − observed| of the case's bin
 * (Naeini, Cooper & Hauskrecht 2015, who use `binning: "width"`).
 *
 * @returns 0 (calibrated) … 1.
 * @throws {RangeError} As {@linkcode reliabilityBins}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { expectedCalibrationError } from "./calibration.ts";
 *
 * const error = expectedCalibrationError([0.25, 0.25, 0.25, 0.25], [0, 0, 0, 1]);
 * assert.equal(error, 0);
 * ```
 */
export function expectedCalibrationError(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: BinOptions = {},
): number {
  return reliabilityBins(probabilities, labels, options).reduce(
    (sum, bin) => sum + bin.count * Math.abs(bin.predicted - bin.observed),
    0,
  ) / labels.length;
}

function summarise(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  members: Uint32Array,
): ReliabilityBin {
  let [predicted, positives] = [0, 0];
  for (const i of members) {
    predicted += probabilities[i]!;
    positives += labels[i]!;
  }
  const count = members.length;
  const { low, high } = wilsonInterval(positives, count);
  return { count, predicted: predicted / count, observed: positives / count, low, high };
}

function checkCases(probabilities: ArrayLike<number>, labels: ArrayLike<number>): void {
  requireSome(probabilities, "probabilities");
  requireSameLength(probabilities.length, labels.length, "probabilities and labels");
  requireAllBetween(probabilities, 0, 1, "probabilities");
  requireBinary(labels, "labels");
}
