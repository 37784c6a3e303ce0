import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { BASELINES, baselines } from "./baselines.ts";

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

Deno.test("baselines() gives every baseline, each without a repeated article", () => {
  const all = baselines(fitCandidates(snapshot));
  assert.deepEqual([...all.keys()], [...BASELINES]);
  for (const recommend of all.values()) {
    const list = Array.from(recommend(1));
    assert.equal(new Set(list).size, list.length);
  }
});
