import assert from "node:assert/strict";
import { openDatabase, sqlName, sqlText } from "./database.ts";

Deno.test("openDatabase() honours threads, memory and the temporary folder", async () => {
  const folder = Deno.makeTempDirSync();
  using db = await openDatabase({ threads: 1, memory: 300_000_000, tempDirectory: folder });
  assert.equal(await db.value("select current_setting('threads')"), 1n);
  assert.equal(await db.value("select current_setting('memory_limit')"), "286.1 MiB");
  assert.equal(await db.value("select current_setting('temp_directory')"), folder);
  assert.equal(await db.value("select current_setting('autoinstall_known_extensions')"), false);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("openDatabase() refuses limits that are not positive integers", async () => {
  await assert.rejects(openDatabase({ threads: 0 }), {
    name: "RangeError",
    message: "Expected threads to be an integer greater than 0 but found 0",
  });
  await assert.rejects(openDatabase({ memory: 1.5 }), RangeError);
});

Deno.test("openDatabase() gives rows, values and null for an empty result", async () => {
  using db = await openDatabase({ threads: 1 });
  await db.run("create table t (a integer); insert into t values (1), (2)");
  assert.deepEqual(await db.rows("from t where a > $least", { least: 1 }), [{ a: 2 }]);
  assert.equal(await db.value("select a from t where a > 5"), null);
});

Deno.test("sqlText() and sqlName() quote what SQL would read as its own", async () => {
  using db = await openDatabase({ threads: 1 });
  const text = `a'b"c; drop table x --`;
  assert.equal(await db.value(`select ${sqlText(text)} as ${sqlName(text)}`), text);
});

Deno.test("openDatabase() lets a running statement end before it closes", async () => {
  let sum: Promise<unknown>;
  {
    using db = await openDatabase({ threads: 1 });
    sum = db.value("select sum(range) from range(3000000)");
  }
  assert.equal(String(await sum), String(3_000_000 * 2_999_999 / 2));
});
