import assert from "node:assert/strict";
import { join } from "node:path";
import { type Database, openDatabase } from "./database.ts";
import { findColumns, floatOf, openTable, textOf, timestampOf } from "./tables.ts";
import { type TestFolder, testFolder } from "./test_folder.ts";

const open = (db: Database, folder: TestFolder, name: string) =>
  openTable(db, "t", join(folder.directory, name), { scratch: folder.directory });

Deno.test("textOf() reads CSV and Parquet values as the same text", async () => {
  using folder = testFolder({ "a.csv": 'id\n012\n"a ""b"""\n17850\n' });
  using db = await openDatabase({ threads: 1 });
  const texts = async (name: string) => {
    const table = await open(db, folder, name);
    const rows = await db.rows(`select ${textOf(table, "id")} as id from ${table.relation}`);
    return rows.map(({ id }) => id);
  };
  assert.deepEqual(await texts("a.csv"), ["012", 'a "b"', "17850"]);
  await folder.writeParquet("text.parquet", "select unnest(['012', '', null, 'x']) as id");
  assert.deepEqual(await texts("text.parquet"), ["012", null, null, "x"]);
  await folder.writeParquet("int.parquet", "select unnest([12::bigint, null]) as id");
  assert.deepEqual(await texts("int.parquet"), ["12", null]);
  const floats = "select unnest([17850.0::double, 1.5, 'nan', null]) as id";
  await folder.writeParquet("float.parquet", floats);
  assert.deepEqual(await texts("float.parquet"), ["17850", "1.5", null, null]);
  await folder.writeParquet("blob.parquet", "select 'ab'::blob as id");
  assert.deepEqual(await texts("blob.parquet"), ["ab"]);
});

Deno.test("textOf() and timestampOf() refuse what is neither text nor time", async () => {
  using folder = testFolder();
  await folder.writeParquet("a.parquet", "select [1, 2] as id, 5 as t_dat");
  using db = await openDatabase({ threads: 1 });
  const table = await open(db, folder, "a.parquet");
  assert.throws(() => textOf(table, "id"), {
    name: "DataError",
    message: "a.parquet, column id: Expected text or numbers but found INTEGER[]",
  });
  assert.throws(() => timestampOf(table, "t_dat"), {
    name: "DataError",
    message: "a.parquet, column t_dat: Expected dates, timestamps or text but found INTEGER",
  });
});

Deno.test("timestampOf() keeps the local clock of what is written", async () => {
  using folder = testFolder({
    "a.csv":
      "t\n2020-01-31\n2020-01-31 08:26:59\n2020-01-31T08:26\n2020-01-31T08:26:00+02:00\n31/01/2020\n",
  });
  using db = await openDatabase({ threads: 1 });
  const table = await open(db, folder, "a.csv");
  const rows = await db.rows(
    `select strftime(${timestampOf(table, "t")}, '%d %H:%M') as t from ${table.relation}`,
  );
  assert.deepEqual(rows.map(({ t }) => t), ["31 00:00", "31 08:26", "31 08:26", "31 08:26", null]);
});

Deno.test("floatOf() reads a decimal comma where semicolons split the fields", async () => {
  using folder = testFolder({ "a.csv": 'p;q\n"1,5";2.5\n', "b.csv": 'p,q\n"1,5",2.5\n' });
  using db = await openDatabase({ threads: 1 });
  for (const [name, p] of [["a.csv", 1.5], ["b.csv", null]] as const) {
    const table = await open(db, folder, name);
    const [row] = await db.rows(
      `select ${floatOf(table, "p")} as p, ${floatOf(table, "q")} as q from ${table.relation}`,
    );
    assert.deepEqual(row, { p, q: 2.5 });
  }
});

Deno.test("findColumns() finds columns in any case and names the missing one", async () => {
  using folder = testFolder({ "a.csv": "Customer_ID,Other\n" });
  using db = await openDatabase({ threads: 1 });
  const table = await open(db, folder, "a.csv");
  assert.deepEqual(findColumns(table, ["customer_id"], ["age"]), { customer_id: "Customer_ID" });
  assert.throws(() => findColumns(table, ["customer_id", "t_dat"], []), {
    name: "DataError",
    message:
      "a.csv, column t_dat: Expected columns customer_id, t_dat but found Customer_ID, Other",
  });
});

Deno.test("openTable() says what is wrong with a file that cannot be read", async () => {
  using folder = testFolder({ "a.parquet": "no table", "empty.parquet": "", "empty.csv": "" });
  using db = await openDatabase({ threads: 1 });
  for (const name of ["a.parquet", "empty.parquet", "empty.csv", "missing.csv"]) {
    await assert.rejects(open(db, folder, name), {
      name: "DataError",
      message: new RegExp(`^${name}: Expected `),
    });
  }
});
