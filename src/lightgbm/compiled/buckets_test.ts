import assert from "node:assert/strict";
import { bucketsFor, rankOf } from "./buckets.ts";
import { neighbour } from "./columns.ts";
import { uniform } from "./trial_data.ts";

const random = uniform(5);

const SHAPES: Record<string, () => number> = {
  even: () => random() * 8 - 4,
  heavyTailed: () => Math.exp(random() * 60 - 30),
  bothTails: () => (random() - 0.5) * 10 ** Math.floor(random() * 40 - 20),
  counts: () => Math.floor(random() * 300) + 0.5,
  farFromZero: () => 20_000 + random(),
  neighbours: () => 1 + Math.floor(random() * 400) * 2 ** -23,
  extremes: () =>
    [-Infinity, -3.4028234663852886e38, 3.4028234663852886e38, 1e-35][random() * 9 | 0] ?? random(),
};

function sortedThresholds(draw: () => number, count: number): Float32Array {
  return Float32Array.from(new Set(Array.from({ length: count }, () => Math.fround(draw()))))
    .sort();
}

Deno.test("rankOf() counts the thresholds below a value on every shape of thresholds", () => {
  for (const [name, draw] of Object.entries(SHAPES)) {
    for (const count of [1, 7, 60, 255, 1000]) {
      const thresholds = sortedThresholds(draw, count);
      const buckets = bucketsFor(thresholds);
      const values = Array.from(thresholds).flatMap((t) => [t, neighbour(t, 1), neighbour(t, -1)])
        .filter((x) => !Number.isNaN(x)).concat(0, -0, Infinity, -Infinity, 1e-40);
      for (const x of values) {
        const brute = thresholds.filter((t) => t < x).length;
        assert.equal(rankOf(buckets, x), brute, `${name} ${count} ${buckets.kind} at ${x}`);
      }
    }
  }
});

Deno.test("bucketsFor() finds tables of at most three thresholds a bucket for usual features", () => {
  for (const name of ["even", "heavyTailed", "counts", "farFromZero"]) {
    const buckets = bucketsFor(sortedThresholds(SHAPES[name]!, 255));
    assert.ok(buckets.most <= 3, `${name}: ${buckets.most} in a bucket of kind ${buckets.kind}`);
  }
});

Deno.test("bucketsFor() uses the float's bits when thresholds span many magnitudes", () => {
  assert.equal(bucketsFor(sortedThresholds(SHAPES["heavyTailed"]!, 255)).kind, "bits");
});

Deno.test("bucketsFor() is not thrown off by a threshold at infinity", () => {
  const thresholds = Float32Array.from({ length: 100 }, (_, i) => i);
  const same = bucketsFor(thresholds);
  assert.deepEqual(bucketsFor(Float32Array.of(...thresholds, Infinity)), same);
  assert.equal(same.kind, "linear");
});
