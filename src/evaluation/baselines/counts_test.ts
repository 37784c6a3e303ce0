import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { trialShop } from "../../ranking/trial_shop.ts";
import { bestScores, orderCounts, transposed } from "./counts.ts";

Deno.test("orderCounts() counts an article once per order", () => {
  const shop = shopFromLines([
    { customer: 1, article: 2, day: 5, minute: 60 },
    { customer: 1, article: 2, day: 5, minute: 60 },
    { customer: 1, article: 2, day: 5, minute: 70 },
    { customer: 1, article: 0, day: 9, minute: 60 },
  ]);
  const { rows, offsets, column, value } = orderCounts(snapshotAt(shop, 9));
  assert.deepEqual([rows, [...offsets], [...column], [...value]], [2, [0, 0, 1], [2], [2]]);
});

Deno.test("transposed() twice gives the matrix back, rows in order of column", () => {
  const counts = orderCounts(snapshotAt(trialShop({ customers: 40 }), 1110));
  const dense = (matrix: typeof counts) => {
    const out = Array.from({ length: matrix.rows }, () => new Array(matrix.columns).fill(0));
    for (let r = 0; r < matrix.rows; r++) {
      for (let i = matrix.offsets[r]!; i < matrix.offsets[r + 1]!; i++) {
        out[r]![matrix.column[i]!] = matrix.value[i]!;
      }
    }
    return out;
  };
  const flipped = dense(transposed(counts));
  assert.deepEqual(dense(counts), dense(transposed(transposed(counts))));
  assert.deepEqual(dense(counts), flipped[0]!.map((_, r) => flipped.map((row) => row[r])));
  assert.ok(counts.column.length > 100);
});

Deno.test("orderCounts() takes every n-th customer of a large shop", () => {
  const snapshot = snapshotAt(trialShop({ customers: 40 }), 1110);
  const all = orderCounts(snapshot);
  const some = orderCounts(snapshot, { maxCustomers: 10 });
  assert.equal(some.rows, 10);
  const of = (matrix: typeof all, r: number) => [
    ...matrix.column.subarray(matrix.offsets[r], matrix.offsets[r + 1]),
  ];
  assert.deepEqual(of(some, 3), of(all, 12));
});

Deno.test("bestScores() leaves out what has no score", () => {
  assert.deepEqual(bestScores(Float64Array.of(0, -1, 0.5)), [2]);
});
