import assert from "node:assert/strict";
import { randomNumbers, sampleData } from "./sample_data.ts";

Deno.test("randomNumbers() are evenly spread over [0, 1)", () => {
  const random = randomNumbers(1);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[Math.floor(random() * 10)]! += 1;
  assert.ok(counts.every((count) => Math.abs(count - 10_000) < 500), counts.join(" "));
});

Deno.test("sampleData() is the same for the same seed and has what was asked for", () => {
  const one = sampleData("ranking", { rows: 103, seed: 4, missing: 0.2 });
  const two = sampleData("ranking", { rows: 103, seed: 4, missing: 0.2 });
  assert.deepEqual(one, two);
  assert.deepEqual(Array.from(one.group!), [25, 25, 25, 25, 3]);
  const missing = one.features.data.filter((value) => Number.isNaN(value)).length;
  assert.ok(Math.abs(missing / one.features.data.length - 0.2) < 0.05);
});

Deno.test("sampleData() uses every class", () => {
  for (const [kind, classes] of [["binary", 2], ["multiclass", 3], ["ranking", 5]] as const) {
    assert.equal(new Set(Array.from(sampleData(kind).label)).size, classes);
  }
});
