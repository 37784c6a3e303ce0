import assert from "node:assert/strict";
import { applyPlatt } from "../statistics/platt.ts";
import { createRandom } from "../statistics/random.ts";
import { calibrate, interceptFor, logit, meanProbability } from "./calibrate.ts";
import type { CutoffRows } from "./training_rows.ts";

/** Cutoffs, newest first, whose labels follow `slope · score + level`. */
function cutoffs(slope: number, levels: readonly number[]) {
  const random = createRandom(6);
  const scores = levels.map(() =>
    Float64Array.from({ length: 4000 }, () => 4 * random.uniform() - 4)
  );
  const parts = levels.map((level, k) => {
    const labels = Uint8Array.from(
      scores[k]!,
      (score) => random.uniform() < applyPlatt({ slope, intercept: level }, score) ? 1 : 0,
    );
    return { cut: 100 - 7 * k, labels } as unknown as CutoffRows;
  });
  return { parts, scores };
}

Deno.test("calibrate() recovers a steep slope and a steady level", () => {
  const { parts, scores } = cutoffs(1.2, [0.3, 0.3, 0.3, 0.3, 0.3]);
  const { slope, intercept } = calibrate(parts, scores);
  assert.ok(Math.abs(slope - 1.2) < 0.06, `slope ${slope}`);
  assert.ok(Math.abs(intercept - 0.3) < 0.1, `intercept ${intercept}`);
});

Deno.test("calibrate() makes up for a flat slope of an older ensemble, and not for more", () => {
  const slopeOf = (slope: number) => {
    const { parts, scores } = cutoffs(slope, [0.3, 0.3, 0.3, 0.3, 0.3]);
    return calibrate(parts, scores).slope;
  };
  assert.equal(slopeOf(0.85), 1);
  assert.ok(Math.abs(slopeOf(0.6) - (0.6 + 0.25)) < 0.06);
});

Deno.test("calibrate() takes the newest level where levels move", () => {
  const { parts, scores } = cutoffs(1, [1, 1, 0.2, -0.6, -0.6]);
  assert.ok(calibrate(parts, scores).intercept > 0.8);
});

Deno.test("interceptFor() makes the mean probability what it is asked for", () => {
  const scores = Float64Array.of(-3, -1, 0, 2);
  for (const level of [0.01, 0.3, 0.9]) {
    const intercept = interceptFor(level, scores, 0.7);
    assert.ok(Math.abs(meanProbability({ slope: 0.7, intercept }, scores) - level) < 1e-8);
  }
});

Deno.test("logit() is clipped to finite values", () => {
  assert.equal(logit(0.5), 0);
  assert.ok(Number.isFinite(logit(0)) && Number.isFinite(logit(1)));
});
