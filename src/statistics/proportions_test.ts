import {
  clopperPearsonInterval,
  newcombeInterval,
  twoProportionZTest,
  wilsonInterval,
} from "./proportions.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/proportions.json" with { type: "json" };
import assert from "node:assert/strict";
import { createRandom } from "./random.ts";
Deno.test("proportions agree with statsmodels when arms are empty, single or of 10^7", () => {
  checkReference(reference, {
    clopperPearsonInterval,
    newcombeInterval,
    twoProportionZTest,
    wilsonInterval,
  });
});

/** Share of simulated experiments whose interval holds the truth. */
function coverage(
  runs: number,
  holds: (draw: (p: number, n: number) => number) => boolean,
): number {
  const random = createRandom(17);
  const draw = (p: number, n: number) => {
    let successes = 0;
    for (let i = 0; i < n; i++) if (random.uniform() < p) successes++;
    return successes;
  };
  let covered = 0;
  for (let run = 0; run < runs; run++) if (holds(draw)) covered++;
  return covered / runs;
}

Deno.test("wilsonInterval() covers the truth in 95 % ± 1 % of simulated samples", () => {
  for (const rate of [0.07, 0.3]) {
    const share = coverage(10_000, (draw) => {
      const { low, high } = wilsonInterval(draw(rate, 400), 400);
      return low <= rate && rate <= high;
    });
    assert.ok(Math.abs(share - 0.95) < 0.01, `rate ${rate}: ${share}`);
  }
});

Deno.test("newcombeInterval() covers the truth in 95 % ± 1 % of simulated experiments", () => {
  const share = coverage(10_000, (draw) => {
    const { low, high } = newcombeInterval(draw(0.12, 300), 300, draw(0.08, 400), 400);
    return low <= 0.04 && 0.04 <= high;
  });
  assert.ok(Math.abs(share - 0.95) < 0.01, `${share}`);
});

Deno.test("clopperPearsonInterval() covers the truth in at least 95 % of simulated samples", () => {
  const share = coverage(5000, (draw) => {
    const { low, high } = clopperPearsonInterval(draw(0.1, 20), 20);
    return low <= 0.1 && 0.1 <= high;
  });
  assert.ok(share >= 0.95, `${share}`);
});

Deno.test("proportions name the requirement when counts are wrong", () => {
  assert.throws(() => wilsonInterval(3, 2), /successes to be from 0 to 2 but found 3/);
  assert.throws(() => wilsonInterval(0, 0), /trials to be above 0/);
  assert.throws(() => wilsonInterval(1, 2, { level: 95 }), /level to be from/);
});
