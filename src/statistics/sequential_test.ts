import assert from "node:assert/strict";
import { twoProportionZTest } from "./proportions.ts";
import { createRandom } from "./random.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/sequential.json" with { type: "json" };
import { alwaysValidPValues, sequentialLook, sequentialProportions } from "./sequential.ts";

Deno.test("sequentialLook() agrees with numerical integration of the mixture", () => {
  checkReference(reference, { sequentialLook });
});

function answers(rate: number, length: number, seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length }, () => random.uniform() < rate ? 1 : 0);
}

Deno.test("alwaysValidPValues() keep their error below 5 % under a look after every answer", () => {
  const runs = 1000;
  for (const rate of [0.02, 0.1, 0.5]) {
    let [sequential, peeking] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const a = answers(rate, 1000, 2 * run);
      const b = answers(rate, 1000, 2 * run + 1);
      if (alwaysValidPValues(a, b, { mixtureDeviation: 0.1 }).at(-1)! < 0.05) sequential++;
      if (rate === 0.5 && peekingFinds(a, b)) peeking++;
    }
    assert.ok(sequential / runs < 0.05, `rate ${rate}: ${sequential / runs}`);
    // The z test looked at every 20 answers is wrong far more often, so the simulation can tell.
    if (rate === 0.5) assert.ok(peeking / runs > 0.2, `peeking ${peeking / runs}`);
  }
});

function peekingFinds(a: Uint8Array, b: Uint8Array): boolean {
  let [successesA, successesB] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    successesA += a[i]!;
    successesB += b[i]!;
    const look = (i + 1) % 20 === 0;
    if (look && twoProportionZTest(successesA, i + 1, successesB, i + 1).pValue < 0.05) return true;
  }
  return false;
}

Deno.test("alwaysValidPValues() find a planted difference", () => {
  let found = 0;
  for (let run = 0; run < 100; run++) {
    const pValues = alwaysValidPValues(
      answers(0.3, 2000, 1000 + run),
      answers(0.2, 2000, 5000 + run),
      { mixtureDeviation: 0.1 },
    );
    if (pValues.at(-1)! < 0.05) found++;
  }
  assert.ok(found > 95, `${found}`);
});

Deno.test("sequentialProportions() has an interval that never loses the truth in 95 % of runs", () => {
  const runs = 500;
  let kept = 0;
  for (let run = 0; run < runs; run++) {
    const a = answers(0.3, 1500, 9000 + run);
    const b = answers(0.25, 1500, 19000 + run);
    const counts = { successesA: 0, trialsA: 0, successesB: 0, trialsB: 0 };
    let always = true;
    for (let i = 0; i < a.length; i++) {
      counts.successesA += a[i]!;
      counts.successesB += b[i]!;
      counts.trialsA++;
      counts.trialsB++;
      const { low, high } = sequentialProportions(counts, { mixtureDeviation: 0.1 }).difference;
      always &&= low <= 0.05 && 0.05 <= high;
    }
    if (always) kept++;
  }
  assert.ok(kept / runs >= 0.95, `${kept / runs}`);
});

Deno.test("sequentialLook() has an interval that leaves 0 exactly when p is below 5 %", () => {
  for (let difference = 0; difference < 1; difference += 0.01) {
    const look = sequentialLook(difference, 0.01, { mixtureDeviation: 0.3 });
    assert.equal(look.difference.low > 0, look.pValue < 0.05);
  }
});

Deno.test("sequential tests name the requirement when the input is wrong", () => {
  assert.throws(() => sequentialLook(1, 0, { mixtureDeviation: 1 }), /variance to be above 0/);
  assert.throws(
    () => sequentialLook(1, 1, { mixtureDeviation: 0 }),
    /mixtureDeviation to be above/,
  );
  assert.throws(() => alwaysValidPValues([2], [0], { mixtureDeviation: 1 }), /a to be 0 or 1/);
});
