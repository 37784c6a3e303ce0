import assert from "node:assert/strict";
import { createRandom, STREAM } from "./random.ts";

Deno.test("createRandom() repeats a sequence whatever was drawn in between", () => {
  const random = createRandom(7);
  const draw = (key: number, counter: number) => {
    random.open(STREAM.choice, key, counter);
    return [random.bits(), random.bits(), random.bits()];
  };
  const first = draw(5, 9);
  draw(6, 1);
  assert.deepEqual(draw(5, 9), first);
});

Deno.test("createRandom() gives other numbers for another seed, stream, key or counter", () => {
  const draw = (seed: number, stream: number, key: number, counter: number) => {
    const random = createRandom(seed);
    random.open(stream, key, counter);
    return random.bits();
  };
  const seen = new Set<number>();
  for (const seed of [0, 1, 2 ** 32, 2 ** 40, -1]) {
    for (const stream of [1, 2]) {
      for (const key of [0, 1, 2]) {
        for (const counter of [0, 1, 2]) seen.add(draw(seed, stream, key, counter));
      }
    }
  }
  assert.equal(seen.size, 5 * 2 * 3 * 3);
});

Deno.test("createRandom() is uniform and normal across neighbouring keys' first draws", () => {
  const random = createRandom(3);
  const n = 40_000;
  const bins = new Array(16).fill(0);
  let sum = 0, squares = 0;
  for (let key = 0; key < n; key++) {
    random.open(STREAM.taste, key, 0);
    bins[Math.floor(16 * random.uniform())] += 1;
    const z = random.normal();
    sum += z;
    squares += z * z;
  }
  const chi = bins.reduce((total, count) => total + (count - n / 16) ** 2 / (n / 16), 0);
  assert.ok(chi < 44, `chi-square of 15 degrees of freedom is ${chi}`);
  assert.ok(Math.abs(sum / n) < 0.02);
  assert.ok(Math.abs(squares / n - 1) < 0.03);
});
