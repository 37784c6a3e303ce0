import assert from "node:assert/strict";
import { createRandom, randomFromState, shuffle, splitMix64 } from "./random.ts";

Deno.test("randomFromState() gives xoshiro128**'s reference numbers from the state 1, 2, 3, 4", () => {
  const random = randomFromState([1, 2, 3, 4]);
  assert.deepEqual(Array.from({ length: 10 }, () => random.uint32()), [
    11520,
    0,
    5927040,
    70819200,
    2031721883,
    1637235492,
    1287239034,
    3734860849,
    3729100597,
    4258142804,
  ]);
});

Deno.test("splitMix64() gives the reference numbers of seed 1234567", () => {
  const next = splitMix64(1234567n);
  assert.deepEqual(Array.from({ length: 5 }, next), [
    6457827717110365317n,
    3203168211198807973n,
    9817491932198370423n,
    4593380528125082431n,
    16408922859458223821n,
  ]);
});

Deno.test("createRandom() repeats a seed and tells seeds and streams apart", () => {
  const words = (seed: number, stream?: number) => {
    const random = createRandom(seed, stream);
    return Array.from({ length: 8 }, () => random.uint32()).join();
  };
  assert.equal(words(42), words(42));
  const distinct = new Set([words(42), words(43), words(-42), words(42, 1), words(42, 2)]);
  assert.equal(distinct.size, 5);
});

Deno.test("uniform() and integer() fill their range evenly", () => {
  const random = createRandom(1);
  const bins = new Float64Array(60);
  const draws = 600_000;
  for (let i = 0; i < draws; i++) {
    bins[Math.floor(random.uniform() * 30)]!++;
    bins[30 + random.integer(30)]!++;
  }
  // Chi-square with 58 degrees of freedom; 99 is its 99.94 % quantile.
  const statistic = bins.reduce((sum, count) => sum + (count - draws / 30) ** 2 / (draws / 30), 0);
  assert.ok(statistic < 99, `chi-square ${statistic}`);
});

Deno.test("integer() has no modulo bias when the bound is near 2^32", () => {
  const random = createRandom(3);
  let low = 0;
  for (let i = 0; i < 100_000; i++) if (random.integer(3 * 2 ** 30) < 2 ** 30) low++;
  // A biased generator gives 1/2, an unbiased one 1/3 ± 0.0015.
  assert.ok(Math.abs(low / 100_000 - 1 / 3) < 0.006, `share ${low / 100_000}`);
});

Deno.test("normal() has the moments of the standard normal distribution", () => {
  const random = createRandom(2);
  const moments = [0, 0, 0, 0];
  const draws = 400_000;
  for (let i = 0; i < draws; i++) {
    const z = random.normal();
    for (let power = 1; power <= 4; power++) moments[power - 1]! += z ** power / draws;
  }
  const expected = [0, 1, 0, 3];
  moments.forEach((moment, i) => assert.ok(Math.abs(moment - expected[i]!) < 0.05, `${moments}`));
});

Deno.test("shuffle() gives every order equally often", () => {
  const random = createRandom(5);
  const counts = new Map<string, number>();
  for (let i = 0; i < 60_000; i++) {
    const order = shuffle(Uint8Array.of(1, 2, 3), random).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  assert.equal(counts.size, 6);
  for (const count of counts.values()) assert.ok(Math.abs(count - 10_000) < 400, `${count}`);
});

Deno.test("random streams name the requirement when an argument is out of range", () => {
  assert.throws(() => createRandom(0.5), /Expected seed to be a safe integer but found 0.5/);
  assert.throws(() => createRandom(1).integer(0), /Expected bound .* but found 0/);
  assert.throws(() => randomFromState([0, 0, 0, 0]), RangeError);
});
