import assert from "node:assert/strict";
import { CATEGORIES, tastefulShop } from "./testing.ts";

Deno.test("tastefulShop() plants tastes that its lines show", () => {
  const share = (taste: number) => {
    const { offsets, article } = tastefulShop({ customers: 300, taste }).orders;
    let own = 0;
    for (let c = 0; c < 300; c++) {
      for (let i = offsets[c]!; i < offsets[c + 1]!; i++) {
        if (article[i]! % CATEGORIES.length === c % CATEGORIES.length) own++;
      }
    }
    return own / article.length;
  };
  assert.ok(Math.abs(share(0.8) - (0.8 + 0.2 / 6)) < 0.05);
  assert.ok(Math.abs(share(0) - 1 / 6) < 0.05);
});
