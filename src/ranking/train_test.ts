import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
import { createRankerMemory } from "./fit.ts";
import { treesKept } from "./learning_curve.ts";
import { type Ranker, retrainRanker, trainRanker } from "./train.ts";
import { TRIAL_RECIPE, trialShop } from "./trial_shop.ts";

const recipe = { ...TRIAL_RECIPE, labelWindows: 3, maxTrees: 8 };
const shop = trialShop();
const known = snapshotAt(shop, 1120);

function trained(result: Awaited<ReturnType<typeof trainRanker>>): Ranker {
  assert.ok("modelText" in result);
  return result;
}

Deno.test("trainRanker() is the same with what earlier trainings remember", async () => {
  const alone = trained(await trainRanker(known, { recipe }));
  const memory = createRankerMemory();
  await trainRanker(snapshotAt(shop, 1113), { recipe, memory });
  assert.equal(memory.fits.size, 2);
  const after = trained(await trainRanker(known, { recipe, memory }));
  assert.equal(memory.fits.size, 3, "the held-out models are those of the week before");
  assert.deepEqual(after, alone);
});

Deno.test("trainRanker() keeps the trees that the held-out week's NDCG allows", async () => {
  const { trees, curves } = trained(await trainRanker(known, { recipe }));
  curves.forEach(([history], m) => {
    const { values } = history!;
    assert.equal(values.length, recipe.maxTrees);
    assert.equal(trees[m], treesKept(values));
    assert.ok(values[trees[m]! - 1]! >= 0.98 * Math.max(...values));
  });
});

Deno.test("trainRanker() holds the newest week out of the models it is watched on", async () => {
  const { heldOut } = trained(await trainRanker(known, { recipe }));
  const blind = snapshotAt(shop, 1113);
  const memory = createRankerMemory();
  await trainRanker(blind, { recipe, memory });
  assert.equal(heldOut.asOf, 1113);
  const later = trained(await trainRanker(known, { recipe, memory }));
  assert.equal(later.heldOut.modelText, heldOut.modelText);
});

Deno.test("trainRanker() keeps the features with the largest gain when asked", async () => {
  const { selection, importance, featureNames } = trained(
    await trainRanker(known, { recipe, selectFeatures: 5 }),
  );
  assert.equal(selection!.kept.length, 5);
  const used = featureNames.filter((_, f) => importance.split[f]! > 0);
  assert.ok(used.length > 0 && used.every((name) => selection!.kept.includes(name)));
});

Deno.test("trainRanker() learns from a single window by halves", async () => {
  const ranker = trained(await trainRanker(snapshotAt(shop, 1012), { recipe }));
  assert.equal(ranker.windows.length, 1);
  assert.equal(ranker.heldOut.sawHalf, true, "no probability may be calibrated on that week");
});

Deno.test("trainRanker() says why there is too little to learn from", async () => {
  const tiny = shopFromLines([{ customer: 0, article: 0, day: 5 }]);
  const result = await trainRanker(snapshotAt(tiny, 30), { recipe });
  assert.ok("reason" in result);
  assert.match(result.reason, /Expected at least 20 purchases of candidates .* but found 0/);
});

Deno.test("retrainRanker() grows as many trees as told", async () => {
  const text = await retrainRanker(known, [3], { recipe });
  assert.equal(text.match(/^Tree=/gm)?.length, 3);
});
