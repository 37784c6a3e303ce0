import assert from "node:assert/strict";
import { credibleInterval, probabilityToBeBest } from "./bayesian.ts";
import { createRandom } from "./random.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/bayesian.json" with { type: "json" };

Deno.test("probabilityToBeBest() agrees with mpmath for 10^7 trials and chances below 1e-200", () => {
  checkReference(reference, { probabilityToBeBest });
});

Deno.test("probabilityToBeBest() sums to 1 and is the share of simulated winners", () => {
  const arms = [[3, 7], [9, 11], [6, 9]].map(([successes, trials]) => ({
    successes: successes!,
    trials: trials!,
  }));
  const probabilities = probabilityToBeBest(arms);
  assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-12);
  const random = createRandom(61);
  const wins = [0, 0, 0];
  const draws = 20_000;
  // The k-th smallest of n uniform numbers is Beta(k, n + 1 − k).
  const beta = (k: number, n: number) =>
    Float64Array.from({ length: n }, () => random.uniform()).sort()[k - 1]!;
  for (let draw = 0; draw < draws; draw++) {
    const rates = arms.map(({ successes, trials }) => beta(successes + 1, trials + 1));
    wins[rates.indexOf(Math.max(...rates))]! += 1 / draws;
  }
  wins.forEach((share, k) => assert.ok(Math.abs(share - probabilities[k]!) < 0.012));
});

Deno.test("credibleInterval() follows the prior", () => {
  const { estimate } = credibleInterval({ successes: 3, trials: 10 }, {
    priorSuccesses: 2,
    priorFailures: 8,
  });
  assert.equal(estimate, 5 / 20);
});

Deno.test("Bayesian measures name the requirement when the input is wrong", () => {
  assert.throws(() => probabilityToBeBest([]), /at least 1 entry/);
  assert.throws(() => credibleInterval({ successes: 2, trials: 1 }), /found 2/);
  assert.throws(
    () => credibleInterval({ successes: 0, trials: 1 }, { priorFailures: 0 }),
    /priorFailures to be above 0/,
  );
});
