import assert from "node:assert/strict";
import { candidateGenerator, fitCandidates, SOURCES } from "../candidates/candidates.ts";
import { randomShop } from "../features/test_shop.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { familyAblations, sourceAblations } from "./ablation.ts";
import { DEFAULT_RECIPE } from "./recipe.ts";
import { rowFiller, rowInputs } from "./rows.ts";

const snapshot = snapshotAt(randomShop(1), 1100);
const { definitions } = rowFiller(rowInputs(fitCandidates(snapshot)));

Deno.test("familyAblations() leave out every feature exactly once", () => {
  const ablations = familyAblations(definitions, DEFAULT_RECIPE);
  for (const { name } of definitions) {
    assert.equal(ablations.filter(({ uses }) => !uses(name)).length, 1, name);
  }
});

Deno.test("sourceAblations() name nothing by the source that is left out", () => {
  for (const { name, recipe, uses } of sourceAblations(DEFAULT_RECIPE)) {
    const s = SOURCES.findIndex((source) => name.endsWith(` ${source}`));
    const { generate } = candidateGenerator(fitCandidates(snapshot, recipe.candidates));
    for (let c = 0; c < 30; c++) {
      const { size, rank } = generate(c);
      assert.ok(rank[s]!.subarray(0, size).every((r) => r === 0), name);
    }
    const hidden = definitions.filter((feature) => !uses(feature.name));
    assert.ok(hidden.every((feature) => feature.name.includes(SOURCES[s]!)));
    assert.equal(hidden.length > 0, !SOURCES[s]!.startsWith("popular"), name);
  }
});
