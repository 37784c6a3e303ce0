import assert from "node:assert/strict";
import { fitCandidates } from "../candidates/candidates.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { loadEngine } from "../lightgbm/mod.ts";
import { rowFiller, rowInputs } from "./rows.ts";
import { rankScorer, rowsScorer } from "./score.ts";
import { trainRanker } from "./train.ts";
import { TRIAL_RECIPE, trialShop } from "./trial_shop.ts";

const snapshot = snapshotAt(trialShop(), 1120);
const ranker = await trainRanker(snapshot, { recipe: TRIAL_RECIPE });
assert.ok("modelText" in ranker);
const { modelText } = ranker;
const inputs = rowInputs(fitCandidates(snapshot, TRIAL_RECIPE.candidates));

Deno.test("rankScorer() gives LightGBM's scores to the last bit", async () => {
  const scorer = rankScorer(inputs, modelText, 12);
  const filler = rowFiller(inputs);
  const width = filler.definitions.length;
  using engine = await loadEngine({ threads: 1 });
  using booster = engine.loadModel(modelText);
  let compared = 0;
  for (let customer = 0; customer < 120; customer++) {
    const size = filler.fill(customer);
    const data = new Float32Array(size * width);
    filler.columns.forEach((column, f) => {
      for (let i = 0; i < size; i++) data[i * width + f] = column[i]!;
    });
    const expected = booster.predict({ data, rows: size, columns: width }, { raw: true });
    const { article, score } = scorer.scoreCandidates(customer);
    assert.deepEqual([...article], [...filler.generator.candidates.article.subarray(0, size)]);
    assert.deepEqual([...score], [...expected]);
    compared += size;
  }
  assert.ok(compared > 4000, `only ${compared} rows were compared`);
});

Deno.test("rankScorer() ranks alike one by one, together and in another order", () => {
  const scorer = rankScorer(inputs, modelText, 12);
  const one = Array.from({ length: 300 }, (_, customer) => {
    const { size, article, score } = scorer.rank(customer);
    return [[...article.subarray(0, size)], [...score.subarray(0, size)]];
  });
  for (const order of [(i: number) => i, (i: number) => 299 - i, (i: number) => i * 7 % 300]) {
    const customers = Uint32Array.from({ length: 300 }, (_, i) => order(i));
    const met: number[] = [];
    scorer.rankAll(customers, ({ size, article, score }, at) => {
      met.push(at);
      assert.deepEqual(
        [[...article.subarray(0, size)], [...score.subarray(0, size)]],
        one[customers[at]!],
      );
    });
    assert.deepEqual(met, [...customers.keys()]);
  }
});

Deno.test("rankScorer() lists the best candidates by score, then by article", () => {
  const scorer = rankScorer(inputs, modelText, 12);
  for (let customer = 0; customer < 50; customer++) {
    const { article, score } = scorer.scoreCandidates(customer);
    const expected = [...article.keys()]
      .sort((i, j) => score[j]! - score[i]! || article[i]! - article[j]!)
      .slice(0, 12).map((i) => article[i]!);
    const ranked = scorer.rank(customer);
    assert.deepEqual([...ranked.article.subarray(0, ranked.size)], expected);
  }
});

Deno.test("rankScorer() refuses a model of other features", () => {
  const other = modelText.replace(/^feature_names=\S+/m, "feature_names=unheard_of");
  assert.throws(() => rankScorer(inputs, other, 12), /trained on the features/);
});

Deno.test("rowsScorer() gives each model's scores as rankScorer() does", () => {
  const scorer = rankScorer(inputs, modelText, 12);
  const held = rankScorer(inputs, ranker.heldOut.modelText, 12);
  const both = rowsScorer(inputs, [modelText, ranker.heldOut.modelText]);
  for (let customer = 0; customer < 60; customer++) {
    const { size, article, scores } = both(customer);
    const [one, two] = [scorer.scoreCandidates(customer), held.scoreCandidates(customer)];
    assert.deepEqual([...article.subarray(0, size)], [...one.article]);
    assert.deepEqual([...scores[0]!.subarray(0, size)], [...one.score]);
    assert.deepEqual([...scores[1]!.subarray(0, size)], [...two.score]);
  }
});
