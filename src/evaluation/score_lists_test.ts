import assert from "node:assert/strict";
import { purchasesIn } from "../ingest/purchases.ts";
import { shopFromLines } from "../ingest/shop.ts";
import { scoreLists } from "./score_lists.ts";

const shop = shopFromLines([
  { customer: 0, article: 1, day: 10 },
  { customer: 0, article: 1, day: 11 },
  { customer: 0, article: 2, day: 11 },
  { customer: 1, article: 3, day: 12 },
]);
const truth = purchasesIn(shop, 10, 17);

Deno.test("scoreLists() counts a customer without a list as a miss, not as absent", () => {
  const { values } = scoreLists(truth, () => []);
  assert.deepEqual([...values.map_at_12], [0, 0]);
});

Deno.test("scoreLists() counts an article bought twice once", () => {
  const { values } = scoreLists(truth, () => [1, 2]);
  assert.deepEqual([...values.map_at_12], [1, 0]);
  assert.deepEqual([...values.recall_at_10], [1, 0]);
});

Deno.test("scoreLists() counts the distinct articles among the first ten", () => {
  const lists = [[1, 2, 3], [3, 4]];
  assert.equal(scoreLists(truth, (customer) => lists[customer]!).coverageAt10, 4);
});
