import assert from "node:assert/strict";
import fc from "fast-check";
import { selectBudget } from "./budget.ts";

Deno.test("selectBudget() chooses nobody who is less likely than one left out", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), fc.nat(30), (p, n) => {
      const chosen = selectBudget(p, n);
      assert.equal(chosen.length, Math.min(n, p.length));
      const inside = new Set(chosen);
      const worst = Math.min(1, ...[...chosen].map((c) => p[c]!));
      p.forEach((value, c) => assert.ok(inside.has(c) || value <= worst || chosen.length === 0));
    }),
  );
});

Deno.test("selectBudget() refuses budgets that are no count and worths that do not fit", () => {
  assert.throws(() => selectBudget([0.5], -1), RangeError);
  assert.throws(() => selectBudget([0.5], 1.5), RangeError);
  assert.throws(() => selectBudget([0.5], 1, { worth: [] }), RangeError);
});
