import { ksTwoSampleTest, ksUniformTest } from "./ks.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/ks.json" with { type: "json" };
import assert from "node:assert/strict";
import { kolmogorovUpper } from "./kolmogorov.ts";
import { createRandom } from "./random.ts";
Deno.test("Kolmogorov–Smirnov tests agree with SciPy or mpmath from one value to 10^7", () => {
  checkReference(reference, { ksTwoSampleTest, ksUniformTest, kolmogorovUpper });
});

Deno.test("ksUniformTest() has uniform p-values itself when values are uniform", () => {
  const random = createRandom(43);
  const pValues = Array.from(
    { length: 1500 },
    () => ksUniformTest(Float64Array.from({ length: 25 }, () => random.uniform())).pValue,
  );
  assert.ok(ksUniformTest(pValues).pValue > 0.01);
});

Deno.test("ksTwoSampleTest() finds a shift and does not find none", () => {
  const random = createRandom(44);
  const a = Float64Array.from({ length: 400 }, () => random.normal());
  const b = Float64Array.from({ length: 300 }, () => random.normal());
  assert.ok(ksTwoSampleTest(a, b).pValue > 0.05);
  assert.ok(ksTwoSampleTest(a, b.map((value) => value + 0.5)).pValue < 1e-6);
});

Deno.test("Kolmogorov–Smirnov tests name the requirement when the input is wrong", () => {
  assert.throws(() => ksUniformTest([1.5]), /values to be from 0 to 1 but found 1.5/);
  assert.throws(() => ksTwoSampleTest([], [1]), /at least 1 entry/);
  assert.throws(() => kolmogorovUpper(0, 0.5), /n to be an integer above 0/);
});
