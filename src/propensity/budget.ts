/**
 * Whom to push when only so many messages may be sent.
 *
 * @module
 */

/** Options of {@linkcode selectBudget}. */
export interface SelectBudgetOptions {
  /** What a purchase of each customer is worth. @default {the same for all} */
  worth?: ArrayLike<number>;
}

/**
 * Codes of the `budget` customers with the highest probability (times worth), best first; ties go
 * to the lower code. A budget above the number of customers chooses all of them.
 *
 * @throws {RangeError} If the budget is not a whole number of 0 or more, or lengths differ.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { selectBudget } from "./budget.ts";
 *
 * assert.deepEqual([...selectBudget([0.1, 0.5, 0.3, 0.5], 3)], [1, 3, 2]);
 * assert.deepEqual([...selectBudget([0.1, 0.5], 1, { worth: [100, 1] })], [0]);
 * ```
 */
export function selectBudget(
  probabilities: ArrayLike<number>,
  budget: number,
  options: SelectBudgetOptions = {},
): Uint32Array {
  if (!Number.isInteger(budget) || budget < 0) {
    throw new RangeError(`Expected budget to be an integer of 0 or more but found ${budget}`);
  }
  const { worth } = options;
  if (worth && worth.length !== probabilities.length) {
    throw new RangeError(
      `Expected one worth per customer but found ${worth.length} for ${probabilities.length}`,
    );
  }
  const score = Float64Array.from(probabilities, (p, c) => p * (worth ? worth[c]! : 1));
  const order = Uint32Array.from(score.keys());
  order.sort((a, b) => score[b]! - score[a]! || a - b);
  return order.slice(0, budget);
}
