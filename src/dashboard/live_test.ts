import assert from "node:assert/strict";
import { openLive } from "./live.ts";
import { smallShop } from "./testing.ts";

Deno.test("openLive() picks up new outputs and drops none of what it serves meanwhile", async () => {
  using shop = await smallShop();
  using live = await openLive(shop.workspace, { everyMs: 0, threads: 1 });
  const first = live.served()!;
  assert.equal(first.index.k, 12);
  assert.equal(await live.check(), false);

  await shop.again(5);
  assert.equal(live.served(), first);
  assert.equal(await live.check(), true);
  const second = live.served()!;
  assert.equal(second.index.k, 5);
  assert.notEqual(second.tag, first.tag);
  assert.equal(second.modelVersion, first.modelVersion);
  for (const c of second.index.order) {
    assert.deepEqual(
      second.index.article.slice(c * 5, c * 5 + 5),
      first.index.article.slice(c * 12, c * 12 + 5),
    );
  }

  const plan = shop.workspace.path("data/recommendations/push_plan.parquet");
  await Deno.writeTextFile(plan, "no table");
  assert.equal(await live.check(), true);
  assert.equal(live.served(), second);
  assert.ok(live.trouble() !== null);
  assert.deepEqual(live.loads, { done: 2, failed: 1 });
});

Deno.test("openLive() remembers a result until anything changes", async () => {
  using shop = await smallShop();
  using live = await openLive(shop.workspace, { everyMs: 0, threads: 1 });
  let made = 0;
  const ask = () => live.remember("n", () => Promise.resolve(++made));
  assert.deepEqual([await ask(), await ask()], [1, 1]);
  await Deno.writeTextFile(shop.workspace.path("reports/simulation.json"), "{}");
  await live.check();
  assert.equal(await ask(), 2);
});

Deno.test("openLive() says where the lists are of another model than the one that serves", async () => {
  using shop = await smallShop();
  using live = await openLive(shop.workspace, { everyMs: 0, threads: 1 });
  assert.equal(live.trouble(), null);
  const { modelVersion } = live.served()!;
  Deno.writeTextFileSync(shop.workspace.path("models/served.json"), '{ "version": "abc" }');
  assert.match(
    live.trouble()!,
    new RegExp(`lists are of model ${modelVersion}, but model abc serves`),
  );
});
