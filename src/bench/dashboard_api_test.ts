import assert from "node:assert/strict";
import { smallShop } from "../dashboard/testing.ts";
import { benchApi } from "./dashboard_api.ts";

Deno.test("benchApi() fails no request while outputs are swapped", async () => {
  using shop = await smallShop();
  const card = shop.workspace.path("models/ranker.json");
  const before = Deno.statSync(card).mtime;
  const { alone, swapping } = await benchApi(shop.workspace.root, { seconds: 3, customers: 10 });
  for (const load of [alone, swapping]) {
    assert.ok(load.requests > 100 && load.perSecond > 30);
    assert.equal(load.failed, 0);
  }
  assert.deepEqual([alone.swaps, swapping.swaps], [0, 1]);
  assert.deepEqual(Deno.statSync(card).mtime, before);
});
