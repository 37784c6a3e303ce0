/**
 * The words of the articles' names, as numbers.
 *
 * @module
 */

/** Words of each article's name: those of article `a` are `word[offsets[a] … offsets[a + 1])`. */
export interface ArticleWords {
  /** Different words. */
  readonly count: number;
  /** Length `articles + 1`. */
  readonly offsets: Uint32Array;
  /** Codes `0 … count − 1`, each once per article. */
  readonly word: Uint32Array;
}

/** A word: at least three letters in a row, of any alphabet. */
const WORD = /\p{L}{3,}/gu;

/**
 * The different words of every article's name.
 *
 * @param articles Number of articles.
 * @returns `null` where no name holds a word.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { articleWords, wordsOf } from "./article_words.ts";
 *
 * const names = ["Red mug", "RED HAT red", ""];
 * const words = articleWords((a) => names[a]!, 3)!;
 * assert.deepEqual([...wordsOf(words, 1)], [0, 2]);
 * assert.deepEqual([...wordsOf(words, 2)], []);
 * ```
 */
export function articleWords(
  name: (article: number) => string,
  articles: number,
): ArticleWords | null {
  const codes = new Map<string, number>();
  const offsets = new Uint32Array(articles + 1);
  const word: number[] = [];
  for (let a = 0; a < articles; a++) {
    for (const text of new Set(name(a).toLowerCase().match(WORD) ?? [])) {
      if (!codes.has(text)) codes.set(text, codes.size);
      word.push(codes.get(text)!);
    }
    offsets[a + 1] = word.length;
  }
  return codes.size === 0 ? null : { count: codes.size, offsets, word: Uint32Array.from(word) };
}

/** The codes of one article's words. */
export function wordsOf({ offsets, word }: ArticleWords, article: number): Uint32Array {
  return word.subarray(offsets[article], offsets[article + 1]);
}
