import assert from "node:assert/strict";
import { historyReader } from "../features/history.ts";
import { randomShop } from "../features/test_shop.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { articleFactors, factorScorer } from "./factors.ts";

Deno.test("articleFactors() are orthonormal and the same on every run", () => {
  const snapshot = snapshotAt(randomShop(1), 1100);
  const { k, factor } = articleFactors(snapshot, { k: 4 });
  for (let f = 0; f < k; f++) {
    for (let g = 0; g <= f; g++) {
      let dot = 0;
      for (let a = 0; a < 20; a++) {
        dot += factor[a * k + f]! * factor[a * k + g]!;
      }
      assert.ok(Math.abs(dot - (f === g ? 1 : 0)) < 1e-5);
    }
  }
  assert.deepEqual(articleFactors(snapshot, { k: 4 }).factor, factor);
});

Deno.test("factorScorer() prefers articles of the customer's own kind", () => {
  // Two camps that never buy each other's articles; customer 0 lacks article 2 of the first.
  const lines = Array.from({ length: 20 }, (_, c) => c).flatMap((c) =>
    [0, 1, 2].filter((a) => c > 0 || a < 2)
      .map((a) => ({ customer: c, article: c % 2 * 3 + a, day: 50 + c }))
  );
  const snapshot = snapshotAt(shopFromLines(lines), 100);
  const scorer = factorScorer(articleFactors(snapshot, { k: 2, rounds: 20 }));
  const history = historyReader(snapshot);
  history.read(0);
  const score = new Float32Array(6);
  scorer.scoreAll(history, Uint32Array.of(0, 1, 2, 3, 4, 5), 6, score);
  for (const foreign of [3, 4, 5]) assert.ok(Math.abs(score[foreign]!) < 0.01 * score[2]!);
});

Deno.test("factorScorer() scores 0 without history", () => {
  const shop = shopFromLines([{ customer: 1, article: 0, day: 1 }]);
  const snapshot = snapshotAt(shop, 2);
  const scorer = factorScorer(articleFactors(snapshot));
  const history = historyReader(snapshot);
  history.read(0);
  const score = Float32Array.of(1);
  scorer.scoreAll(history, Uint32Array.of(0), 1, score);
  assert.equal(score[0], 0);
});
