import assert from "node:assert/strict";
import fc from "fast-check";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { DEFAULT_RECIPE } from "../ranking/recipe.ts";
import { fitProbability, purchaseProbability, uncalibratedProbability } from "./probability.ts";

/** Customers who buy article `c % 3` every week, the even ones in the last week too. */
function weekly() {
  const lines = [];
  for (let c = 0; c < 60; c++) {
    for (let week = 0; week < 6; week++) {
      if (week === 5 && c % 2 === 1) continue;
      lines.push({ customer: c, article: c % 3, day: 100 + 7 * week });
    }
  }
  return snapshotAt(shopFromLines(lines, { articles: 5 }), 142);
}

const known = weekly();
const heldOut = { asOf: 135, modelText: null };
const propensity = new Float64Array(60).fill(0.5);
const model = fitProbability(known, { heldOut }, DEFAULT_RECIPE, propensity, { k: 3 });

Deno.test("fitProbability() counts the held-out week's customers and buyers", () => {
  assert.equal(model.customers, 60);
  assert.equal(model.buyers, 30);
});

Deno.test("purchaseProbability() is within (0, 1) and rises with score and propensity", () => {
  const value = fc.double({ min: -2, max: 4, noNaN: true });
  const chance = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(fc.property(value, value, chance, chance, (a, b, p, q) => {
    const low = purchaseProbability(model, Math.min(a, b), Math.min(p, q));
    const high = purchaseProbability(model, Math.max(a, b), Math.max(p, q));
    assert.ok(low > 0 && high < 1 && low <= high);
  }));
});

Deno.test("uncalibratedProbability() is an average order's share of the catalogue", () => {
  const fallback = uncalibratedProbability(known);
  assert.ok(Math.abs(purchaseProbability(fallback, 9, 0.5) - 0.5 * 1 / 5) < 1e-9);
});
