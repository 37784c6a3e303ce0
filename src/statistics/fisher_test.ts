import { fisherExactTest } from "./fisher.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/fisher.json" with { type: "json" };
import assert from "node:assert/strict";
Deno.test("fisherExactTest() agrees with SciPy or exact ratios when cells are empty or counts millions", () => {
  checkReference(reference, { fisherExactTest });
});

Deno.test("fisherExactTest() equals the sum over all tables with the same margins", () => {
  const choose = (n: number, k: number) => {
    let ways = 1;
    for (let i = 1; i <= k; i++) ways = ways * (n - k + i) / i;
    return ways;
  };
  for (let a = 0; a <= 7; a++) {
    // Margins 7 and 9, 7 white of 16.
    const weight = (x: number) => choose(7, x) * choose(9, 7 - x) / choose(16, 7);
    const points = [0, 1, 2, 3, 4, 5, 6, 7];
    const sum = (keep: (x: number) => boolean) =>
      points.filter(keep).reduce((total, x) => total + weight(x), 0);
    const expected = {
      "less": sum((x) => x <= a),
      "greater": sum((x) => x >= a),
      "two-sided": sum((x) => weight(x) <= weight(a) * (1 + 1e-9)),
    };
    for (const alternative of ["less", "greater", "two-sided"] as const) {
      const { pValue } = fisherExactTest(a, 7 - a, 7 - a, 2 + a, { alternative });
      assert.ok(Math.abs(pValue / expected[alternative] - 1) < 1e-12, `${a} ${alternative}`);
    }
  }
});

Deno.test("fisherExactTest() names the requirement when a count is wrong", () => {
  assert.throws(
    () => fisherExactTest(1, 2, -3, 4),
    /c to be an integer of at least 0 but found -3/,
  );
});
