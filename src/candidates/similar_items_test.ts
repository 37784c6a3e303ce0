import assert from "node:assert/strict";
import { historyReader } from "../features/history.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { similaritySource } from "./similar_items.ts";

const shop = shopFromLines([
  { customer: 0, article: 0, day: 40 },
  { customer: 0, article: 1, day: 100 },
  { customer: 1, article: 3, day: 100 },
]);
/** Article 2 is near to 0 (0.8) and to 1 (0.5); article 3 to 1 (0.6). */
const similarity = {
  k: 2,
  count: Uint16Array.from([1, 2, 0, 0]),
  neighbour: Uint32Array.from([2, 0, 3, 2, 0, 0, 0, 0]),
  weight: Float32Array.from([0.8, 0, 0.6, 0.5, 0, 0, 0, 0]),
};

Deno.test("similaritySource() sums votes by recency and knows the strongest", () => {
  const snapshot = snapshotAt(shop, 101);
  const source = similaritySource(snapshot, similarity, 1);
  const history = historyReader(snapshot);
  const out = {
    size: 0,
    article: new Uint32Array(1),
    score: new Float32Array(1),
  };
  history.read(0);
  source(0, history, out);
  assert.deepEqual([out.size, out.article[0]], [1, 2]);
  // Article 0 was bought 60 days, one half-life, before the last purchase.
  const [score, strongest] = [new Float32Array(2), new Float32Array(2)];
  source.scoreAll(Uint32Array.of(2, 3), 2, score, strongest);
  assert.deepEqual([...score], [0.8 / 2 + 0.5, 0.6].map(Math.fround));
  assert.equal(strongest[0], Math.fround(0.5));
  history.read(1);
  source(1, history, out);
  source.scoreAll(Uint32Array.of(2, 3), 2, score, strongest);
  assert.deepEqual([out.size, score[0], strongest[0]], [0, 0, 0]);
});
