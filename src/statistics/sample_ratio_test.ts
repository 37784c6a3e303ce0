import assert from "node:assert/strict";
import { createRandom } from "./random.ts";
import { sampleRatioCheck } from "./sample_ratio.ts";

Deno.test("sampleRatioCheck() cries wolf in about 1 of 1000 healthy experiments", () => {
  const random = createRandom(51);
  let mismatches = 0;
  for (let run = 0; run < 20_000; run++) {
    let first = 0;
    for (let i = 0; i < 200; i++) if (random.uniform() < 0.5) first++;
    if (sampleRatioCheck([first, 200 - first]).mismatch) mismatches++;
  }
  assert.ok(mismatches > 5 && mismatches < 45, `${mismatches}`);
});

Deno.test("sampleRatioCheck() follows the planned shares", () => {
  assert.equal(sampleRatioCheck([9000, 1000], { shares: [0.9, 0.1] }).pValue, 1);
  assert.equal(sampleRatioCheck([9000, 1000]).mismatch, true);
  assert.equal(sampleRatioCheck([52, 48], { threshold: 0.99 }).mismatch, true);
});
