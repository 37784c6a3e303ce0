import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { trialShop } from "../../ranking/trial_shop.ts";
import { bm25Recommender, bm25Weights, nearestRows } from "./bm25.ts";
import { orderCounts, transposed } from "./counts.ts";

Deno.test("bm25Weights() weighs long rows and busy columns less, as the formula says", () => {
  const articles = {
    rows: 3,
    columns: 2,
    offsets: Uint32Array.of(0, 2, 3, 3),
    column: Uint32Array.of(0, 1, 0),
    value: Float64Array.of(2, 4, 3),
  };
  const { value } = bm25Weights(articles, { k1: 2, b: 0.5 });
  const [busy, quiet] = [Math.log(3) - Math.log(3), Math.log(3) - Math.log(2)];
  const norm = (length: number) => 2 * (0.5 + 0.5 * length / (9 / 3));
  assert.deepEqual([...value], [
    2 * 3 / (2 + norm(6)) * busy,
    4 * 3 / (4 + norm(6)) * quiet,
    3 * 3 / (3 + norm(3)) * busy,
  ]);
});

Deno.test("nearestRows() gives the strongest products of a dense multiplication", () => {
  const counts = transposed(orderCounts(snapshotAt(trialShop({ customers: 60 }), 1120)));
  const matrix = bm25Weights(counts);
  const dense = Array.from({ length: matrix.rows }, () => new Float64Array(matrix.columns));
  for (let r = 0; r < matrix.rows; r++) {
    for (let i = matrix.offsets[r]!; i < matrix.offsets[r + 1]!; i++) {
      dense[r]![matrix.column[i]!] = matrix.value[i]!;
    }
  }
  const near = nearestRows(matrix, 5);
  for (let r = 0; r < matrix.rows; r++) {
    const expected = dense
      .map((row) => row.reduce((sum, x, c) => sum + x * dense[r]![c]!, 0))
      .filter((product) => product > 0).sort((a, b) => b - a).slice(0, 5);
    const found = [...near.value.subarray(near.offsets[r]!, near.offsets[r + 1]!)];
    assert.equal(found.length, expected.length);
    found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) < 1e-9 * value));
  }
});

Deno.test("bm25Recommender() keeps bought articles and finds what goes with them", () => {
  const lines = [];
  for (let customer = 0; customer < 6; customer++) {
    for (const article of [0, 1].map((a) => a + 2 * (customer % 2))) {
      lines.push({ customer, article, day: 95 });
    }
  }
  lines.push({ customer: 6, article: 2, day: 96 }, { customer: 7, article: 4, day: 1 });
  const recommend = bm25Recommender(snapshotAt(shopFromLines(lines), 100));
  assert.deepEqual(Array.from(recommend(6)).slice(0, 2).sort(), [2, 3]);
  assert.deepEqual(Array.from(recommend(0)).slice(0, 2).sort(), [0, 1]);
});
