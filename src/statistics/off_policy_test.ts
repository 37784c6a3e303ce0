import assert from "node:assert/strict";
import { doublyRobust, ips, type ModelledSends, snips } from "./off_policy.ts";
import { createRandom } from "./random.ts";

/** Two kinds of customers, three hours to send at, and the click rate of each pair. */
const CLICK = [[0.1, 0.3, 0.5], [0.6, 0.2, 0.1]] as const;
/** How the log chose hours, and how the policy to be judged would, per kind. */
const LOGGING = [[0.4, 0.3, 0.3], [0.3, 0.3, 0.4]] as const;
const TARGET = [[0, 0.2, 0.8], [0.9, 0.1, 0]] as const;
/** What the judged policy earns of each kind. */
const EXPECTED = [0.2 * 0.3 + 0.8 * 0.5, 0.9 * 0.6 + 0.1 * 0.2] as const;
/** The judged policy's click rate: half of the customers are of each kind. */
const TRUTH = (EXPECTED[0] + EXPECTED[1]) / 2;

/** A log of sends; the model's guesses are the true rates plus `modelError`. */
function simulate(sends: number, seed: number, modelError = 0): ModelledSends {
  const random = createRandom(seed);
  const log = {
    reward: new Float64Array(sends),
    propensity: new Float64Array(sends),
    targetProbability: new Float64Array(sends),
    predictedLogged: new Float64Array(sends),
    predictedTarget: new Float64Array(sends),
  };
  for (let i = 0; i < sends; i++) {
    const kind = random.integer(2);
    const u = random.uniform();
    const [first, second] = LOGGING[kind]!;
    const hour = u < first ? 0 : u < first + second ? 1 : 2;
    log.reward[i] = random.uniform() < CLICK[kind]![hour]! ? 1 : 0;
    log.propensity[i] = LOGGING[kind]![hour]!;
    log.targetProbability[i] = TARGET[kind]![hour]!;
    log.predictedLogged[i] = CLICK[kind]![hour]! + modelError;
    log.predictedTarget[i] = modelError +
      EXPECTED[kind]!;
  }
  return log;
}

Deno.test("ips(), snips() and doublyRobust() cover the known truth in 95 % ± 1 % of logs", () => {
  const runs = 3000;
  const estimators = { ips, snips, doublyRobust };
  const covered = { ips: 0, snips: 0, doublyRobust: 0 };
  const mean = { ips: 0, snips: 0, doublyRobust: 0 };
  for (let run = 0; run < runs; run++) {
    const log = simulate(800, run, 0.1);
    for (const [name, estimator] of Object.entries(estimators)) {
      const { estimate, low, high } = estimator(log);
      mean[name as keyof typeof mean] += estimate / runs;
      if (low <= TRUTH && TRUTH <= high) covered[name as keyof typeof covered]++;
    }
  }
  for (const name of ["ips", "snips", "doublyRobust"] as const) {
    assert.ok(Math.abs(covered[name] / runs - 0.95) < 0.01, `${name}: ${covered[name] / runs}`);
    assert.ok(Math.abs(mean[name] - TRUTH) < 0.005, `${name}: ${mean[name]} for ${TRUTH}`);
  }
  // The log's own click rate is something else, so that the weights matter.
  const { reward } = simulate(100_000, 1);
  assert.ok(Math.abs(Array.from(reward).reduce((sum, r) => sum + r, 0) / 100_000 - TRUTH) > 0.2);
});

Deno.test("doublyRobust() is right with a wrong model, or with wrong propensities and a right one", () => {
  const wrongModel = simulate(200_000, 3, 0.3);
  assert.ok(Math.abs(doublyRobust(wrongModel).estimate - TRUTH) < 0.01);
  const log = simulate(200_000, 4);
  const wrong = { ...log, propensity: new Float64Array(200_000).fill(1 / 2) };
  assert.ok(Math.abs(doublyRobust(wrong).estimate - TRUTH) < 0.01);
  assert.ok(Math.abs(ips(wrong).estimate - TRUTH) > 0.05);
});

Deno.test("doublyRobust() is narrower than ips() when the model is good", () => {
  const log = simulate(20_000, 5);
  const width = (estimate: { low: number; high: number }) => estimate.high - estimate.low;
  assert.ok(width(doublyRobust(log)) < 0.8 * width(ips(log)));
});

Deno.test("snips() is the logged mean, with every send effective, when the policies are the same", () => {
  const { reward, propensity } = simulate(500, 6);
  const found = snips({ reward, propensity, targetProbability: propensity });
  const mean = Array.from(reward).reduce((sum, r) => sum + r, 0) / 500;
  assert.ok(Math.abs(found.estimate - mean) < 1e-12);
  assert.ok(Math.abs(found.effectiveSampleSize - 500) < 1e-9);
  assert.equal(found.clippedShare, 0);
});

Deno.test("clipping tells how many weights it changed", () => {
  const log = { reward: [1, 1], propensity: [0.1, 0.5], targetProbability: [1, 0.5] };
  const found = ips(log, { clip: 4 });
  assert.equal(found.estimate, (4 + 1) / 2);
  assert.equal(found.largestWeight, 4);
  assert.equal(found.clippedShare, 1 / 2);
});

Deno.test("snips() is NaN and no send effective when no send could be the judged policy's", () => {
  const found = snips({ reward: [1], propensity: [1], targetProbability: [0] });
  assert.ok(Number.isNaN(found.estimate));
  assert.equal(found.effectiveSampleSize, 0);
});

Deno.test("off-policy estimates name the requirement when the log is wrong", () => {
  const log = { reward: [1], propensity: [0], targetProbability: [1] };
  assert.throws(() => ips(log), /propensity to be from .* but found 0 at 0/);
  assert.throws(() => ips({ ...log, propensity: [0.5, 0.5] }), /found 1 and 2/);
  assert.throws(() => ips({ ...log, propensity: [0.5] }, { clip: 0 }), /clip to be above 0/);
});
