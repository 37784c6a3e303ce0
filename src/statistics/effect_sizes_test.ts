import { cohenD, cohenH, lift, oddsRatio } from "./effect_sizes.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/effect_sizes.json" with { type: "json" };
import assert from "node:assert/strict";
import { createRandom } from "./random.ts";
Deno.test("effect sizes agree with statsmodels when cells are empty or counts millions", () => {
  checkReference(reference, { cohenD, cohenH, lift, oddsRatio });
});

Deno.test("lift() and oddsRatio() cover the truth in 95 % ± 1 % of simulated experiments", () => {
  const random = createRandom(37);
  const runs = 8000;
  const draw = (rate: number) => {
    let successes = 0;
    for (let i = 0; i < 500; i++) if (random.uniform() < rate) successes++;
    return successes;
  };
  let [lifts, odds] = [0, 0];
  for (let run = 0; run < runs; run++) {
    const [a, b] = [draw(0.12), draw(0.1)];
    const relative = lift(a, 500, b, 500);
    if (relative.low <= 0.2 && 0.2 <= relative.high) lifts++;
    const ratio = oddsRatio(a, 500 - a, b, 500 - b);
    const truth = 0.12 * 0.9 / (0.88 * 0.1);
    if (ratio.low <= truth && truth <= ratio.high) odds++;
  }
  assert.ok(Math.abs(lifts / runs - 0.95) < 0.01, `lift ${lifts / runs}`);
  assert.ok(Math.abs(odds / runs - 0.95) < 0.01, `odds ratio ${odds / runs}`);
});

Deno.test("lift() stays finite when an arm has no success", () => {
  const { estimate, low, high } = lift(0, 100, 0, 100);
  assert.ok(estimate === 0 && low > -1 && Number.isFinite(high));
});

Deno.test("effect sizes name the requirement when the input is wrong", () => {
  assert.throws(() => cohenH(1.2, 0), /a to be from 0 to 1/);
  assert.throws(() => lift(5, 4, 1, 2), /successes to be from 0 to 4 but found 5/);
  assert.throws(() => lift(0, 0, 1, 2), /trials to be above 0/);
  assert.ok(Number.isNaN(cohenD([1], [2])));
});
