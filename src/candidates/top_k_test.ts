import assert from "node:assert/strict";
import { createRandom } from "../statistics/random.ts";
import { topK } from "./top_k.ts";

Deno.test("topK() selects as sorting does, ties by code", () => {
  const random = createRandom(4);
  for (let round = 0; round < 200; round++) {
    const n = Math.floor(random.uniform() * 60);
    const k = 1 + Math.floor(random.uniform() * 12);
    const scores = Array.from({ length: n }, () => Math.floor(random.uniform() * 8));
    const best = topK(k);
    scores.forEach((score, code) => best.offer(code, score));
    const codes = new Uint32Array(k);
    const size = best.drainInto(codes, new Float32Array(k), 0);
    const expected = scores.map((_, code) => code)
      .sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, k);
    assert.deepEqual([...codes.subarray(0, size)], expected);
    assert.equal(best.drainInto(codes, new Float32Array(k), 0), 0);
  }
});

Deno.test("topK() refuses a k below 1", () => {
  assert.throws(() => topK(0), RangeError);
});
