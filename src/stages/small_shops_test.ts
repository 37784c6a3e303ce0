import assert from "node:assert/strict";
import { DataError } from "../errors.ts";
import { openDatabase } from "../ingest/database.ts";
import { outputViolations } from "../serving/output_rules.ts";
import { evaluateStage } from "./evaluate.ts";
import { stageOptions } from "./options.ts";
import { recommendStage } from "./recommend.ts";
import { reportStage } from "./report.ts";
import { openRun } from "./run.ts";

/** A folder with a shop's files and room for a workspace; gone at the end of the test. */
function shopFolder(files: Record<string, string>) {
  const root = Deno.makeTempDirSync({ prefix: "helix-shop-" });
  Deno.mkdirSync(`${root}/shop`);
  for (const [name, text] of Object.entries(files)) {
    Deno.writeTextFileSync(`${root}/shop/${name}`, text);
  }
  return {
    run: (options = {}) =>
      openRun(stageOptions({
        data: `${root}/shop`,
        workspace: `${root}/ws`,
        threads: 1,
        ...options,
      })),
    violations: async (hours: boolean) => {
      using db = await openDatabase({ threads: 1 });
      return await outputViolations(db, `${root}/ws/data/recommendations`, hours);
    },
    rows: async (sql: string) => {
      using db = await openDatabase({ threads: 1 });
      return await db.rows(sql.replaceAll("$ws", `${root}/ws`));
    },
    [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }),
  };
}

const HEAD = "t_dat,customer_id,article_id\n";

Deno.test("run makes tables and a report from three columns alone", async () => {
  const lines = Array.from(
    { length: 400 },
    (_, i) =>
      `2020-0${1 + i % 3}-${String(1 + i % 27).padStart(2, "0")},c${i % 23},0${100 + i * 7 % 31}`,
  );
  using shop = shopFolder({ "transactions_train.csv": HEAD + lines.join("\n") + "\n" });
  const run = shop.run({ ablation: false });
  const summary = await recommendStage(run);
  assert.equal(summary.customers, 23);
  assert.equal(summary.sendHours, null);
  await reportStage(run);
  assert.deepEqual(await shop.violations(false), []);
  const ids = await shop.rows(
    "select count(*) as n from '$ws/data/recommendations/recommendations.parquet' " +
      "where article_id not like '0%'",
  );
  assert.equal(ids[0]!.n, 0n);
});

Deno.test("run works for one customer and says that nothing could be tested", async () => {
  using shop = shopFolder({ "transactions_train.csv": HEAD + "2020-01-01,anna,1\n" });
  const run = shop.run();
  await recommendStage(run);
  assert.deepEqual(await shop.violations(false), []);
  const { noEvaluation } = await evaluateStage(run);
  assert.match(noEvaluation!, /span 1 day/);
  await reportStage(run);
});

Deno.test("run works for one article", async () => {
  const lines = Array.from(
    { length: 60 },
    (_, i) => `2020-01-${String(1 + i % 28).padStart(2, "0")},c${i % 5},7`,
  );
  using shop = shopFolder({ "transactions_train.csv": HEAD + lines.join("\n") + "\n" });
  const run = shop.run({ ablation: false });
  const summary = await recommendStage(run);
  assert.equal(summary.recommendations, 5);
  await reportStage(run);
  assert.deepEqual(await shop.violations(false), []);
});

Deno.test("run falls back plainly when every order is of the same day", async () => {
  const lines = Array.from({ length: 50 }, (_, i) => `2020-01-01,c${i % 7},${i % 11}`);
  using shop = shopFolder({ "transactions_train.csv": HEAD + lines.join("\n") + "\n" });
  const run = shop.run();
  await recommendStage(run);
  assert.deepEqual(await shop.violations(false), []);
  assert.notEqual((await evaluateStage(run)).noEvaluation, null);
  const models = [...Deno.readDirSync(run.workspace.models)].map(({ name }) => name);
  assert.ok(!models.includes("ranker.txt"));
});

Deno.test("run gives customers without orders the fallback", async () => {
  using shop = shopFolder({
    "transactions_train.csv": HEAD + "2020-01-01,anna,1\n2020-01-09,anna,2\n2020-01-09,bert,2\n",
    "customers.csv": "customer_id,age\nanna,30\nbert,40\ncora,\n",
  });
  await recommendStage(shop.run());
  assert.deepEqual(await shop.violations(false), []);
  const [cora] = await shop.rows(
    "select articles from '$ws/data/recommendations/push_plan.parquet' where customer_id = 'cora'",
  );
  assert.ok(cora !== undefined);
});

Deno.test("run refuses an as-of day before the first order", async () => {
  using shop = shopFolder({ "transactions_train.csv": HEAD + "2020-01-01,anna,1\n" });
  await assert.rejects(recommendStage(shop.run({ asOf: "2019-01-01" })), DataError);
});
