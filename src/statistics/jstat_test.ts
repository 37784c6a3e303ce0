import assert from "node:assert/strict";
import { mean, roughQuantile, sampleVariance } from "./jstat.ts";

Deno.test("mean() and sampleVariance() keep their digits when values are typed and large", () => {
  const values = Float64Array.from({ length: 1000 }, (_, i) => 1e9 + i % 2);
  assert.equal(mean(values), 1e9 + 0.5);
  assert.ok(Math.abs(sampleVariance(values) - 250 / 999) < 1e-12);
  assert.ok(Number.isNaN(sampleVariance([5])));
  assert.throws(() => mean([]), /at least 1 entry/);
});

Deno.test("roughQuantile() is near the medians it starts from", () => {
  assert.ok(Math.abs(roughQuantile("normal", 0.5, 0, 1)) < 1e-6);
  assert.ok(Math.abs(roughQuantile("studentt", 0.75, 1) - 1) < 1e-5);
  assert.ok(Math.abs(roughQuantile("chisquare", 0.5, 2) - 2 * Math.LN2) < 1e-5);
  assert.ok(Math.abs(roughQuantile("beta", 0.25, 2, 1) - 0.5) < 1e-5);
});
