/**
 * The best k of a stream of (code, score), ties broken by the smaller code.
 *
 * @module
 */

/** A reusable bounded selection. */
export interface TopK {
  /**
   * Forgets everything.
   *
   * @param most Selects only so many until the next call. @default {k}
   */
  clear(most?: number): void;
  /** Offers one scored code. */
  offer(code: number, score: number): void;
  /**
   * Writes codes and scores from `at` on, best first, and returns how many; the selection is
   * empty afterwards.
   */
  drainInto(codes: Uint32Array, scores: Float32Array | Float64Array, at: number): number;
}

/**
 * A bounded selection of the `k` best, a binary heap with the worst on top.
 *
 * @throws {RangeError} If `k` is not an integer greater than 0.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { topK } from "./top_k.ts";
 *
 * const best = topK(2);
 * best.offer(7, 1);
 * best.offer(3, 5);
 * best.offer(2, 1);
 * const codes = new Uint32Array(2);
 * assert.equal(best.drainInto(codes, new Float32Array(2), 0), 2);
 * assert.deepEqual([...codes], [3, 2]);
 * ```
 */
export function topK(k: number): TopK {
  if (!Number.isInteger(k) || k < 1) {
    throw new RangeError(`Expected k to be an integer greater than 0 but found ${k}`);
  }
  const code = new Uint32Array(k);
  const score = new Float64Array(k);
  let size = 0;
  let limit = k;

  const worse = (sa: number, ca: number, sb: number, cb: number) =>
    sa < sb || (sa === sb && ca > cb);

  function siftDown(at: number, end: number, c: number, s: number) {
    for (;;) {
      let child = 2 * at + 1;
      if (child >= end) break;
      if (
        child + 1 < end && worse(score[child + 1]!, code[child + 1]!, score[child]!, code[child]!)
      ) child++;
      if (!worse(score[child]!, code[child]!, s, c)) break;
      score[at] = score[child]!;
      code[at] = code[child]!;
      at = child;
    }
    score[at] = s;
    code[at] = c;
  }

  function siftUp(at: number, c: number, s: number) {
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!worse(s, c, score[parent]!, code[parent]!)) break;
      score[at] = score[parent]!;
      code[at] = code[parent]!;
      at = parent;
    }
    score[at] = s;
    code[at] = c;
  }

  return {
    clear(most = k) {
      size = 0;
      limit = Math.min(k, most);
    },
    offer(c, s) {
      if (size < limit) siftUp(size++, c, s);
      else if (limit > 0 && worse(score[0]!, code[0]!, s, c)) siftDown(0, limit, c, s);
    },
    drainInto(codes, scores, at) {
      const n = size;
      while (size > 0) {
        codes[at + size - 1] = code[0]!;
        scores[at + size - 1] = score[0]!;
        size--;
        if (size > 0) siftDown(0, size, code[size]!, score[size]!);
      }
      return n;
    },
  };
}
