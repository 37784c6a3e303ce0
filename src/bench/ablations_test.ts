import assert from "node:assert/strict";
import { SOURCES } from "../candidates/candidates.ts";
import { generateSynthetic } from "../ingest/synthetic/generate.ts";
import { stageOptions } from "../stages/options.ts";
import { openRun } from "../stages/run.ts";
import { ablationsTable, measureAblations } from "./ablations.ts";

Deno.test("measureAblations() sets the ranker beside baselines, oracle and itself without each part", async () => {
  const folder = Deno.makeTempDirSync();
  try {
    await generateSynthetic(`${folder}/shop`, { customers: 400 });
    const recipe = `${folder}/recipe.json`;
    Deno.writeTextFileSync(recipe, JSON.stringify({ labelWindows: 2, maxTrees: 5, seeds: 1 }));
    const options = { data: `${folder}/shop`, workspace: `${folder}/w`, asOf: "2020-09-16" };
    const found = await measureAblations(openRun(stageOptions({ ...options, recipe })));
    assert.deepEqual([found.cutoff, found.customers], ["2020-09-16", 400]);
    assert.deepEqual(found.systems.slice(0, 2).map(({ name }) => name), ["ranker", "popularity"]);
    assert.ok(found.oracle!.mapAt12.oracle > found.systems[0]!.mapAt12);
    assert.equal(found.oracle!.mapAt12.ours, found.systems[0]!.mapAt12);
    const left = found.ablations.map(({ name }) => name);
    for (const source of SOURCES) assert.ok(left.includes(`without source ${source}`), source);
    assert.ok(left.includes("without family own"));
    assert.match(
      ablationsTable(found),
      /\| without family own \| 0\.\d{5} \| \d+\.\d % \| -?0\.\d{5} ±/,
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
