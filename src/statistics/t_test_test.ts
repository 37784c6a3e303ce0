import { pairedTTest, welchTTest, welchTTestOfSummaries } from "./t_test.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/t_test.json" with { type: "json" };
import assert from "node:assert/strict";
import { createRandom } from "./random.ts";
import { ksUniformTest } from "./ks.ts";
Deno.test("t tests agree with SciPy when samples hold one value, or 10^7", () => {
  checkReference(reference, { pairedTTest, welchTTest, welchTTestOfSummaries });
});

Deno.test("welchTTest() covers the true difference in 95 % ± 1 % of simulated samples", () => {
  const random = createRandom(18);
  const runs = 5000;
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const a = Float64Array.from({ length: 12 }, () => 3 * random.normal() + 1);
    const b = Float64Array.from({ length: 40 }, () => random.normal());
    const { low, high } = welchTTest(a, b).difference;
    if (low <= 1 && 1 <= high) covered++;
  }
  assert.ok(Math.abs(covered / runs - 0.95) < 0.01, `${covered / runs}`);
});

Deno.test("A/A p-values of the t tests are uniform", () => {
  const random = createRandom(19);
  const welch: number[] = [];
  const paired: number[] = [];
  for (let run = 0; run < 2000; run++) {
    const a = Float64Array.from({ length: 30 }, () => random.normal());
    const b = Float64Array.from({ length: 30 }, () => random.normal());
    welch.push(welchTTest(a, b).pValue);
    paired.push(pairedTTest(a, b).pValue);
  }
  assert.ok(ksUniformTest(welch).pValue > 0.01);
  assert.ok(ksUniformTest(paired).pValue > 0.01);
  // The check itself can fail: p-values of an A/B test with a difference are not uniform.
  assert.ok(ksUniformTest(welch.map((p) => p * 0.9)).pValue < 1e-6);
});

Deno.test("t tests give infinite statistics, not NaN, when constant samples differ", () => {
  const { statistic, pValue } = welchTTest([2, 2, 2], [1, 1]);
  assert.equal(statistic, Infinity);
  assert.equal(pValue, 0);
  assert.ok(Number.isNaN(pairedTTest([1, 1], [1, 1]).pValue));
});

Deno.test("t tests name the requirement when samples are wrong", () => {
  assert.throws(() => welchTTest([], [1]), /at least 1 entry but found 0/);
  assert.throws(() => pairedTTest([1, 2], [1]), /found 2 and 1/);
  const sample = { n: 3, mean: 0, variance: -1 };
  assert.throws(() => welchTTestOfSummaries(sample, sample), /variance .* found -1/);
});
