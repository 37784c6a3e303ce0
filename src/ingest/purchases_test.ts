import assert from "node:assert/strict";
import fc from "fast-check";
import { purchasesIn } from "./purchases.ts";
import { shopFromLines } from "./shop.ts";

Deno.test("purchasesIn() agrees with a filter over the lines", () => {
  const line = fc.record({
    customer: fc.nat(4),
    article: fc.nat(5),
    day: fc.integer({ min: 100, max: 120 }),
  });
  fc.assert(fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
    const truth = purchasesIn(shopFromLines(lines), 105, 112);
    const expected = new Map<number, Set<number>>();
    for (const { customer, article, day } of lines) {
      if (day < 105 || day >= 112) continue;
      expected.set(customer, (expected.get(customer) ?? new Set()).add(article));
    }
    assert.deepEqual([...truth.buyers], [...expected.keys()].sort((a, b) => a - b));
    truth.buyers.forEach((customer, b) => {
      const found = [...truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!)];
      assert.deepEqual(found, [...expected.get(customer)!].sort((a, b) => a - b));
    });
  }));
});

Deno.test("purchasesIn() refuses an empty window", () => {
  const shop = shopFromLines([{ customer: 0, article: 0, day: 1 }]);
  assert.throws(() => purchasesIn(shop, 5, 5), RangeError);
});
