import assert from "node:assert/strict";
import { cuped } from "./cuped.ts";
import { createRandom } from "./random.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/cuped.json" with { type: "json" };
import { welchTTest } from "./t_test.ts";

Deno.test("cuped() has the slope of statsmodels' regression on arm and covariate", () => {
  checkReference(reference, { cuped });
});

/** An experiment with effect 0.2 whose covariate explains 3/4 of the variance. */
function experiment(seed: number) {
  const random = createRandom(seed);
  const arm = (effect: number) => {
    const covariate = Float64Array.from({ length: 150 }, () => random.normal());
    const outcome = covariate.map((x) => Math.sqrt(3) * x + random.normal() + effect);
    return { outcome, covariate };
  };
  return [arm(0.2), arm(0)] as const;
}

Deno.test("cuped() keeps the effect, covers it in 95 % ± 1 %, and halves the interval", () => {
  const runs = 3000;
  let [covered, bias, narrower] = [0, 0, 0];
  for (let run = 0; run < runs; run++) {
    const [a, b] = experiment(run);
    const adjusted = cuped(a, b);
    const { estimate, low, high } = welchTTest(adjusted.a, adjusted.b).difference;
    if (low <= 0.2 && 0.2 <= high) covered++;
    bias += (estimate - 0.2) / runs;
    const plain = welchTTest(a.outcome, b.outcome).difference;
    narrower += (high - low) / (plain.high - plain.low) / runs;
  }
  assert.ok(Math.abs(covered / runs - 0.95) < 0.01, `coverage ${covered / runs}`);
  assert.ok(Math.abs(bias) < 0.01, `bias ${bias}`);
  assert.ok(Math.abs(narrower - 0.5) < 0.02, `width ${narrower}`);
});

Deno.test("cuped() changes nothing when the covariate is constant", () => {
  const arm = { outcome: [1, 2, 4], covariate: [7, 7, 7] };
  const { a, theta, reduction } = cuped(arm, arm);
  assert.deepEqual([...a], [1, 2, 4]);
  assert.deepEqual([theta, reduction], [0, 0]);
});

Deno.test("cuped() names the requirement when an arm is wrong", () => {
  const good = { outcome: [1], covariate: [1] };
  assert.throws(() => cuped(good, { outcome: [1], covariate: [] }), /found 1 and 0/);
  assert.throws(() => cuped({ outcome: [NaN], covariate: [1] }, good), /outcome of a to be finite/);
});
