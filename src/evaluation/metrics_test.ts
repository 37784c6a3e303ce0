import assert from "node:assert/strict";
import fc from "fast-check";
import { averagePrecision, customerMetrics, hitsAt, METRICS, ndcg } from "./metrics.ts";

Deno.test("averagePrecision() returns 0 when nothing is relevant", () => {
  assert.equal(averagePrecision([0, 0], 0, 12), 0);
});

Deno.test("averagePrecision() divides by min(relevant, k)", () => {
  assert.equal(averagePrecision([0, 1, 1], 2, 12), 1 / 2 * (1 / 2 + 2 / 3));
  assert.equal(averagePrecision([1, 1], 5, 2), 1 / 2 * (1 / 1 + 2 / 2));
});

Deno.test("averagePrecision() ignores hits after k", () => {
  assert.equal(averagePrecision([0, 0, 1], 1, 2), 0);
});

Deno.test("ndcg() is 1 for a perfect list and falls with the first hit's rank", () => {
  assert.equal(ndcg([1, 1, 0], 2, 10), 1);
  assert.equal(ndcg([0, 0, 1], 1, 10), 1 / Math.log2(4));
});

Deno.test("customerMetrics() agrees with the definitions by brute force", () => {
  const lists = fc.tuple(fc.array(fc.integer({ min: 0, max: 1 }), { maxLength: 120 }), fc.nat(30));
  fc.assert(fc.property(lists, ([hits, more]) => {
    const relevant = hits.reduce((a, b) => a + b, 0) + more;
    const found = customerMetrics(hits, relevant);
    assert.equal(found.length, METRICS.length);
    const expected = bruteForce(hits, relevant);
    found.forEach((value, m) => assert.ok(Math.abs(value - expected[m]!) < 1e-12, METRICS[m]));
  }));
});

Deno.test("hitsAt() counts no further than the list", () => {
  assert.equal(hitsAt([1], 10), 1);
});

/** Straight from the formulas, one rank at a time. */
function bruteForce(hits: number[], relevant: number): number[] {
  const upTo = (k: number) => hits.slice(0, k).reduce((a, b) => a + b, 0);
  const precisionAt = (i: number) => upTo(i) / i;
  const ap = hits.slice(0, 12)
    .reduce((sum, hit, i) => sum + hit * precisionAt(i + 1), 0);
  const gains = (list: number[]) =>
    list.slice(0, 10).reduce((sum, hit, i) => sum + hit / Math.log2(i + 2), 0);
  const ideal = gains(Array.from({ length: Math.min(relevant, 10) }, () => 1));
  const ratio = (a: number, b: number) => b === 0 ? 0 : a / b;
  return [
    ratio(ap, Math.min(relevant, 12)),
    ratio(gains(hits), ideal),
    upTo(10) > 0 ? 1 : 0,
    upTo(10) / 10,
    ratio(upTo(10), relevant),
    ratio(upTo(100), relevant),
  ];
}
