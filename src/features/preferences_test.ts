import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { categoryAttribute, preferredCategories } from "./preferences.ts";

Deno.test("categoryAttribute() falls back to the attribute with the fewest labels", () => {
  const shop = shopFromLines([{ customer: 0, article: 0, day: 1 }, {
    customer: 0,
    article: 1,
    day: 1,
  }], { articleAttributes: { brand: ["a", "b"], kind: ["c", "c"] } });
  assert.equal(categoryAttribute(shop.articles.attributes)?.[0], "kind");
});

Deno.test("preferredCategories() knows nothing without attributes or history", () => {
  const bare = shopFromLines([{ customer: 0, article: 0, day: 1 }]);
  assert.equal(preferredCategories(snapshotAt(bare, 2)).attribute, null);
  const shop = shopFromLines([{ customer: 1, article: 0, day: 1 }], {
    articleAttributes: { product_type_name: ["mug"] },
  });
  const { code, share } = preferredCategories(snapshotAt(shop, 2));
  assert.deepEqual([code[0], code[1]], [0, 1]);
  assert.ok(Number.isNaN(share[0]!));
});
