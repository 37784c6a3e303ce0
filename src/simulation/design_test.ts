import assert from "node:assert/strict";
import { sampleRatioCheck } from "../statistics/sample_ratio.ts";
import { createRandom } from "../statistics/random.ts";
import { pairedTTest, welchTTest } from "../statistics/t_test.ts";
import { assignedArm, type Design, planExperiment, plannedPower } from "./design.ts";

Deno.test("assignedArm() splits customers in halves, each seed its own way", () => {
  const counts = [0, 0];
  let changed = 0;
  for (let c = 0; c < 4000; c++) {
    counts[assignedArm(c, 1)]!++;
    if (assignedArm(c, 1) !== assignedArm(c, 2)) changed++;
  }
  assert.equal(sampleRatioCheck(counts).mismatch, false);
  assert.ok(changed > 1800 && changed < 2200);
});

for (const design of ["randomised", "paired"] as const satisfies Design[]) {
  Deno.test(`planExperiment() keeps its promise, ${design}: the difference is found in 80 %`, () => {
    const random = createRandom(7);
    const draw = (n: number, mean: number) =>
      Float64Array.from({ length: n }, () => mean + 0.1 * random.normal());
    const plan = planExperiment(400, design, draw(2000, 0.5));
    assert.ok(Math.abs(plannedPower(plan, plan.minimumDifference) - 0.8) < 0.01);
    const share = (difference: number) => {
      let found = 0;
      for (let r = 0; r < 1500; r++) {
        const n = design === "paired" ? 400 : 200;
        const [a, b] = [draw(n, 0.5), draw(n, 0.5 + difference)];
        const { pValue } = design === "paired" ? pairedTTest(b, a) : welchTTest(b, a);
        if (pValue < plan.alpha) found++;
      }
      return found / 1500;
    };
    const [planted, none] = [share(plan.minimumDifference), share(0)];
    assert.ok(Math.abs(planted - 0.8) < 0.05, String(planted)); // deviation 0.01
    assert.ok(Math.abs(none - 0.05) < 0.025, String(none)); // deviation 0.006
  });
}

Deno.test("planExperiment() says that a pilot without clicks tells nothing of lifts", () => {
  const { minimumLift, personasForFifth } = planExperiment(100, "randomised", new Float64Array(9));
  assert.deepEqual([minimumLift, personasForFifth], [null, null]);
});

Deno.test("planExperiment() throws when there are too few personas", () => {
  assert.throws(() => planExperiment(3, "paired", new Float64Array(9)), RangeError);
});
