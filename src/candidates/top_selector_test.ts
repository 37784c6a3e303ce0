import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import { topSelector } from "./top_selector.ts";

Deno.test("topSelector() selects as sorting does, ties by code", () => {
  const random = createRandom(5);
  const draw: (() => number)[] = [
    () => random.uniform(),
    () => 1 + Math.floor(random.uniform() * 4),
    () => Math.pow(2, -100 * random.uniform()),
    // float64s that are one float32
    () => 1 + Math.floor(random.uniform() * 4) * 1e-12,
  ];
  for (let round = 0; round < 400; round++) {
    const n = Math.floor(random.uniform() * 80);
    const k = 1 + Math.floor(random.uniform() * 30);
    const best = topSelector(k, 100);
    for (let again = 0; again < 2; again++) {
      const scores = Array.from({ length: n }, draw[round % draw.length]!);
      const order = scores.map((_, i) => i).sort(() => random.uniform() - 0.5);
      order.forEach((code, i) => {
        best.code[i] = code;
        best.score[i] = scores[code]!;
      });
      const codes = new Uint32Array(k);
      const chosen = new Float64Array(k);
      const size = best.select(n, codes, chosen);
      const expected = scores.map((_, code) => code)
        .sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k);
      assert.deepEqual([...codes.subarray(0, size)], expected);
      assert.deepEqual([...chosen.subarray(0, size)], expected.map((code) => scores[code]));
    }
  }
});

Deno.test("topSelector() refuses a k below 1", () => {
  assert.throws(() => topSelector(0, 1), RangeError);
});
