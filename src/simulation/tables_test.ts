import assert from "node:assert/strict";
import { openDatabase } from "../ingest/database.ts";
import { ingest } from "../ingest/ingest.ts";
import { loadSnapshot } from "../ingest/load.ts";
import { storePaths } from "../ingest/store.ts";
import { openWorkspace } from "../workspace.ts";
import { articleFacts } from "./article_facts.ts";
import { assignedArm } from "./design.ts";
import { readRecommended, writeAnswers, writeSendPlan } from "./tables.ts";
import type { Observation } from "./analysis.ts";

const CUSTOMERS = 200;

/** A small ingested shop with output tables: customer `u<i>` gets articles y, x at hour 18. */
async function withShop(
  hours: boolean,
  work: (shop: Awaited<ReturnType<typeof setting>>) => Promise<void>,
) {
  const root = Deno.makeTempDirSync();
  try {
    await work(await setting(root, hours));
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

async function setting(root: string, hours: boolean) {
  const time = hours ? " 10:30:00" : "";
  const lines = Array.from(
    { length: CUSTOMERS },
    (_, c) => `2020-01-0${1 + c % 3}${time},u${String(c).padStart(3, "0")},${"xyz"[c % 3]}`,
  );
  Deno.writeTextFileSync(
    `${root}/transactions_train.csv`,
    `t_dat,customer_id,article_id\n${lines.join("\n")}\n`,
  );
  const workspace = openWorkspace(`${root}/ws`);
  await ingest(root, workspace, { threads: 1 });
  const db = await openDatabase({ threads: 1 });
  const people = `(select customer_id from read_parquet('${storePaths(workspace).customers}'))`;
  await db.run(`copy (select customer_id, 3 as send_day_of_week,
    ${hours ? "18" : "null::integer"} as send_hour, ['y', 'x'] as articles from ${people})
    to '${root}/push_plan.parquet' (format parquet)`);
  await db.run(`copy (select customer_id, r.rank, ['y', 'x'][r.rank] as article_id
    from ${people}, (values (1), (2)) r(rank))
    to '${root}/recommendations.parquet' (format parquet)`);
  const snapshot = loadSnapshot(workspace, 18_270);
  return { root, db, store: storePaths(workspace), facts: articleFacts(snapshot, 18_270) };
}

for (const hours of [true, false]) {
  Deno.test(`writeSendPlan() plans every customer once, ${hours ? "with" : "without"} hours`, async () => {
    await withShop(hours, async ({ root, db, store, facts }) => {
      using _db = db;
      const path = `${root}/plan.parquet`;
      const options = { size: 2, seed: 4, hours };
      await writeSendPlan(db, root, store, facts, path, CUSTOMERS, options);
      const rows = await db.rows(`select p.*, c.customer, to_json(articles)::varchar as sent
        from read_parquet('${path}') p join read_parquet('${store.customers}') c using (customer_id)`);
      assert.equal(rows.length, CUSTOMERS);
      for (const row of rows) {
        const arm = assignedArm(Number(row.customer), 4);
        assert.equal(row.arm, ["A", "B"][arm]);
        const hour = row.send_hour === null ? null : Number(row.send_hour);
        if (!hours) assert.equal(hour, null);
        else assert.ok(arm === 1 ? hour === 18 : hour! >= 9 && hour! <= 21);
        const expected = 0.5 * (hours && arm === 0 ? 1 / 13 : 1);
        assert.ok(Math.abs(Number(row.propensity) - expected) < 1e-12);
        assert.equal(Number(row.arm_propensity), 0.5);
        if (arm === 1) assert.equal(row.sent, `["y","x"]`);
        else assert.equal(JSON.parse(String(row.sent)).length, 2);
      }
      assert.ok(new Set(rows.map(({ arm }) => arm)).size === 2);
    });
  });
}

Deno.test("readRecommended() gives articles in rank order, by code", async () => {
  await withShop(true, async ({ root, db, store }) => {
    using _db = db;
    const codes = await db.rows(
      `select article, article_id from read_parquet('${store.articles}')`,
    );
    const code = (id: string) => Number(codes.find((row) => row.article_id === id)!.article);
    const found = await readRecommended(db, root, store, Uint32Array.of(3, 7));
    assert.deepEqual([...found.keys()].sort(), [3, 7]);
    assert.deepEqual(found.get(7), { articles: [code("y"), code("x")], hour: 18 });
  });
});

Deno.test("writeAnswers() marks every row as simulated and says who answered", async () => {
  await withShop(false, async ({ root, db, store }) => {
    using _db = db;
    const one = {
      persona: { customer: 5 },
      arm: 1,
      shown: 2,
      hour: null,
      answer: {
        opened: true,
        clicked: [0],
        wouldBuy: [],
        satisfaction: 4,
        reason: "",
        by: "rule-based",
        parseFailure: true,
      },
    } as unknown as Observation;
    await writeAnswers(db, [one], store, `${root}/answers.parquet`);
    const [row] = await db.rows(`select * from read_parquet('${root}/answers.parquet')`);
    assert.deepEqual(
      [
        row!.simulated,
        row!.arm,
        row!.send_hour,
        row!.clicked,
        row!.answered_by,
        row!.parse_failure,
      ],
      [true, "B", null, 1, "rule-based", true],
    );
  });
});
