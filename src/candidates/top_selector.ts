/**
 * The best k of scores that lie in an array: what `topK()` selects, faster.
 *
 * @module
 */
import { topK } from "./top_k.ts";

/** A reusable selection from arrays that its user fills. */
export interface TopSelector {
  /** Codes to select from. */
  readonly code: Uint32Array;
  /** Their scores, all above 0. */
  readonly score: Float64Array;
  /**
   * Writes the best of the first `n` codes and their scores, best first, equal scores in order of
   * code, and returns how many.
   */
  select(n: number, codes: Uint32Array, scores: Float32Array | Float64Array): number;
}

/** What is left of a float32: its exponent and the first three bits of its mantissa. */
const BIN_SHIFT = 20;
const BINS = 2048;

/**
 * A selection of the `k` best out of up to `capacity` codes. Scores are counted in bins, eight per
 * power of two; bins that fit whole are taken and sorted, and only within the next one a heap decides.
 *
 * @throws {RangeError} If `k` is not an integer greater than 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { topSelector } from "./top_selector.ts";
 *
 * const best = topSelector(2, 3);
 * best.code.set([7, 3, 2]);
 * best.score.set([1, 5, 1]);
 * const codes = new Uint32Array(2);
 * assert.equal(best.select(3, codes, new Float32Array(2)), 2);
 * assert.deepEqual([...codes], [3, 2]);
 * ```
 */
export function topSelector(k: number, capacity: number): TopSelector {
  const code = new Uint32Array(capacity);
  const score = new Float64Array(capacity);
  const rounded = new Float32Array(capacity);
  const bits = new Uint32Array(rounded.buffer);
  const count = new Uint32Array(BINS);
  const place = new Uint32Array(BINS);
  const border = topK(k);
  const keptCode = new Uint32Array(k);
  const keptScore = new Float64Array(k);

  /** Counts the scores by bin and returns the highest bin in use. */
  function countBins(n: number): number {
    count.fill(0);
    let highest = 0;
    for (let i = 0; i < n; i++) {
      rounded[i] = score[i]!;
      const bin = bits[i]! >>> BIN_SHIFT;
      count[bin]! += 1;
      if (bin > highest) highest = bin;
    }
    return highest;
  }

  /** Takes the codes above the bin that does not fit whole, bin by bin; returns how many. */
  function take(n: number): number {
    let bin = countBins(n);
    let whole = 0;
    for (; bin >= 0 && whole < n && whole + count[bin]! <= k; bin--) {
      place[bin] = whole;
      whole += count[bin]!;
    }
    border.clear(k - whole);
    const open = whole < Math.min(k, n);
    for (let i = 0; i < n; i++) {
      const own = bits[i]! >>> BIN_SHIFT;
      if (own > bin) {
        const at = place[own]!++;
        keptCode[at] = code[i]!;
        keptScore[at] = score[i]!;
      } else if (open && own === bin) border.offer(code[i]!, score[i]!);
    }
    return whole;
  }

  /** Insertion: only codes of the same bin can be out of order. */
  function sortKept(size: number) {
    for (let i = 1; i < size; i++) {
      const s = keptScore[i]!;
      const c = keptCode[i]!;
      let at = i;
      for (; at > 0; at--) {
        const before = keptScore[at - 1]!;
        if (before > s || (before === s && keptCode[at - 1]! < c)) break;
        keptScore[at] = before;
        keptCode[at] = keptCode[at - 1]!;
      }
      keptScore[at] = s;
      keptCode[at] = c;
    }
  }

  function select(n: number, codes: Uint32Array, scores: Float32Array | Float64Array): number {
    const whole = take(n);
    sortKept(whole);
    const size = whole + border.drainInto(keptCode, keptScore, whole);
    for (let i = 0; i < size; i++) {
      codes[i] = keptCode[i]!;
      scores[i] = keptScore[i]!;
    }
    return size;
  }

  return { code, score, select };
}
