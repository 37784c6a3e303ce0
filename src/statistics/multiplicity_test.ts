import { benjaminiHochberg, holm } from "./multiplicity.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/multiplicity.json" with { type: "json" };
import assert from "node:assert/strict";
import { createRandom } from "./random.ts";
Deno.test("adjusted p-values agree with statsmodels when they tie or are tiny", () => {
  checkReference(reference, { benjaminiHochberg, holm });
});

Deno.test("holm() keeps the chance of any false finding at 5 % when all are null", () => {
  const random = createRandom(41);
  let any = 0;
  for (let run = 0; run < 5000; run++) {
    if (Math.min(...holm(Array.from({ length: 10 }, () => random.uniform()))) < 0.05) any++;
  }
  assert.ok(any / 5000 > 0.04 && any / 5000 < 0.06, `${any / 5000}`);
});

Deno.test("adjusted p-values leave out tests that could not be made", () => {
  assert.deepEqual(holm([NaN, 0.02]), [NaN, 0.02]);
  assert.deepEqual(benjaminiHochberg([0.5, NaN, 0.01]), [0.5, NaN, 0.02]);
  assert.throws(() => holm([2]), /found 2/);
});
