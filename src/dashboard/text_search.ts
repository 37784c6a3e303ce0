/**
 * Search for a piece of text among many short ones, in memory: long strings, in which the engine's
 * own search is fast, and where each text begins in them.
 *
 * @module
 */

/** Texts that can be searched. */
export type TextSearch = readonly Piece[];

interface Piece {
  /** Place of the first text. */
  readonly first: number;
  /** The texts in lower case, each followed by a line's end but the last. */
  readonly text: string;
  /** Where each text begins, and where one after the last would. */
  readonly starts: Uint32Array;
}

/** Texts per piece: few enough that a server goes on answering between two pieces. */
const PIECE = 16_384;

/**
 * Prepares the texts of the places `0 … length - 1`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findPlaces, textSearch } from "./text_search.ts";
 *
 * const search = await textSearch(3, (place) => ["Red hat", "Shoe", "Hatbox"][place]!);
 * assert.deepEqual(findPlaces(search, "HAT", 10), [0, 2]);
 * assert.deepEqual(findPlaces(search, "", 2), [0, 1]);
 * ```
 */
export async function textSearch(
  length: number,
  textOf: (place: number) => string,
): Promise<TextSearch> {
  const pieces: Piece[] = [];
  for (let first = 0; first < length; first += PIECE) {
    const texts = Array.from(
      { length: Math.min(PIECE, length - first) },
      (_, i) => textOf(first + i).toLowerCase(),
    );
    const starts = new Uint32Array(texts.length + 1);
    texts.forEach((text, i) => starts[i + 1] = starts[i]! + text.length + 1);
    pieces.push({ first, text: texts.join("\n"), starts });
    await pause();
  }
  return pieces;
}

/** Lets whatever waits have its turn. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/**
 * The first places, at most `most`, whose text contains `wanted` in any case, and that `keep`
 * keeps.
 */
export function findPlaces(
  search: TextSearch,
  wanted: string,
  most: number,
  keep: (place: number) => boolean = () => true,
): number[] {
  const needle = wanted.toLowerCase();
  const found: number[] = [];
  for (const { first, text, starts } of search) {
    for (let from = 0, i = 0; from <= text.length && found.length < most; from = starts[i]!) {
      const at = text.indexOf(needle, from);
      if (at < 0) break;
      i = lastAtMost(starts, at, i);
      if (keep(first + i)) found.push(first + i);
      i++;
    }
  }
  return found;
}

/** The last index from `low` on whose value is at most `value`. */
function lastAtMost(values: Uint32Array, value: number, low: number): number {
  if (values[low + 1]! > value) return low;
  let high = values.length - 1;
  while (low + 1 < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= value) low = middle;
    else high = middle;
  }
  return low;
}
