import assert from "node:assert/strict";
import { shopFromLines, snapshotAt } from "../../ingest/shop.ts";
import { fitCandidates } from "../../candidates/candidates.ts";
import { rowInputs } from "../../ranking/rows.ts";
import { TRIAL_RECIPE, trialShop } from "../../ranking/trial_shop.ts";
import { AGGREGATES, bestSetting, SETTINGS, tunedBaselines } from "./tuned.ts";

const RECIPE = { ...TRIAL_RECIPE, labelWindows: 2, maxTrees: 4, seeds: 1 };

function foldAt(cutoff: number) {
  const known = snapshotAt(trialShop(), cutoff);
  const inputs = rowInputs(fitCandidates(known, RECIPE.candidates));
  return { fold: { cutoff, horizon: 7, complete: true }, known, inputs };
}

Deno.test("tunedBaselines() makes every baseline in every fold with the first fold's settings", async () => {
  const seen: number[] = [];
  const settings = {
    "a rule": [3, 4].map((code) => ({
      words: `article ${code}`,
      make: (snapshot: { asOf: number }) => {
        seen.push(snapshot.asOf);
        return () => [code];
      },
    })),
  };
  const { chosen, of } = tunedBaselines({ settings, recipe: RECIPE });
  const first = await of(foldAt(1099));
  const second = await of(foldAt(1106));
  assert.deepEqual([...first.keys()], ["a rule", AGGREGATES]);
  assert.deepEqual([...second.keys()], [...first.keys()]);
  // both settings on the week before the first fold; the better one in each fold
  assert.deepEqual(seen, [1092, 1092, 1099, 1106]);
  assert.equal(chosen.get("a rule"), `article ${first.get("a rule")!(0)[0]}`);
});

Deno.test("bestSetting() looks at no purchase of the fold's own window", () => {
  const lines = [
    { customer: 0, article: 1, day: 5 },
    { customer: 0, article: 1, day: 12 },
    { customer: 0, article: 2, day: 14 },
    { customer: 1, article: 2, day: 15 },
  ];
  const settings = [2, 1].map((code) => ({ words: `${code}`, make: () => () => [code] }));
  assert.equal(bestSetting(snapshotAt(shopFromLines(lines), 14), 7, settings).words, "1");
});

Deno.test("SETTINGS start with what stands where nothing can be tuned", () => {
  const known = snapshotAt(shopFromLines([{ customer: 0, article: 0, day: 3 }]), 4);
  for (const all of Object.values(SETTINGS)) {
    assert.equal(bestSetting(known, 7, all), all[0]);
    assert.ok(Array.from(all[0]!.make(known)(0)).includes(0));
  }
});
