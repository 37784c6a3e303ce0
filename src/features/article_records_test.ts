import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { articleFeatures } from "./article.ts";
import { articleRecords, FIRST_ATTRIBUTE, RECORD } from "./article_records.ts";
import { columnOf } from "./catalogue.ts";
import { randomShop } from "./test_shop.ts";

Deno.test("articleRecords() has the features' columns and numbers all attributes' values", () => {
  const snapshot = snapshotAt(randomShop(6), 1100);
  const features = articleFeatures(snapshot);
  const kinds = {
    codes: Uint32Array.from({ length: 20 }, (_, a) => a % 3),
    labels: ["", "a", "b"],
  };
  const brands = { codes: Uint32Array.from({ length: 20 }, (_, a) => a % 2), labels: ["", "c"] };
  const { width, values, labels } = articleRecords(features, [kinds, brands]);
  assert.equal(labels, 1 + 3 + 2);
  for (let a = 0; a < 20; a++) {
    for (const [name, at] of Object.entries(RECORD)) {
      assert.equal(values[a * width + at], columnOf(features, name)[a]);
    }
    const own = [...values.subarray(a * width + FIRST_ATTRIBUTE, (a + 1) * width)];
    assert.deepEqual(own, [a % 3 && 1 + a % 3, a % 2 && 4 + a % 2]);
  }
});
