import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { fileRows, shopFacts } from "./overview.ts";

Deno.test("shopFacts() counts what was sold, who came back, and the median customer", () => {
  const lines = [[0, 5], [0, 5], [0, 9], [1, 5], [2, 7]].map(([customer, day]) => ({
    customer: customer!,
    article: customer!,
    day: day!,
  }));
  const facts = shopFacts(snapshotAt(shopFromLines(lines, { customers: 5, articles: 9 }), 20));
  const value = (fact: string) => facts.find((one) => one.fact.startsWith(fact))!.value;
  assert.equal(value("customers with an order"), "3");
  assert.equal(value("articles sold"), "3 of 9");
  assert.equal(value("days on which"), "1");
  assert.equal(value("customers who came back"), "33.3%");
  assert.equal(value("lines per customer and day"), "1.25");
  assert.equal(value("times of day"), "no, dates only");
});

Deno.test("fileRows() shows the file's name only, and why rows were set aside", () => {
  const files = [{
    file: "/home/ada/shop/customers.csv",
    rows: 10,
    kept: 8,
    rejected: 2,
    reasons: { duplicate_id: 2 },
  }];
  assert.deepEqual(fileRows({ files })[0], {
    file: "customers.csv",
    rows: 10,
    kept: 8,
    "set aside": 2,
    why: "duplicate_id: 2",
  });
});
