import assert from "node:assert/strict";
import fc from "fast-check";
import { allocateLists } from "../serving/rank_customers.ts";
import { compareLists, listChange } from "./compare.ts";

/** The definition, depth by depth. */
function slowChange(a: readonly number[], b: readonly number[]): number {
  const depth = Math.max(a.length, b.length);
  let overlap = 0;
  for (let d = 1; d <= depth; d++) {
    overlap += a.slice(0, d).filter((article) => b.slice(0, d).includes(article)).length / d;
  }
  return depth === 0 ? 0 : 1 - overlap / depth;
}

Deno.test("listChange() is one minus the average overlap", () => {
  const list = fc.uniqueArray(fc.integer({ min: 0, max: 9 }), { maxLength: 8 });
  fc.assert(fc.property(list, list, (a, b) => {
    assert.ok(Math.abs(listChange(a, b) - slowChange(a, b)) < 1e-12);
    assert.equal(listChange(a, b), listChange(b, a));
  }));
});

Deno.test("compareLists() counts the same lists and names the most changed customers", () => {
  const [a, b] = [allocateLists(5, 4, 2), allocateLists(5, 4, 2)];
  for (const lists of [a, b]) {
    lists.count.fill(2);
    lists.article.set([1, 2, 1, 2, 1, 2, 1, 2]);
  }
  b.article.set([2, 1], 2);
  b.article.set([8, 9], 6);
  const found = compareLists(a, b);
  assert.deepEqual(found.most, [{ customer: 8, change: 1 }, { customer: 6, change: 1 / 2 }]);
  assert.equal(found.unchanged, 2);
  assert.equal(found.meanChange, (1 + 1 / 2) / 4);
});
