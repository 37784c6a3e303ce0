/**
 * The error of a shop with too little to simulate anything.
 *
 * @module
 */

/**
 * Too little history, or too few people, for a simulation: nothing is wrong, there is just nothing
 * to tell. Any other error is one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { TooLittle } from "./too_little.ts";
 *
 * assert.ok(new TooLittle("Expected a week of purchases but found none") instanceof RangeError);
 * ```
 */
export class TooLittle extends RangeError {
  /** Name that stack traces show. */
  override name = "TooLittle";
}
