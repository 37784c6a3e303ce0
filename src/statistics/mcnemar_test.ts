import { mcnemarTest } from "./mcnemar.ts";
import { checkReference } from "./reference/reference.ts";
import reference from "./reference/mcnemar.json" with { type: "json" };
import assert from "node:assert/strict";
Deno.test("mcnemarTest() agrees with statsmodels when counts are empty or millions", () => {
  checkReference(reference, { mcnemarTest });
});

Deno.test("mcnemarTest() has a p-value of 1 when the counts are equal, in all methods", () => {
  for (const method of ["exact", "chi-square", "corrected"] as const) {
    assert.equal(mcnemarTest(6, 6, { method }).pValue, 1);
  }
});

Deno.test("mcnemarTest() names the requirement when a count is wrong", () => {
  assert.throws(() => mcnemarTest(1.5, 2), /onlyFirst to be an integer .* found 1.5/);
});
