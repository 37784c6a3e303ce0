import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import { DRIFT_THRESHOLDS, type DriftInput, driftReport, shift } from "./drift.ts";
import type { RowSample } from "./reference.ts";

/** Two columns, `price` and `age`, of random customers. */
function sample(
  seed: number,
  rows: number,
  change: (row: number[]) => number[] = (r) => r,
): RowSample {
  const random = createRandom(seed);
  const cells = Array.from(
    { length: rows },
    () =>
      change([random.normal(), random.uniform() < 0.2 ? NaN : Math.floor(40 * random.uniform())]),
  );
  return {
    features: ["price", "age"],
    rows,
    data: Float32Array.from(cells.flat()),
    score: Float64Array.from(cells, ([price]) => price! / 2),
  };
}

function input(then: RowSample, now: RowSample, days = 7): DriftInput {
  return {
    version: "a",
    trainedAsOf: "2020-01-01",
    asOf: new Date(Date.UTC(2020, 0, 1 + days)).toISOString().slice(0, 10),
    listsAsOf: null,
    then,
    now,
    gain: { price: 30, age: 10 },
  };
}

Deno.test("driftReport() is quiet on two samples of the same customers, small ones too", () => {
  for (const rows of [20, 60, 300, 2000]) {
    for (let seed = 1; seed <= 10; seed++) {
      const report = driftReport(input(sample(seed, rows), sample(seed + 1000, rows)));
      assert.equal(report.drifted, false, `${rows} rows, seed ${seed}: ${report.findings}`);
    }
  }
});

Deno.test("driftReport() names what moved, with its share of the gain", () => {
  const now = sample(2, 800, ([price, age]) => [price! + 2, age!]);
  const report = driftReport(input(sample(1, 800), now));
  assert.deepEqual(report.features.map(({ feature, moved }) => [feature, moved]), [
    ["price", true],
    ["age", false],
  ]);
  assert.equal(report.movedGain, 30 / 40);
  assert.equal(report.score!.moved, true);
  assert.match(report.findings[0]!, /75 % of the model's gain.*price: median/);
});

Deno.test("driftReport() sees values that go missing", () => {
  const now = sample(2, 800, ([price]) => [price!, NaN]);
  const [age] = driftReport(input(sample(1, 800), now)).features;
  assert.equal(age!.feature, "age");
  assert.equal(age!.moved, true);
  assert.equal(age!.missing.now, 1);
});

Deno.test("driftReport() lets a shift of what the model hardly uses pass", () => {
  const now = sample(2, 800, ([price]) => [price!, 90]);
  const report = driftReport({ ...input(sample(1, 800), now), gain: { price: 99, age: 1 } });
  assert.equal(report.features[0]!.moved, true);
  assert.equal(report.drifted, false);
});

Deno.test("driftReport() tells a model that is older than its bound", () => {
  const fresh = driftReport(input(sample(1, 50), sample(1, 50), 28));
  const old = driftReport(input(sample(1, 50), sample(1, 50), 29));
  assert.deepEqual([fresh.drifted, old.drifted], [false, true]);
  assert.match(old.findings[0]!, /model is of 2020-01-01, 29 days before 2020-01-30: more than 28/);
});

Deno.test("shift() compares nothing with nothing", () => {
  assert.equal(shift([], [1], DRIFT_THRESHOLDS).moved, false);
  assert.equal(shift([NaN, NaN], [NaN], DRIFT_THRESHOLDS).moved, false);
});
