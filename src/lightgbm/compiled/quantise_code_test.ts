import assert from "node:assert/strict";
import { bucketsFor } from "./buckets.ts";
import { neighbour } from "./columns.ts";
import { BLOCK_ROWS, CODE_STRIDE, compileModel } from "./mod.ts";
import { modelText, type TreeSpec } from "./testing.ts";

/** Thresholds that lead to each way of searching, with 300 so that codes need two columns. */
const SHAPES: Record<string, (i: number) => number> = {
  "linear 1": (i) => i * 0.25 - 30,
  "linear 3": (i) => i % 3 + Math.floor(i / 3) * 10_000,
  "bits 1": (i) => 1.3 ** (i - 150),
  "long": (i) => 1 + i * 2 ** -23 + (i === 299 ? 1e30 : 0),
};

function quantised(thresholds: readonly number[], decision: number, values: Float32Array) {
  const trees = thresholds.map((threshold): TreeSpec => ({
    feature: 0,
    threshold,
    decision,
    left: 0,
    right: 1,
  }));
  const model = compileModel(modelText(1, trees));
  assert.ok(!("reason" in model));
  const scorer = model.instantiate();
  scorer.values.set(values);
  scorer.quantise(0, values.length);
  return model.columns.map((column, c) => {
    const at = c * CODE_STRIDE;
    return { column, codes: scorer.codes.slice(at, at + values.length) };
  });
}

for (const [name, shape] of Object.entries({ ...SHAPES, scan: (i: number) => i })) {
  Deno.test(`quantiseFunction() ranks and patches missing values by a ${name} search`, () => {
    const count = name === "scan" ? 5 : 300;
    const thresholds = Array.from({ length: count }, (_, i) => Math.fround(shape(i)));
    const near = thresholds.flatMap((t) => [t, neighbour(t, 1), neighbour(t, -1)]);
    const special = [NaN, 0, -0, 1e-36, Infinity, -Infinity];
    const values = Float32Array.from([...special, ...near].slice(0, BLOCK_ROWS));
    for (const decision of [2, 4, 6, 8, 10]) {
      for (const { column, codes } of quantised(thresholds, decision, values)) {
        codes.forEach((code, i) => {
          const x = values[i]!;
          const flat = Math.abs(x) <= Math.fround(1e-35) || Number.isNaN(x) && decision < 8 ? 0 : x;
          const missing = Number.isNaN(x) && decision >= 8 || flat === 0 && decision >> 2 === 1;
          const rank = missing
            ? (decision & 2 ? 0 : count)
            : thresholds.filter((t) => flat > t).length;
          const wanted = Math.min(255, Math.max(0, rank - 255 * column.part));
          assert.equal(code ^ 128, wanted, `${x} in part ${column.part}, decision ${decision}`);
        });
      }
    }
  });
}

Deno.test("the shapes of these tests lead to every way of searching", () => {
  const ways = Object.values(SHAPES).map((shape) => {
    const { kind, most } = bucketsFor(Float32Array.from({ length: 300 }, (_, i) => shape(i)));
    return most > 3 ? "long" : `${kind} ${most > 1 ? 3 : 1}`;
  });
  assert.deepEqual(ways, Object.keys(SHAPES));
});
