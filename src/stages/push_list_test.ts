import assert from "node:assert/strict";
import { openDatabase } from "../ingest/database.ts";
import { outputViolations } from "../serving/output_rules.ts";
import { stageOptions, type StageOptionsInput } from "./options.ts";
import { predict } from "./predict.ts";
import { PUSH_LIST_FILE, pushRank } from "./push_list.ts";
import { recommendStage } from "./recommend.ts";
import { openRun } from "./run.ts";

/** A shop whose customers buy the more often the higher their number. */
function writeShop(folder: string) {
  const lines: string[] = [];
  for (let customer = 0; customer < 12; customer++) {
    for (let day = 1; day <= 60; day += 14 - customer) {
      const date = new Date(Date.UTC(2020, 0, day)).toISOString().slice(0, 10);
      lines.push(`${date},c${customer},a${(customer + day) % 7}`);
    }
  }
  Deno.mkdirSync(folder);
  const text = ["t_dat,customer_id,article_id", ...lines, ""].join("\n");
  Deno.writeTextFileSync(`${folder}/transactions_train.csv`, text);
}

Deno.test("--budget lists the customers of the highest propensity, whatever was made before", async () => {
  const root = Deno.makeTempDirSync({ prefix: "helix-push-" });
  try {
    writeShop(`${root}/shop`);
    const run = (more: StageOptionsInput) =>
      openRun(stageOptions({
        data: `${root}/shop`,
        workspace: `${root}/ws`,
        threads: 1,
        ...more,
      }));
    const without = await recommendStage(run({}));
    assert.equal(without.push, undefined);
    using db = await openDatabase({ threads: 1 });
    const plan = `read_parquet('${root}/ws/data/recommendations/push_plan.parquet')`;
    const list = `read_parquet('${root}/ws/${PUSH_LIST_FILE}')`;
    for (const budget of [3, 1, 99]) {
      const summary = await recommendStage(run({ budget }));
      assert.ok(summary.reused, "another budget ranks nobody anew");
      const size = Math.min(budget, 12);
      assert.equal(summary.push!.customers, size);
      const chosen = await db.rows(`select push_rank, customer_id from ${list} order by push_rank`);
      const best = await db.rows(
        `select (row_number() over ())::integer as push_rank, customer_id
        from (select * from ${plan} order by purchase_propensity desc, rowid limit ${budget})`
          .replace("rowid", "file_row_number")
          .replace(plan, plan.replace("')", "', file_row_number = true)")),
      );
      assert.deepEqual(chosen, best);
      const expected = await db.value(`select sum(purchase_propensity) from ${list}`);
      assert.ok(Math.abs(Number(expected) - summary.push!.expectedBuyers) < 1e-9);
    }
    assert.deepEqual(await outputViolations(db, `${root}/ws/data/recommendations`, false), []);
    const [first] = await db.rows(`select customer_id from ${list} where push_rank = 1`);
    const told = await predict(run({ budget: 1 }), String(first!.customer_id));
    assert.deepEqual([told.push_rank, told.pushed], [1, true]);
    const [last] = await db.rows(`select customer_id from ${list} where push_rank = 12`);
    const other = await predict(run({ budget: 1 }), String(last!.customer_id));
    assert.deepEqual([other.push_rank, other.pushed], [12, false]);
    assert.match(other.propensity_reasons.join("; "), /last bought \d+ days? ago/);
    assert.equal("pushed" in await predict(run({}), "c3"), false);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("pushRank() counts every place once", () => {
  const propensity = [0.2, 0.9, 0.2, 0.4, 0.9];
  const places = propensity.map((_, code) => pushRank(propensity, code));
  assert.deepEqual(places, [4, 1, 5, 3, 2]);
});
