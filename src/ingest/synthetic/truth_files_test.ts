import assert from "node:assert/strict";
import { createArchetypes, createCatalogue } from "./catalogue.ts";
import { createCustomers } from "./customers.ts";
import { customerIds } from "./identifiers.ts";
import { dailyDemand } from "./market.ts";
import { LAST_WEEK } from "./scale.ts";
import { articleDictionary, articleTruth, customerTruth, plainStrings } from "./truth_files.ts";

const archetypes = createArchetypes(createCatalogue(600, 1), 1);
const block = {
  customers: createCustomers({ first: 0, count: 10 }, archetypes, 1),
  start: 4,
  end: 7,
  rate: new Float32Array(10).fill(0.1),
  week: LAST_WEEK,
  demand: dailyDemand(),
  customerId: customerIds(100, 1),
};

Deno.test("articleTruth() has one row per customer of the block and article found", () => {
  const asked: number[] = [];
  const article = new Uint32Array([1, 0]);
  const oracle = {
    of(customer: number) {
      asked.push(customer);
      return { found: 2, article, chance: new Float64Array([0.2, 0.1]) };
    },
  };
  const group = articleTruth(block, oracle, new TextEncoder().encode("01000000010100000002"));
  assert.equal(group.rows, 6);
  assert.deepEqual(asked, [4, 5, 6]);
  const probabilities = new Float32Array(group.bytes.slice(-24).buffer);
  assert.ok(probabilities.every((p) => p > 0 && p < 1));
  assert.ok(probabilities[0]! > probabilities[1]!);
});

Deno.test("customerTruth() has one row per customer of the block", () => {
  assert.equal(customerTruth(block, { ...block, week: LAST_WEEK + 1 }).rows, 3);
});

Deno.test("articleDictionary() lists each article once", () => {
  const ids = new TextEncoder().encode("010000000101000000020100000003");
  const { plain, codes, dictionarySize } = articleDictionary(new Uint32Array([2, 0, 2]), ids);
  assert.equal(dictionarySize, 2);
  assert.deepEqual([...codes], [0, 1, 0]);
  const texts = ["0100000003", "0100000001"].map((text) => new TextEncoder().encode(text));
  assert.deepEqual(plain, plainStrings(texts));
});
