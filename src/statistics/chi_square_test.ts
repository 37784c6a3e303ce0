import { chiSquareFitTest, chiSquareTest } from "./chi_square.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/chi_square.json" with { type: "json" };
import assert from "node:assert/strict";
Deno.test("chiSquareTest() agrees with SciPy when cells are empty, counts millions, p-values tiny", () => {
  checkReference(reference, { chiSquareFitTest, chiSquareTest });
});

Deno.test("chiSquareTest() without correction is the square of the z test", () => {
  const { statistic } = chiSquareTest([[30, 70], [20, 80]]);
  assert.ok(Math.abs(statistic - 0.1 ** 2 / (0.25 * 0.75 * 2 / 100)) < 1e-12);
});

Deno.test("chiSquareTest() names the requirement when the table is wrong", () => {
  assert.throws(() => chiSquareTest([[1, 2]]), /at least 2 entries but found 1/);
  assert.throws(() => chiSquareTest([[1, 2], [1, 2, 3]]), /found 2 and 3/);
  assert.throws(() => chiSquareTest([[1, 2], [-1, 2]]), /found -1/);
  assert.throws(() => chiSquareFitTest([1, 2], [1, 0]), /shares to be from/);
});
