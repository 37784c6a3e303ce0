import assert from "node:assert/strict";
import { DEFAULT_RECIPE, modelsFor } from "./recipe.ts";

Deno.test("modelsFor() stays between two and all of the recipe's models", () => {
  const all = DEFAULT_RECIPE.models.length * DEFAULT_RECIPE.seeds;
  assert.equal(modelsFor(DEFAULT_RECIPE, 0), all);
  assert.equal(modelsFor(DEFAULT_RECIPE, 1e12), 2);
  for (const rows of [1e4, 3e5, 5e5, 1e6]) {
    const models = modelsFor(DEFAULT_RECIPE, rows);
    assert.ok(Number.isInteger(models) && models >= 2 && models <= all);
  }
});

Deno.test("modelsFor() trains the one model of a recipe that has no more", () => {
  const one = { ...DEFAULT_RECIPE, models: DEFAULT_RECIPE.models.slice(0, 1), seeds: 1 };
  assert.equal(modelsFor(one, 1e12), 1);
});
