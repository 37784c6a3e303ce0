import {
  minimumDetectableEffect,
  powerOfMeans,
  powerOfPairs,
  powerOfProportions,
  sampleSizeOfMeans,
} from "./power.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/power.json" with { type: "json" };
import assert from "node:assert/strict";
import { minimumDetectableRise, sampleSizeOfProportions } from "./power.ts";
import { twoProportionZTest } from "./proportions.ts";
import { createRandom } from "./random.ts";
Deno.test("power agrees with statsmodels when arms are tiny, unequal or of 10^7", () => {
  checkReference(reference, {
    minimumDetectableEffect,
    powerOfMeans,
    powerOfPairs,
    powerOfProportions,
    sampleSizeOfMeans,
  });
});

Deno.test("sampleSizeOfProportions() is the smallest size that reaches the power", () => {
  for (const [a, b, power] of [[0.12, 0.1, 0.8], [0.06, 0.05, 0.9], [0.9, 0.1, 0.8]] as const) {
    const n = sampleSizeOfProportions(a, b, { power });
    assert.ok(powerOfProportions(a, b, n) >= power);
    assert.ok(powerOfProportions(a, b, n - 1) < power);
    assert.ok(minimumDetectableRise(b, n, { power }) <= a - b);
    assert.ok(minimumDetectableRise(b, n - 1, { power }) > a - b);
  }
});

Deno.test("powerOfProportions() is the share of simulated experiments that find the difference", () => {
  const random = createRandom(29);
  const n = sampleSizeOfProportions(0.3, 0.2);
  const draw = (rate: number) => {
    let successes = 0;
    for (let i = 0; i < n; i++) if (random.uniform() < rate) successes++;
    return successes;
  };
  let found = 0;
  const runs = 5000;
  for (let run = 0; run < runs; run++) {
    if (twoProportionZTest(draw(0.3), n, draw(0.2), n).pValue < 0.05) found++;
  }
  assert.ok(Math.abs(found / runs - 0.8) < 0.02, `${found / runs}`);
});

Deno.test("plans name the requirement when they cannot be made", () => {
  assert.throws(() => sampleSizeOfProportions(0.1, 0.1), /to differ/);
  assert.throws(() => sampleSizeOfMeans(0), /to differ from 0/);
  assert.throws(() => powerOfMeans(1, 1), /degrees of freedom to be above 0/);
  assert.throws(() => powerOfProportions(0.1, 0.2, 10, { alpha: 5 }), /alpha to be from/);
  assert.ok(Number.isNaN(minimumDetectableRise(0.5, 2)));
});
