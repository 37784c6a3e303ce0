import assert from "node:assert/strict";
import { randomShop } from "../features/test_shop.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { candidateGenerator, fitCandidates, SOURCES } from "./candidates.ts";
import { candidateRecall } from "./recall.ts";

Deno.test("candidateRecall() is the mean share of purchases among the candidates", () => {
  const shop = randomShop(2);
  const truth = purchasesIn(shop, 1100, 1107);
  const model = fitCandidates(snapshotAt(shop, 1100), { maxCandidates: 8 });
  const { generate } = candidateGenerator(model);
  let sum = 0;
  let own = 0;
  truth.buyers.forEach((customer, b) => {
    const bought = truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!);
    const { size, article, rank } = generate(customer);
    const places = [...bought].map((a) => article.subarray(0, size).indexOf(a));
    sum += places.filter((at) => at >= 0).length / bought.length;
    own += places.filter((at) => at >= 0 && rank[0]![at]! > 0).length /
      bought.length;
  });
  const recall = candidateRecall(model, truth);
  assert.equal(recall.buyers, truth.buyers.length);
  assert.ok(Math.abs(recall.ceiling - sum / truth.buyers.length) < 1e-12);
  assert.ok(Math.abs(recall.sources[0]!.recall - own / truth.buyers.length) < 1e-12);
});

Deno.test("candidateRecall() splits the buyers by history and sources by what only they name", () => {
  const shop = randomShop(2);
  const truth = purchasesIn(shop, 1100, 1107);
  const recall = candidateRecall(fitCandidates(snapshotAt(shop, 1100)), truth);
  const buyers = recall.byHistory.reduce((sum, band) => sum + band.buyers, 0);
  assert.equal(buyers, truth.buyers.length);
  assert.equal(recall.sources.length, SOURCES.length);
  for (const { marginal, recall: whole } of recall.sources) {
    assert.ok(marginal <= whole);
  }
});
