import assert from "node:assert/strict";
import { createCatalogue } from "./catalogue.ts";
import { articleIds, customerIds } from "./identifiers.ts";

Deno.test("customerIds() rise, and are 64 hex digits each", () => {
  const writer = customerIds(5000, 1);
  const out = new Uint8Array(64);
  let before = "";
  for (let customer = 0; customer < 5000; customer++) {
    writer(customer, out, 0);
    const id = new TextDecoder().decode(out);
    assert.match(id, /^[0-9a-f]{64}$/);
    assert.ok(id > before);
    before = id;
  }
});

Deno.test("articleIds() rise, begin with zero, and share the code of their product", () => {
  const catalogue = createCatalogue(3000, 1);
  const text = new TextDecoder().decode(articleIds(catalogue));
  const ids = Array.from({ length: 3000 }, (_, a) => text.slice(10 * a, 10 * a + 10));
  assert.ok(ids.every((id) => /^0\d{9}$/.test(id)));
  assert.deepEqual(ids, [...new Set(ids)].sort());
  for (let a = 1; a < 3000; a++) {
    const isSame = catalogue.product[a] === catalogue.product[a - 1];
    assert.equal(ids[a]!.slice(0, 7) === ids[a - 1]!.slice(0, 7), isSame);
  }
});
