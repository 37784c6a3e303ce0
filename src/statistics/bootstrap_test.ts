import assert from "node:assert/strict";
import {
  bootstrapClusterRatio,
  bootstrapFoldMean,
  bootstrapFoldPairedDifference,
  bootstrapMean,
  bootstrapPairedDifference,
  quantileOfSorted,
  sumByCluster,
} from "./bootstrap.ts";
import { createRandom } from "./random.ts";

Deno.test("bootstrapMean() finds the quantiles of all 4^4 resamples when there are 4 values", () => {
  const values = Float64Array.of(0, 1, 10, 100);
  const all: number[] = [];
  for (const a of values) {
    for (const b of values) for (const c of values) for (const d of values) all.push(a + b + c + d);
  }
  all.sort((x, y) => x - y);
  const { mean, low, high } = bootstrapMean(values, { resamples: 200_000, level: 0.8, seed: 3 });
  assert.equal(mean, 111 / 4);
  assert.equal(low, quantileOfSorted(all, 0.1) / 4);
  assert.equal(high, quantileOfSorted(all, 0.9) / 4);
});

Deno.test("bootstrapMean() repeats a seed and differs between seeds", () => {
  const values = Float64Array.from({ length: 50 }, (_, i) => Math.sqrt(i));
  assert.deepEqual(bootstrapMean(values, { seed: 1 }), bootstrapMean(values, { seed: 1 }));
  assert.notDeepEqual(bootstrapMean(values, { seed: 1 }), bootstrapMean(values, { seed: 2 }));
});

Deno.test("bootstrapMean() covers the true mean in 95 % ± 1 % of simulated samples", () => {
  const random = createRandom(11);
  const runs = 3000;
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const values = Float64Array.from({ length: 200 }, () => random.normal());
    const { low, high } = bootstrapMean(values, { resamples: 400, seed: run });
    if (low <= 0 && 0 <= high) covered++;
  }
  assert.ok(Math.abs(covered / runs - 0.95) < 0.01, `coverage ${covered / runs}`);
});

Deno.test("bootstrapPairedDifference() is narrow when customers differ more than arms do", () => {
  const random = createRandom(4);
  const a = Float64Array.from({ length: 500 }, () => 10 * random.normal());
  const b = a.map((value) => value - 0.5 + 0.1 * random.normal());
  const { mean, low, high } = bootstrapPairedDifference(a, b);
  assert.ok(low < 0.5 && 0.5 < high && high - low < 0.05, `${low} … ${mean} … ${high}`);
  const swapped = bootstrapPairedDifference(b, a);
  assert.ok(Math.abs(swapped.mean + mean) < 1e-12);
});

Deno.test("bootstrapFoldMean() weighs folds equally and resamples each on its own", () => {
  const folds = [Float64Array.of(0, 2), Float64Array.of(4, 4, 4, 4, 4, 4), Float64Array.of(0, 6)];
  const { mean, low, high } = bootstrapFoldMean(folds, { resamples: 20_000, level: 0.999 });
  assert.equal(mean, (1 + 4 + 3) / 3);
  // The extremes need both small folds to draw one value twice, independently: 1 in 16.
  assert.ok(Math.abs(low - (0 + 4 + 0) / 3) < 1e-12);
  assert.ok(Math.abs(high - (2 + 4 + 6) / 3) < 1e-12);
});

Deno.test("bootstrapFoldMean() covers the mean over three weeks in 95 % ± 1 % of samples", () => {
  const random = createRandom(21);
  const runs = 2000;
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const folds = [80, 100, 120].map((size, week) =>
      Float64Array.from({ length: size }, () => random.uniform() < 0.3 ? 1 + week : week)
    );
    const { low, high } = bootstrapFoldMean(folds, { resamples: 400, seed: run });
    if (low <= 1.3 && 1.3 <= high) covered++;
  }
  assert.ok(Math.abs(covered / runs - 0.95) < 0.01, `coverage ${covered / runs}`);
});

Deno.test("bootstrapFoldPairedDifference() is the fold mean of the differences", () => {
  const a = [Float64Array.of(1, 2, 3), Float64Array.of(4, 5)];
  const b = [Float64Array.of(2, 2, 7), Float64Array.of(0, 5)];
  const differences = [Float64Array.of(-1, 0, -4), Float64Array.of(4, 0)];
  assert.deepEqual(bootstrapFoldPairedDifference(a, b), bootstrapFoldMean(differences));
});

Deno.test("bootstrapClusterRatio() is wider than a bootstrap by line when lines cluster", () => {
  const random = createRandom(8);
  const clusters = 200;
  const shown = new Float64Array(clusters).fill(10);
  // A customer clicks everything or nothing: 200 independent answers, not 2000.
  const clicks = shown.map(() => random.uniform() < 0.3 ? 10 : 0);
  const lines = Float64Array.from({ length: 2000 }, (_, i) => clicks[Math.floor(i / 10)]! / 10);
  const byCluster = bootstrapClusterRatio(clicks, shown);
  const byLine = bootstrapMean(lines);
  assert.ok(Math.abs(byCluster.mean - byLine.mean) < 1e-12);
  const ratio = (byCluster.high - byCluster.low) / (byLine.high - byLine.low);
  assert.ok(ratio > 2.7 && ratio < 3.7, `expected about √10 but found ${ratio}`);
});

Deno.test("sumByCluster() adds lines up and refuses codes out of range", () => {
  assert.deepEqual([...sumByCluster([1, 2, 3], Uint32Array.of(1, 1, 0), 2)], [3, 3]);
  assert.throws(() => sumByCluster([1], [2], 2), /found 2/);
});

Deno.test("bootstraps name the requirement when data are empty, unequal or not finite", () => {
  assert.throws(() => bootstrapMean(new Float64Array(0)), /at least 1 entry but found 0/);
  assert.throws(() => bootstrapMean(Float64Array.of(1, NaN)), /to be finite but found NaN at 1/);
  assert.throws(
    () => bootstrapPairedDifference(Float64Array.of(1), Float64Array.of(1, 2)),
    /found 1 and 2/,
  );
  assert.throws(() => bootstrapMean(Float64Array.of(1), { resamples: 0 }), /found 0/);
  assert.throws(() => bootstrapMean(Float64Array.of(1), { level: 95 }), /found 95/);
  assert.throws(
    () => bootstrapClusterRatio(Float64Array.of(1), Float64Array.of(0)),
    /sum to more than 0/,
  );
});

Deno.test("bootstrapFoldMean() with clusters is wider for people who are alike in every fold", () => {
  const random = createRandom(5);
  const one = Float64Array.from({ length: 300 }, () => random.uniform());
  const codes = Uint32Array.from(one, (_, i) => 7 * i);
  const width = ({ low, high }: { low: number; high: number }) => high - low;
  const apart = width(bootstrapFoldMean([one, one, one]));
  const together = width(bootstrapFoldMean([one, one, one], { clusters: [codes, codes, codes] }));
  const alone = width(bootstrapFoldMean([one]));
  assert.ok(Math.abs(together / alone - 1) < 0.1, "three copies tell no more than one");
  assert.ok(Math.abs(apart * Math.sqrt(3) / alone - 1) < 0.1);
});

Deno.test("bootstrapFoldMean() with clusters keeps the mean and refuses another shape", () => {
  const folds = [Float64Array.of(1, 2, 3), Float64Array.of(8)];
  assert.equal(bootstrapFoldMean(folds, { clusters: [[1, 2, 3], [2]] }).mean, 5);
  assert.throws(() => bootstrapFoldMean(folds, { clusters: [[1, 2], [2]] }), RangeError);
});
