/**
 * CUPED: less noise in an experiment by what was known of each customer before it.
 *
 * @module
 */
import { requireFinite, requireSameLength, requireSome } from "./checks.ts";
import { mean } from "./jstat.ts";

/** Outcomes with the part that the covariate explains taken out. */
export interface CupedResult {
  /** Adjusted outcomes of the first arm, in the order given. */
  a: Float64Array;
  /** Adjusted outcomes of the second arm. */
  b: Float64Array;
  /** Slope of the outcome on the covariate. */
  theta: number;
  /** Share of the variance taken out, 0 … 1: the squared correlation within arms. */
  reduction: number;
}

/** One arm of the experiment, one entry per customer in both arrays. */
export interface CupedArm {
  /** Outcome during the experiment. */
  outcome: ArrayLike<number>;
  /** The same customer's figure before it began; the arm must not have changed it. */
  covariate: ArrayLike<number>;
}

/**
 * Adjusts outcomes by θ (covariate − its mean over both arms), with one θ for both arms, the slope
 * within arms (Deng, Xu, Kohavi & Walker 2013). The difference of the arms' means stays unbiased;
 * put the adjusted outcomes into `welchTTest()`.
 *
 * @throws {RangeError} If an arm is empty, lengths differ, or a number is not finite.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cuped } from "./cuped.ts";
 *
 * const a = { outcome: [1, 2, 3], covariate: [10, 20, 30] };
 * const b = { outcome: [3, 4, 5], covariate: [10, 20, 30] };
 * const adjusted = cuped(a, b);
 * assert.ok(Math.abs(adjusted.theta - 0.1) < 1e-15);
 * assert.deepEqual([...adjusted.a], [2, 2, 2]);
 * assert.ok(adjusted.b.every((outcome) => outcome === 4));
 * assert.ok(Math.abs(adjusted.reduction - 1) < 1e-15);
 * ```
 */
export function cuped(a: CupedArm, b: CupedArm): CupedResult {
  for (const [name, arm] of [["a", a], ["b", b]] as const) {
    requireSome(arm.outcome, name);
    requireSameLength(arm.outcome.length, arm.covariate.length, `outcome and covariate of ${name}`);
    requireFinite(arm.outcome, `outcome of ${name}`);
    requireFinite(arm.covariate, `covariate of ${name}`);
  }
  const sums = [moments(a), moments(b)];
  const add = (part: "xx" | "xy" | "yy") => sums[0]![part] + sums[1]![part];
  const theta = add("xx") === 0 ? 0 : add("xy") / add("xx");
  const [m, n] = [a.outcome.length, b.outcome.length];
  const centre = (sums[0]!.x * m + sums[1]!.x * n) / (m + n);
  const reduction = add("yy") === 0 ? 0 : theta * add("xy") / add("yy");
  return { a: adjust(a, theta, centre), b: adjust(b, theta, centre), theta, reduction };
}

function moments({ outcome, covariate }: CupedArm) {
  const [x, y] = [mean(covariate), mean(outcome)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < outcome.length; i++) {
    const [dx, dy] = [covariate[i]! - x, outcome[i]! - y];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  return { x, xx, xy, yy };
}

function adjust({ outcome, covariate }: CupedArm, theta: number, centre: number): Float64Array {
  return Float64Array.from(outcome, (value, i) => value - theta * (covariate[i]! - centre));
}
