import assert from "node:assert/strict";
import { historyReader } from "../features/history.ts";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { familyIndex, familySource } from "./family.ts";

const lines = [
  { customer: 0, article: 0, day: 1 },
  { customer: 1, article: 1, day: 1 },
  { customer: 1, article: 3, day: 1 },
];
const buyers = Uint32Array.from([1, 5, 0, 9]);

function familyOf(articleAttributes: Record<string, string[]>) {
  const snapshot = snapshotAt(shopFromLines(lines, { articles: 4, articleAttributes }), 2);
  const history = historyReader(snapshot);
  history.read(0);
  const out = {
    size: 0,
    article: new Uint32Array(4),
    score: new Float32Array(4),
  };
  familySource(familyIndex(snapshot, buyers), 4)(0, history, out);
  return [...out.article.subarray(0, out.size)];
}

Deno.test("familySource() names sold members of the customer's families, popular first", () => {
  assert.deepEqual(familyOf({ product_code: ["p", "p", "p", "q"] }), [1, 0]);
});

Deno.test("familySource() names nothing without families or where the family is unknown", () => {
  assert.deepEqual(familyOf({}), []);
  assert.deepEqual(familyOf({ product_code: ["", "", "p", "q"] }), []);
});
