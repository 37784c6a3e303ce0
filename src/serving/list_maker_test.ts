import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { rowInputs } from "../ranking/rows.ts";
import { listMaker } from "./list_maker.ts";

const shop = shopFromLines([
  { customer: 0, article: 2, day: 99 },
  { customer: 1, article: 3, day: 99 },
  { customer: 2, article: 3, day: 99 },
  { customer: 3, article: 4, day: 1 },
], { customers: 5, articles: 8 });
const inputs = rowInputs(fitCandidates(snapshotAt(shop, 100)));

Deno.test("listMaker() without a model puts own articles before popular ones", () => {
  const { article, size } = listMaker(inputs, null, 3).list(0);
  assert.equal(size, 3);
  assert.deepEqual([...article.subarray(0, 2)], [2, 3]);
});

Deno.test("listMaker() gives a customer without orders a full list of distinct articles", () => {
  const { article, score, size } = listMaker(inputs, null, 6).list(4);
  assert.equal(size, 6);
  assert.equal(new Set(article.subarray(0, size)).size, 6);
  for (let r = 1; r < size; r++) assert.ok(score[r]! <= score[r - 1]!);
});

Deno.test("listMaker() lists no more than the catalogue has", () => {
  assert.equal(listMaker(inputs, null, 50).list(0).size, 8);
});
