import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { affinityAttributes, affinityDefinitions } from "./affinity.ts";
import { randomShop } from "./test_shop.ts";

Deno.test("affinityAttributes() takes attributes that tell articles apart, most labels first", () => {
  assert.deepEqual(
    affinityAttributes(snapshotAt(randomShop(1), 1100)).map(([name]) => name),
    ["product_code", "product_type_name"],
  );
});

Deno.test("affinityDefinitions() gives columns with blanks and signs names that LightGBM takes", () => {
  assert.deepEqual(affinityDefinitions("Size (cm), EU").map(({ name }) => name), [
    "affinity_Size_(cm)_EU",
    "days_since_Size_(cm)_EU",
  ]);
});
