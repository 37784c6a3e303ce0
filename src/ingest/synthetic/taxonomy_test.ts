import assert from "node:assert/strict";
import {
  AUDIENCES,
  CATEGORIES,
  CATEGORY_SHARES,
  categoryOf,
  COLOURS,
  PATTERNS,
  PRODUCT_TYPES,
} from "./taxonomy.ts";

Deno.test("CATEGORY_SHARES sums to 1", () => {
  assert.ok(Math.abs(CATEGORY_SHARES.reduce((a, b) => a + b) - 1) < 1e-12);
});

Deno.test("PRODUCT_TYPES has a type for every audience and category in demand", () => {
  AUDIENCES.forEach((audience, a) => {
    assert.equal(audience.sections.length, 4);
    CATEGORIES.forEach((name, c) => {
      if (audience.categories[c] === 0) return;
      const types = PRODUCT_TYPES.filter((t) => t.category === c && t.audiences.includes(a));
      assert.ok(types.length > 0, `${audience.indexGroup} ${name}`);
    });
  });
});

Deno.test("PRODUCT_TYPES, COLOURS and PATTERNS have unique numbers and names", () => {
  const isUnique = (values: (string | number)[]) => new Set(values).size === values.length;
  assert.ok(isUnique(PRODUCT_TYPES.map((t) => t.no)) && isUnique(PRODUCT_TYPES.map((t) => t.name)));
  assert.ok(isUnique(COLOURS.map((c) => c.code)) && isUnique(COLOURS.map((c) => c.name)));
  assert.ok(isUnique(PATTERNS.map((p) => p[0])) && isUnique(PATTERNS.map((p) => p[1])));
});

Deno.test("categoryOf() knows no foreign type", () => {
  assert.equal(categoryOf("Dress"), 2);
  assert.equal(categoryOf("Lawnmower"), -1);
});
