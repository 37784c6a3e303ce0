import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { trialShop } from "../../ranking/trial_shop.ts";
import { createRandom } from "../../statistics/random.ts";
import { alsArticleFactors, alsRecommender, type FactorRows, improveRows } from "./als.ts";
import { orderCounts, type SparseRows } from "./counts.ts";

const counts = orderCounts(snapshotAt(trialShop({ customers: 30, articles: 20 }), 1120));
const [ALPHA, LAMBDA, K] = [3, 0.7, 4];

function randomFactors(rows: number, seed: number): FactorRows {
  const random = createRandom(seed);
  return { k: K, values: Float64Array.from({ length: rows * K }, () => random.uniform() - 0.5) };
}

/** The objective of the paper, over every pair. */
function objective(matrix: SparseRows, x: FactorRows, y: FactorRows): number {
  let sum = 0;
  for (let r = 0; r < matrix.rows; r++) {
    const count = new Float64Array(matrix.columns);
    for (let i = matrix.offsets[r]!; i < matrix.offsets[r + 1]!; i++) {
      count[matrix.column[i]!] = matrix.value[i]!;
    }
    for (let j = 0; j < matrix.columns; j++) {
      let dot = 0;
      for (let f = 0; f < K; f++) dot += x.values[r * K + f]! * y.values[j * K + f]!;
      sum += (1 + ALPHA * count[j]!) * ((count[j]! > 0 ? 1 : 0) - dot) ** 2;
    }
  }
  for (const factors of [x, y]) for (const v of factors.values) sum += LAMBDA * v * v;
  return sum;
}

Deno.test("improveRows() finds the minimum of the objective when it may take all steps", () => {
  const x = randomFactors(counts.rows, 1);
  const y = randomFactors(counts.columns, 2);
  improveRows(counts, x, y, { alpha: ALPHA, regularisation: LAMBDA, steps: 50 });
  const best = objective(counts, x, y);
  const random = createRandom(3);
  for (let i = 0; i < x.values.length; i++) {
    if (x.values[i] === 0) continue; // a customer without orders
    const was = x.values[i]!;
    for (const step of [1e-3, -1e-3, random.uniform() - 0.5]) {
      x.values[i] = was + step;
      assert.ok(objective(counts, x, y) > best);
    }
    x.values[i] = was;
  }
});

Deno.test("improveRows() lowers the objective sweep by sweep with three steps", () => {
  const x = randomFactors(counts.rows, 4);
  const y = randomFactors(counts.columns, 5);
  let before = objective(counts, x, y);
  for (let sweep = 0; sweep < 5; sweep++) {
    improveRows(counts, x, y, { alpha: ALPHA, regularisation: LAMBDA });
    const after = objective(counts, x, y);
    assert.ok(after < before);
    before = after;
  }
});

Deno.test("alsArticleFactors() is the same for the same seed", () => {
  const fit = (seed: number) => [...alsArticleFactors(counts, { factors: K, seed }).values];
  assert.deepEqual(fit(1), fit(1));
  assert.notDeepEqual(fit(1), fit(2));
});

Deno.test("alsRecommender() fills in a taste that others share, and popularity for strangers", () => {
  const lines = [];
  for (let customer = 0; customer < 12; customer++) {
    for (let article = 0; article < 4; article++) {
      if (article === customer % 12) continue; // one gap for customers 0 to 3
      lines.push({ customer, article: article + 4 * (customer % 2), day: 95 });
    }
  }
  const shop = shopFromLines(lines, { customers: 13 });
  const recommend = alsRecommender(snapshotAt(shop, 100), { factors: 2, regularisation: 0.1 });
  assert.deepEqual(Array.from(recommend(0)).slice(0, 4).sort(), [0, 1, 2, 3]);
  assert.deepEqual(Array.from(recommend(1)).slice(0, 4).sort(), [4, 5, 6, 7]);
  assert.equal(recommend(12).length, 8);
});
