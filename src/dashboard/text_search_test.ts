import assert from "node:assert/strict";
import fc from "fast-check";
import { findPlaces, textSearch } from "./text_search.ts";

const text = fc.string({ unit: fc.constantFrom("a", "B", "b", "1", "É", "İ"), maxLength: 6 });

Deno.test("findPlaces() finds what includes() finds, in order and as many as asked for", async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(text, { maxLength: 40 }),
    text,
    fc.integer({ min: 0, max: 45 }),
    fc.integer({ min: 1, max: 3 }),
    async (texts, wanted, most, nth) => {
      const search = await textSearch(texts.length, (place) => texts[place]!);
      const keep = (place: number) => place % nth === 0;
      const expected = [...texts.keys()].filter((place) =>
        keep(place) && texts[place]!.toLowerCase().includes(wanted.toLowerCase())
      ).slice(0, most);
      assert.deepEqual(findPlaces(search, wanted, most, keep), expected);
    },
  ));
});

Deno.test("findPlaces() searches across the pieces that textSearch() makes", async () => {
  const search = await textSearch(40_000, (place) => `id${place}`);
  assert.equal(search.length, 3);
  assert.deepEqual(findPlaces(search, "ID39999", 5), [39_999]);
  assert.deepEqual(findPlaces(search, "d16384", 5), [16_384]);
  assert.equal(findPlaces(search, "7", Infinity).length, 40_000 - 4 * 9 ** 4);
});
