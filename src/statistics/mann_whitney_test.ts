import { mannWhitneyTest, mannWhitneyTestOfCounts } from "./mann_whitney.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/mann_whitney.json" with { type: "json" };
import assert from "node:assert/strict";
import { createRandom } from "./random.ts";
import { ksUniformTest } from "./ks.ts";
Deno.test("Mann–Whitney tests agree with SciPy when values tie, samples hold one value, or 10^7", () => {
  checkReference(reference, { mannWhitneyTest, mannWhitneyTestOfCounts });
});

Deno.test("mannWhitneyTest() of values equals the test of their counts when values tie", () => {
  const a = [1, 5, 5, 3, 2];
  const b = [2, 2, 4, 1, 5, 5];
  const count = (values: number[]) =>
    [1, 2, 3, 4, 5].map((score) => values.filter((value) => value === score).length);
  assert.deepEqual(mannWhitneyTest(a, b), mannWhitneyTestOfCounts(count(a), count(b)));
});

Deno.test("mannWhitneyTest() has p-values that are uniform in A/A runs", () => {
  const random = createRandom(23);
  const pValues = Array.from({ length: 2000 }, () => {
    const a = Float64Array.from({ length: 60 }, () => random.normal());
    const b = Float64Array.from({ length: 80 }, () => random.normal());
    return mannWhitneyTest(a, b, { continuity: false }).pValue;
  });
  assert.ok(ksUniformTest(pValues).pValue > 0.01);
});

Deno.test("mannWhitneyTest() names the requirement when samples are wrong", () => {
  assert.throws(() => mannWhitneyTest([], [1]), /at least 1 entry/);
  assert.throws(() => mannWhitneyTest([NaN], [1]), /finite/);
  assert.throws(() => mannWhitneyTestOfCounts([0, 0], [1, 2]), /a to hold a count above 0/);
});
