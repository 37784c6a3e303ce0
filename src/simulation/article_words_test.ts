import assert from "node:assert/strict";
import { articleWords, wordsOf } from "./article_words.ts";

Deno.test("articleWords() counts a word once per name, whatever its case", () => {
  const names = ["SET OF 6 RETRO MUGS", "Retro mugs, retro!", "Été – ÉTÉ", "6 12"];
  const words = articleWords((a) => names[a]!, names.length)!;
  assert.equal(words.count, 4); // set, retro, mugs, été
  assert.deepEqual(names.map((_, a) => [...wordsOf(words, a)]), [[0, 1, 2], [1, 2], [3], []]);
});

Deno.test("articleWords() is null where names say nothing", () => {
  assert.equal(articleWords(() => "", 3), null);
  assert.equal(articleWords(String, 3), null);
});
