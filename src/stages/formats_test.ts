import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openDatabase } from "../ingest/database.ts";
import { SQLITE_FILE } from "../serving/sqlite.ts";
import { stageOptions } from "./options.ts";
import { predict } from "./predict.ts";
import { recommendStage } from "./recommend.ts";
import { openRun } from "./run.ts";

Deno.test("recommend writes the same rows as Parquet, CSV and SQLite, and predict agrees with them", async () => {
  const root = Deno.makeTempDirSync({ prefix: "helix-formats-" });
  try {
    const lines = Array.from(
      { length: 40 },
      (_, i) => `2020-01-${10 + i % 12},c${i % 5},a${i % 9}`,
    );
    Deno.mkdirSync(`${root}/shop`);
    Deno.writeTextFileSync(
      `${root}/shop/transactions_train.csv`,
      ["t_dat,customer_id,article_id", ...lines, ""].join("\n"),
    );
    const run = openRun(stageOptions({
      data: `${root}/shop`,
      workspace: `${root}/ws`,
      format: "parquet,csv,sqlite",
      threads: 1,
    }));
    const { recommendations } = await recommendStage(run);
    const folder = `${root}/ws/data/recommendations`;
    using db = await openDatabase({ threads: 1 });
    const csv = await db.value(`select count(*) from '${folder}/recommendations.csv'`);
    assert.equal(Number(csv), recommendations);
    const sqlite = new DatabaseSync(`${folder}/${SQLITE_FILE}`);
    const stored = sqlite.prepare(
      "select article_id, score from recommendations where customer_id = 'c1' order by rank",
    ).all();
    const plan = sqlite.prepare("select articles from push_plan where customer_id = 'c1'").get();
    sqlite.close();
    const told = await predict(run, "c1");
    assert.deepEqual(
      told.articles.map(({ article_id, score }) => ({ article_id, score })),
      stored.map((row) => ({ ...row })),
    );
    assert.deepEqual(
      JSON.parse(String(plan!.articles)),
      told.articles.map(({ article_id }) => article_id),
    );
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});
