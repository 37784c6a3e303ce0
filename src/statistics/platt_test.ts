import assert from "node:assert/strict";
import { applyPlatt, fitPlatt } from "./platt.ts";
import { createRandom } from "./random.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/platt.json" with { type: "json" };

Deno.test("fitPlatt() agrees with SciPy's root of the score equations", () => {
  checkReference(reference, { fitPlatt });
});

Deno.test("fitPlatt() recovers the curve that made the labels", () => {
  const random = createRandom(6);
  const scores = Float64Array.from({ length: 200_000 }, () => random.normal() * 3 + 10);
  const labels = Uint8Array.from(
    scores,
    (score) => random.uniform() < 1 / (1 + Math.exp(-(0.8 * score - 10))) ? 1 : 0,
  );
  const { slope, intercept } = fitPlatt(scores, labels);
  assert.ok(Math.abs(slope - 0.8) < 0.01, `slope ${slope}`);
  assert.ok(Math.abs(intercept + 10) < 0.15, `intercept ${intercept}`);
});

Deno.test("fitPlatt() makes predicted and smoothed target totals equal, the score equations", () => {
  const scores = [-3, -1, 0, 0.5, 2, 2, 4];
  const labels = [0, 1, 0, 0, 1, 0, 1];
  const model = fitPlatt(scores, labels);
  const target = labels.map((label) => label === 1 ? 4 / 5 : 1 / 6);
  let [total, moment] = [0, 0];
  scores.forEach((score, i) => {
    total += applyPlatt(model, score) - target[i]!;
    moment += (applyPlatt(model, score) - target[i]!) * score;
  });
  assert.ok(Math.abs(total) < 1e-12 && Math.abs(moment) < 1e-12, `${total} ${moment}`);
});

Deno.test("fitPlatt() gives one constant when labels are all 0 or scores all equal", () => {
  const zeros = fitPlatt([1, 2, 3], [0, 0, 0]);
  for (const score of [-10, 2, 10]) {
    assert.ok(Math.abs(applyPlatt(zeros, score) - 1 / (3 + 2)) < 1e-9);
  }
  const constant = fitPlatt([7, 7], [0, 1]);
  assert.ok(Math.abs(applyPlatt(constant, 7) - 1 / 2) < 1e-12);
  assert.ok(Number.isFinite(applyPlatt(fitPlatt([7], [1]), 1e6)));
});

Deno.test("fitPlatt() stays finite when the classes are separable or scores are huge", () => {
  const model = fitPlatt([-1e12, -2e12, 1e12, 2e12], [0, 0, 1, 1]);
  assert.ok(Number.isFinite(model.slope) && model.slope > 0);
  // Smoothed targets are 1 / 4 and 3 / 4; the mean over a class is kept by symmetry.
  assert.ok(applyPlatt(model, 2e12) > 0.7 && applyPlatt(model, 2e12) < 0.9);
});

Deno.test("fitPlatt() treats a weight of 2 like the case twice", () => {
  const twice = fitPlatt([1, 2, 2, 3], [0, 1, 1, 0]);
  const weighted = fitPlatt([1, 2, 3], [0, 1, 0], { weights: [1, 2, 1] });
  assert.ok(Math.abs(twice.slope - weighted.slope) < 1e-12);
  assert.ok(Math.abs(twice.intercept - weighted.intercept) < 1e-12);
});

Deno.test("fitPlatt() names the requirement when the input is wrong", () => {
  assert.throws(() => fitPlatt([], []), /at least 1 entry/);
  assert.throws(() => fitPlatt([1], [2]), /labels to be from 0 to 1 but found 2 at 0/);
});
