import assert from "node:assert/strict";
import { snapshotAt } from "../ingest/shop.ts";
import { modelImportance } from "../lightgbm/mod.ts";
import { createRankerMemory, fitModels } from "./fit.ts";
import { trainingRows } from "./training_rows.ts";
import { TRIAL_RECIPE, trialShop } from "./trial_shop.ts";

const rows = trainingRows(snapshotAt(trialShop(), 1120), 1113, 7);

Deno.test("fitModels() gives the same models for every number of threads", async () => {
  const [one, two] = [1, 2].map((threads) =>
    fitModels(rows, { recipe: TRIAL_RECIPE, trees: [4, 3, 2], threads })
  );
  assert.deepEqual(await one, await two);
});

Deno.test("fitModels() trains the recipe's objectives in turn", async () => {
  const texts = await fitModels(rows, { recipe: TRIAL_RECIPE, trees: [1, 1] });
  const objectives = texts.map((text) => /^objective=(\S+)/m.exec(text)?.[1]);
  assert.deepEqual(objectives, TRIAL_RECIPE.models.slice(0, 2).map(({ objective }) => objective));
});

Deno.test("fitModels() splits on no feature that may not be used", async () => {
  const uses = (name: string) => name.startsWith("rank_");
  const [text] = await fitModels(rows, { recipe: TRIAL_RECIPE, trees: [5], uses });
  const { split } = modelImportance(text!);
  const used = rows.featureNames.filter((_, f) => split[f]! > 0);
  assert.ok(used.length > 0);
  assert.ok(used.every(uses), used.join(" "));
});

Deno.test("fitModels() counts the trees of all models on one bar", async () => {
  const seen: number[] = [];
  const progress = {
    note() {},
    start: (_title: string, total: number) => {
      assert.equal(total, 7);
      return { update: (done: number) => void seen.push(done), finish() {} };
    },
  };
  await fitModels(rows, { recipe: TRIAL_RECIPE, trees: [4, 3], progress });
  assert.equal(seen.at(-1), 7);
});

Deno.test("createRankerMemory() remembers nothing yet", () => {
  const { windowRows, fits } = createRankerMemory();
  assert.equal(windowRows.size + fits.size, 0);
});

Deno.test("fitModels() grows trees of as many leaves as told, unless the recipe says", async () => {
  const most = async (leaves: number, said: { num_leaves?: number }) => {
    const model = { ...TRIAL_RECIPE.models[0]!, min_data_in_leaf: 1, ...said };
    const recipe = { ...TRIAL_RECIPE, models: [model] };
    const [text] = await fitModels(rows, { recipe, trees: [3], leaves });
    return Math.max(...[...text!.matchAll(/^num_leaves=(\d+)/gm)].map(([, n]) => Number(n)));
  };
  assert.equal(await most(5, {}), 5);
  assert.equal(await most(5, { num_leaves: 4 }), 4);
});
