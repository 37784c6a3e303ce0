import assert from "node:assert/strict";
import { tinyGguf } from "./tiny_gguf.ts";

Deno.test("tinyGguf() gives the same bytes for a seed, and others for another", () => {
  assert.deepEqual(tinyGguf(1), tinyGguf(1));
  assert.notDeepEqual(tinyGguf(1), tinyGguf(2));
});

Deno.test("tinyGguf() states version, tensors and facts in its header", () => {
  const view = new DataView(tinyGguf(1).buffer);
  assert.equal(view.getUint32(4, true), 3);
  assert.equal(view.getBigUint64(8, true), 3n + 2n * 9n); // tensors
  assert.equal(view.getBigUint64(16, true), 19n); // facts
});

Deno.test("tinyGguf() is padded to whole blocks", () => {
  assert.equal(tinyGguf(1).length % 32, 0);
});
