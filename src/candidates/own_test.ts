import assert from "node:assert/strict";
import { historyReader } from "../features/history.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { ownSource } from "./own.ts";

Deno.test("ownSource() puts often and lately bought articles first", () => {
  const shop = shopFromLines([
    { customer: 0, article: 0, day: 10 },
    { customer: 0, article: 1, day: 90 },
    { customer: 0, article: 2, day: 88 },
    { customer: 0, article: 2, day: 90 },
  ]);
  const snapshot = snapshotAt(shop, 100);
  const history = historyReader(snapshot);
  history.read(0);
  const out = {
    size: 0,
    article: new Uint32Array(2),
    score: new Float32Array(2),
  };
  ownSource(snapshot, 2)(0, history, out);
  assert.deepEqual([...out.article], [2, 1]);
});
