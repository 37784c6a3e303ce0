import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { METRICS } from "../evaluation/metrics.ts";
import { scoreLists } from "../evaluation/score_lists.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { rowInputs } from "../ranking/rows.ts";
import { trainRanker } from "../ranking/train.ts";
import { TRIAL_RECIPE, trialShop } from "../ranking/trial_shop.ts";
import { listMaker } from "../serving/list_maker.ts";
import { type Contender, heldOutScores, verdict } from "./held_out.ts";

const shop = trialShop({ customers: 150, articles: 60, days: 100 });
const recipe = {
  ...TRIAL_RECIPE,
  labelWindows: 3,
  models: TRIAL_RECIPE.models.slice(1, 2),
  seeds: 1,
};
const way = { recipe, seed: 1, engine: "auto", selectFeatures: null } as const;
const [cutoff, horizon] = [1090, 7];
const fold = { cutoff, horizon, complete: true };
const contender = (facts: Partial<Contender>): Contender => ({
  version: "v",
  asOf: cutoff,
  way,
  modelText: null,
  horizon,
  ...facts,
});

/** What a model's lists score on the week, straight from the parts. */
function scoresOf(modelText: string) {
  const inputs = rowInputs(fitCandidates(snapshotAt(shop, cutoff), recipe.candidates));
  const maker = listMaker(inputs, modelText, 100);
  return scoreLists(purchasesIn(shop, cutoff, cutoff + horizon), (customer) => {
    const list = maker.list(customer);
    return list.article.subarray(0, list.size);
  }).values;
}

async function modelAt(day: number, seed = 1): Promise<string> {
  const ranker = await trainRanker(snapshotAt(shop, day), { recipe, horizon, seed });
  assert.ok(!("reason" in ranker));
  return ranker.modelText;
}

Deno.test("heldOutScores() lets a model that has not seen the week make its lists", async () => {
  const modelText = await modelAt(cutoff - 14);
  const [scores] = await heldOutScores(shop, [fold], contender({ asOf: cutoff - 14, modelText }));
  assert.deepEqual(scores, scoresOf(modelText));
});

Deno.test("heldOutScores() trains anew what has seen the week", async () => {
  const seen = await modelAt(cutoff + 7, 2);
  const facts = contender({ asOf: cutoff + 1, modelText: seen });
  const [scores] = await heldOutScores(shop, [fold], facts);
  assert.deepEqual(scores, scoresOf(await modelAt(cutoff)));
  assert.notDeepEqual(scores, scoresOf(seen));
});

Deno.test("heldOutScores() keeps finished weeks by what they follow from", async () => {
  const memory = Deno.makeTempDirSync();
  const facts = contender({ asOf: Infinity });
  const options = { memory, print: "data" };
  const first = await heldOutScores(shop, [fold], facts, options);
  const began = performance.now();
  assert.deepEqual(await heldOutScores(shop, [fold], facts, options), first);
  assert.ok(performance.now() - began < 200, "read, not trained");
  assert.equal([...Deno.readDirSync(memory)].length, 1);
  await heldOutScores(shop, [fold], { ...facts, way: { ...way, seed: 2 } }, options);
  assert.equal([...Deno.readDirSync(memory)].length, 2);
  Deno.removeSync(memory, { recursive: true });
});

Deno.test("verdict() pairs by buyer: a small gain of everybody is above chance", () => {
  const scores = (gain: number) => [
    Object.fromEntries(METRICS.map((name) => [
      name,
      Float64Array.from({ length: 200 }, (_, b) => (b % 10) / 10 + gain * (0.5 + (b % 3))),
    ])) as never,
  ];
  const found = verdict(scores(0.01), scores(0));
  assert.equal(found.better, true);
  assert.ok(found.candidate.low < found.current.high, "the single intervals overlap");
  assert.equal(verdict(scores(0), scores(0.01)).better, false);
});

Deno.test("heldOutScores() refuses to judge on nothing", async () => {
  await assert.rejects(heldOutScores(shop, [], contender({})), /at least one test week/);
});
