import assert from "node:assert/strict";
import fc from "fast-check";
import { deflate, inflate, packData, unpackData } from "./pack.ts";
import { tinyData } from "./testing.ts";

Deno.test("unpackData() gives back what packData() took, whatever the head's length", () => {
  for (const shop of ["", "a", "ab", "abc", "häß"]) {
    const data = { ...tinyData(), shop };
    assert.deepEqual(unpackData(packData(data)), data);
  }
});

Deno.test("inflate() gives back what deflate() took", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 70_000 }), async (bytes) => {
      const text = await deflate(bytes.slice());
      assert.match(text, /^[A-Za-z0-9+/]+=*$/);
      assert.deepEqual(await inflate(`\n${text}\n`), bytes.slice());
    }),
    { numRuns: 20 },
  );
});
