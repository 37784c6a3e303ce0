/**
 * What LightGBM refused, in its own words.
 *
 * @module
 */

/**
 * A call that LightGBM refused, or an engine that cannot be used.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { LightGBMError } from "./errors.ts";
 *
 * const error = new LightGBMError("train", "Ranking tasks require query information");
 * assert.equal(error.message, "LightGBM could not train: Ranking tasks require query information");
 * ```
 */
export class LightGBMError extends Error {
  override readonly name = "LightGBMError";
  /** What was being done. */
  readonly action: string;
  /** LightGBM's own message. */
  readonly reason: string;

  constructor(action: string, reason: string, options?: ErrorOptions) {
    super(`LightGBM could not ${action}: ${reason}`, options);
    this.action = action;
    this.reason = reason;
  }
}
