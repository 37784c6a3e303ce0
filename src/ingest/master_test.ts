import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "./database.ts";
import { loadMaster, type MasterKind } from "./master.ts";
import { createRejects } from "./rejects.ts";
import { openTable } from "./tables.ts";
import { csv, testFolder } from "./test_folder.ts";

async function load(kind: MasterKind, lines: readonly string[], maxRejects = 1) {
  const [header, ...rows] = lines;
  using folder = testFolder({ "m.csv": csv(header!, rows) });
  using db = await openDatabase({ threads: 1 });
  await createRejects(db);
  const path = join(folder.directory, "m.csv");
  const table = await openTable(db, kind, path, { scratch: folder.directory });
  const found = await loadMaster(db, kind, table, { maxRejects });
  return {
    ...found,
    rows: await db.rows(`from ${kind}s order by ${kind}`),
    rejects: await db.rows(
      'select "row"::integer as "row", reason, raw from rejects order by "row"',
    ),
  };
}

Deno.test("loadMaster() numbers rows by id and keeps other columns as text", async () => {
  const { rows, columns, count } = await load("article", [
    "Article_ID,Colour,known_from",
    "2,red,x",
    "10,,",
    "0108775015,blue,y",
  ]);
  const known_from = null;
  assert.deepEqual(rows, [
    { article: 0, article_id: "0108775015", known_from, colour: "blue", known_from_column: "y" },
    { article: 1, article_id: "10", known_from, colour: null, known_from_column: null },
    { article: 2, article_id: "2", known_from, colour: "red", known_from_column: "x" },
  ]);
  assert.deepEqual(columns, ["colour", "known_from_column"]);
  assert.deepEqual(count, { file: "m.csv", rows: 3, kept: 3, rejected: 0, reasons: {} });
});

Deno.test("loadMaster() sets aside rows without id, broken rows, and all but the first of an id", async () => {
  const { rows, rejects, count } = await load("customer", [
    "customer_id,age",
    "bert,40",
    "broken",
    ",20",
    "bert,41",
    "anna,",
    "bert,40",
  ]);
  assert.deepEqual(rows, [
    { customer: 0, customer_id: "anna", known_from: null, age: null },
    { customer: 1, customer_id: "bert", known_from: null, age: 40 },
  ]);
  assert.deepEqual(rejects, [
    { row: 2, reason: "unreadable_line", raw: "broken" },
    { row: 3, reason: "missing_customer_id", raw: null },
    { row: 4, reason: "duplicate_id", raw: "bert" },
    { row: 6, reason: "duplicate_id", raw: "bert" },
  ]);
  assert.deepEqual([count!.rows, count!.kept, count!.rejected], [6, 2, 4]);
});

Deno.test("loadMaster() takes ages that no person has for unknown", async () => {
  const { rows, notes } = await load("customer", [
    "customer_id,age",
    "a,130",
    "b,131",
    "c,-1",
    "d,old",
  ]);
  assert.deepEqual(rows.map(({ age }) => age), [130, null, null, null]);
  assert.deepEqual(notes, ["2 ages outside 0 to 130 count as unknown"]);
});

Deno.test("loadMaster() names the first of too many duplicates", async () => {
  await assert.rejects(load("article", ["article_id", "1", "2", "1"], 0.05), {
    name: "DataError",
    message: "m.csv, row 3, column article_id: Expected every id once but found '1'",
  });
});

Deno.test("loadMaster() refuses a file without rows", async () => {
  await assert.rejects(load("article", ["article_id"]), {
    name: "DataError",
    message: "m.csv: Expected at least one article but found no rows",
  });
});
