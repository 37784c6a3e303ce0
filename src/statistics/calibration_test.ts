import assert from "node:assert/strict";
import { brierScore, expectedCalibrationError, logLoss, reliabilityBins } from "./calibration.ts";
import { createRandom } from "./random.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/calibration.json" with { type: "json" };

Deno.test("calibration measures agree with scikit-learn", () => {
  checkReference(reference, { brierScore, expectedCalibrationError, logLoss });
});

Deno.test("brierScore() and logLoss() are the means of their terms", () => {
  const probabilities = [0.2, 0.9, 0.4];
  const labels = [0, 1, 1];
  assert.ok(
    Math.abs(brierScore(probabilities, labels) - (0.2 ** 2 + 0.1 ** 2 + 0.6 ** 2) / 3) < 1e-15,
  );
  const expected = -(Math.log(0.8) + Math.log(0.9) + Math.log(0.4)) / 3;
  assert.ok(Math.abs(logLoss(probabilities, labels) - expected) < 1e-15);
});

Deno.test("logLoss() stays finite when a certain probability is wrong", () => {
  assert.ok(Math.abs(logLoss([1], [0]) + Math.log(Number.EPSILON)) < 1e-9);
  assert.equal(logLoss([1], [0], { clip: 0.25 }), -Math.log(0.25));
});

Deno.test("reliabilityBins() loses nobody and keeps equal probabilities together", () => {
  const random = createRandom(12);
  const probabilities = Array.from({ length: 997 }, () => Math.round(random.uniform() * 20) / 20);
  const labels = probabilities.map((p) => random.uniform() < p ? 1 : 0);
  for (const binning of ["mass", "width"] as const) {
    const bins = reliabilityBins(probabilities, labels, { binning, bins: 7 });
    assert.equal(bins.reduce((sum, bin) => sum + bin.count, 0), 997);
    const predicted = bins.reduce((sum, bin) => sum + bin.count * bin.predicted, 0);
    assert.ok(Math.abs(predicted - probabilities.reduce((sum, p) => sum + p, 0)) < 1e-9);
    for (const bin of bins) assert.ok(bin.low <= bin.observed && bin.observed <= bin.high);
  }
  assert.equal(reliabilityBins([0.3, 0.3, 0.3], [1, 0, 0], { bins: 3 }).length, 1);
});

Deno.test("reliabilityBins() puts 1 into the last bin when bins are of equal width", () => {
  const bins = reliabilityBins([0, 0.5, 1], [0, 0, 1], { bins: 2, binning: "width" });
  assert.deepEqual(bins.map(({ count, predicted, observed }) => [count, predicted, observed]), [
    [1, 0, 0],
    [2, 0.75, 1 / 2],
  ]);
});

Deno.test("expectedCalibrationError() is near 0 for true probabilities, not for shifted ones", () => {
  const random = createRandom(13);
  const truth = Float64Array.from({ length: 100_000 }, () => 0.1 * random.uniform());
  const labels = Uint8Array.from(truth, (p) => random.uniform() < p ? 1 : 0);
  assert.ok(expectedCalibrationError(truth, labels) < 0.005);
  const shifted = truth.map((p) => p + 0.2);
  assert.ok(Math.abs(expectedCalibrationError(shifted, labels) - 0.2) < 0.005);
});

Deno.test("calibration measures name the requirement when the input is wrong", () => {
  assert.throws(() => brierScore([], []), /at least 1 entry/);
  assert.throws(() => brierScore([1.5], [1]), /probabilities to be from 0 to 1 but found 1.5/);
  assert.throws(() => logLoss([0.5], [0.5]), /labels to be 0 or 1 but found 0.5/);
  assert.throws(() => reliabilityBins([0.5], [1], { bins: 0 }), /bins .* but found 0/);
});
