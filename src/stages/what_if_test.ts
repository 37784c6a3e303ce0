import assert from "node:assert/strict";
import { writeTrialShop } from "../ranking/trial_shop.ts";
import { inflate, unpackData } from "../report/what_if/pack.ts";
import { stageOptions } from "./options.ts";
import { openRun } from "./run.ts";
import { MODEL_FILES, trainStage } from "./train.ts";
import { writeWhatIf } from "./what_if.ts";

Deno.test("writeWhatIf() writes a page of the trained model, and none where there is no ranker", async () => {
  const root = Deno.makeTempDirSync({ prefix: "helix-what-if-" });
  try {
    writeTrialShop(`${root}/shop`, { customers: 120 });
    const options = { data: `${root}/shop`, workspace: `${root}/ws`, threads: 1 };
    const run = openRun(stageOptions(options));
    await trainStage(run);
    assert.equal(await writeWhatIf(run), "what-if.html");
    const path = `${root}/ws/reports/what-if.html`;
    const page = Deno.readTextFileSync(path);
    const packed = /id="packed-data">([^<]*)</.exec(page)![1]!;
    const { customers, articles, features } = unpackData(await inflate(packed));
    assert.equal(customers.length, 24);
    assert.ok(articles.every((name) => /^0\d+$/.test(name)));
    assert.ok(features.some(({ name }) => name === "recency_days"));
    assert.ok(!page.includes("customer 1"), "an id is in the page");
    const card = run.workspace.path(MODEL_FILES.card);
    const summary = JSON.parse(Deno.readTextFileSync(card));
    Deno.writeTextFileSync(card, JSON.stringify({ ...summary, noRanker: "too little" }));
    for (let i = 0; i < 2; i++) assert.equal(await writeWhatIf(run), null);
    assert.throws(() => Deno.statSync(path), Deno.errors.NotFound);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});
