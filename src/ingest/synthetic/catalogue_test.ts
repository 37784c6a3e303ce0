import assert from "node:assert/strict";
import { CELL_DEMAND, createArchetypes, createCatalogue, pickWeighted } from "./catalogue.ts";
import { CATEGORIES, PRODUCT_TYPES } from "./taxonomy.ts";

Deno.test("createCatalogue() gives every article a product of its cell, price and life", () => {
  const catalogue = createCatalogue(4000, 3);
  assert.equal(catalogue.productStart[catalogue.products], 4000);
  for (let a = 0; a < 4000; a++) {
    const p = catalogue.product[a]!;
    assert.ok(catalogue.productStart[p]! <= a && a < catalogue.productStart[p + 1]!);
    const type = PRODUCT_TYPES[catalogue.type[p]!]!;
    assert.equal(catalogue.cell[p]! % CATEGORIES.length, type.category);
    assert.ok(type.audiences.includes(Math.floor(catalogue.cell[p]! / CATEGORIES.length)));
    assert.ok(catalogue.cents[p]! >= 199 && catalogue.life[a]! >= 3 && catalogue.appeal[a]! > 0);
  }
});

Deno.test("createCatalogue() is the same for the same seed, and another for another", () => {
  assert.deepEqual(createCatalogue(700, 5), createCatalogue(700, 5));
  assert.notDeepEqual(createCatalogue(700, 5).cents, createCatalogue(700, 6).cents);
});

Deno.test("CELL_DEMAND sums to 1 and has no dresses for men", () => {
  assert.ok(Math.abs(CELL_DEMAND.reduce((a, b) => a + b) - 1) < 1e-12);
  assert.equal(CELL_DEMAND[2 * CATEGORIES.length + CATEGORIES.indexOf("dresses")], 0);
});

Deno.test("pickWeighted() never picks a weight of zero", () => {
  for (let k = 0; k < 100; k++) assert.ok([1, 3].includes(pickWeighted([0, 2, 0, 1, 0], k / 100)));
  assert.equal(pickWeighted([0, 1, 0], 1), 1);
});

Deno.test("createArchetypes() likes differently, all but the first, which likes all alike", () => {
  const catalogue = createCatalogue(700, 5);
  const { liking, count } = createArchetypes(catalogue, 5);
  assert.ok(liking.subarray(0, 700).every((value) => value === 1));
  for (let s = 1; s < count; s++) {
    const own = liking.subarray(700 * s, 700 * (s + 1));
    assert.ok(own.every((value) => value > 0));
    assert.ok(Math.max(...own) > 20 * Math.min(...own));
  }
});
