import assert from "node:assert/strict";
import type { Progress } from "../progress.ts";
import { openDatabase } from "./database.ts";
import { reportProgress, withProgress } from "./query_progress.ts";

function recorder() {
  const told: (string | number)[] = [];
  const progress: Progress = {
    start: (title, total, unit) => {
      told.push(`${title} ${total} ${unit}`);
      return { update: (done) => void told.push(done), finish: () => void told.push("finished") };
    },
    note() {},
  };
  return { told, progress };
}

const BAR = { title: "Adding", total: 200, unit: "rows" };

Deno.test("withProgress() tells a growing share of a long statement, and the whole at the end", async () => {
  const { told, progress } = recorder();
  using db = await openDatabase({ threads: 1 });
  await reportProgress(db);
  await db.run("create table numbers as select range as n from range(3000000)");
  await withProgress(db, progress, BAR, async () => {
    // Until a look has come in between, however fast the machine is.
    for (let i = 0; told.length < 4 && i < 200; i++) {
      await db.value("select max(sha256(n::varchar)) from numbers");
    }
  });
  const [first, ...shares] = told;
  assert.equal(first, "Adding 200 rows");
  assert.deepEqual(shares.slice(-2), [200, "finished"]);
  const numbers = shares.slice(0, -1) as number[];
  assert.deepEqual(numbers, numbers.toSorted((a, b) => a - b));
  assert.ok(numbers.some((done) => done > 0 && done <= 200));
});

Deno.test("withProgress() ends its bar when the work fails", async () => {
  const { told, progress } = recorder();
  using db = await openDatabase({ threads: 1 });
  await assert.rejects(withProgress(db, progress, BAR, () => db.run("select nonsense")));
  assert.deepEqual(told, ["Adding 200 rows", "finished"]);
});
