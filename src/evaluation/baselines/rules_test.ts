import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { fillUp, LIST_LENGTH, popularityBaseline, repurchaseBaseline } from "./rules.ts";

const shop = shopFromLines([
  { customer: 0, article: 0, day: 90 },
  { customer: 0, article: 0, day: 95 },
  { customer: 0, article: 1, day: 95 },
  { customer: 0, article: 2, day: 95 },
  { customer: 1, article: 2, day: 97 },
  { customer: 2, article: 3, day: 98 },
  { customer: 1, article: 3, day: 98 },
  { customer: 3, article: 3, day: 98 },
]);
const snapshot = snapshotAt(shop, 100);

Deno.test("repurchaseBaseline() ranks own articles by orders, ties by popularity, then popularity", () => {
  assert.deepEqual([...Array.from(repurchaseBaseline(snapshot)(0))], [0, 2, 1, 3]);
});

Deno.test("popularityBaseline() is the same for everybody and counts buyers, not lines", () => {
  const recommend = popularityBaseline(snapshot);
  assert.deepEqual(Array.from(recommend(0)), [3, 2, 0, 1]);
  assert.deepEqual(Array.from(recommend(3)), [3, 2, 0, 1]);
});

Deno.test("repurchaseBaseline() lets an order count half after a half-life, lines of one order once", () => {
  const lines = [
    { customer: 0, article: 0, day: 80 },
    { customer: 0, article: 0, day: 80 },
    { customer: 0, article: 0, day: 80 },
    { customer: 0, article: 1, day: 90 },
    { customer: 0, article: 2, day: 70 },
    { customer: 0, article: 2, day: 80 },
  ];
  const order = (halfLifeDays: number) =>
    Array.from(repurchaseBaseline(snapshotAt(shopFromLines(lines), 90 + 1), { halfLifeDays })(0));
  // after 10 days half: article 2 has 1/2 + 1/4 of what article 1 has, article 0 has 1/2
  assert.deepEqual(order(10), [1, 2, 0]);
  // after 100 days half: two orders beat one
  assert.deepEqual(order(100), [2, 1, 0]);
});

Deno.test("popularityBaseline() forgets buyers before its window", () => {
  assert.deepEqual(Array.from(popularityBaseline(snapshot, { days: 2 })(0)), [3]);
});

Deno.test("fillUp() never gives more than a list's length", () => {
  const codes = Array.from({ length: 3 * LIST_LENGTH }, (_, i) => i);
  assert.equal(fillUp(codes, Uint32Array.of(1)).length, LIST_LENGTH);
});
