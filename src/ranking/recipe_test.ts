import assert from "node:assert/strict";
import { DEFAULT_RECIPE, leavesFor, modelsFor } from "./recipe.ts";

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

Deno.test("leavesFor() keeps small trees where purchases are few, and in a large shop", () => {
  const of = (purchases: number, large: boolean, horizon = 7) =>
    leavesFor({ spacingDays: 7 }, purchases, { horizon, large });
  assert.equal(of(5999, false), 15);
  assert.equal(of(6000, false), 31);
  assert.equal(of(1e6, true), 15);
});

Deno.test("leavesFor() counts a purchase once, however many windows hold it", () => {
  const of = (purchases: number, spacingDays: number) =>
    leavesFor({ spacingDays }, purchases, { horizon: 28, large: false });
  assert.equal(of(4 * 6000 - 1, 7), 15);
  assert.equal(of(4 * 6000, 7), 31);
  // windows further apart than they are long share nothing
  assert.equal(of(6000, 56), 31);
});
