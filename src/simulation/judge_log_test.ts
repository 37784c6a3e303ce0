import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import { assignedArm } from "./design.ts";
import { judgeArms, type LoggedSend } from "./judge_log.ts";

/** A log of the exported plan: B clicks 5 points more, active customers more than others. */
function log(count: number, seed: number): LoggedSend[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, c) => {
    const arm = assignedArm(c, seed) === 0 ? "A" : "B";
    const active = random.uniform();
    const rate = 0.05 + 0.1 * active + (arm === "B" ? 0.05 : 0);
    return { arm, propensity: 0.5, covariate: active, reward: random.uniform() < rate ? 1 : 0 };
  });
}

Deno.test("judgeArms() covers the known truth of both arms in 95 of 100 logs", () => {
  const truth = { A: 0.1, B: 0.15 };
  const covered: Record<string, number> = {};
  for (let seed = 1; seed <= 200; seed++) {
    for (const judged of judgeArms(log(800, seed))) {
      for (const method of ["ips", "snips", "doublyRobust"] as const) {
        const { low, high } = judged[method];
        const hit = low <= truth[judged.arm] && truth[judged.arm] <= high;
        covered[method] = (covered[method] ?? 0) + (hit ? 1 : 0);
      }
    }
  }
  // 400 intervals each, deviation of the share 0.011
  for (const [method, n] of Object.entries(covered)) assert.ok(n / 400 > 0.91, `${method} ${n}`);
});

Deno.test("judgeArms() has half of the log as effective sample under a fair split", () => {
  const [a] = judgeArms(log(2000, 3));
  assert.ok(Math.abs(a!.ips.effectiveSampleSize - 1000) < 100);
});

Deno.test("judgeArms() throws when a propensity is 0", () => {
  assert.throws(() => judgeArms([{ arm: "A", propensity: 0, reward: 1 }]), RangeError);
});
