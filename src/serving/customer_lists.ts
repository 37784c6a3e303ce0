/**
 * Many customers' ranked lists as flat arrays.
 *
 * @module
 */

/** Ranked lists of many customers; those of customer `from + i` begin at `i · k`. */
export interface CustomerLists {
  /** First customer code. */
  readonly from: number;
  /** Number of customers. */
  readonly customers: number;
  /** Slots per customer. */
  readonly k: number;
  /** Articles per customer, at most `k`. */
  readonly count: Uint16Array;
  /** Article codes, best first. */
  readonly article: Uint32Array;
  /** Scores, in the order of the articles. */
  readonly score: Float64Array;
}
