import assert from "node:assert/strict";
import { type Database, openDatabase, sqlText } from "./database.ts";
import { readColumn } from "./columns.ts";
import { createStoreFolder, exportMaster, exportOrders } from "./export.ts";
import { readTextColumn, textAt } from "./text_column.ts";

/** A database as the earlier steps leave it, with `times` as the lines of one customer. */
async function database(
  times: readonly string[],
  order = "customer, day, minute",
): Promise<Database> {
  const db = await openDatabase({ threads: 1 });
  const lines = times.map((time, i) => `(timestamp '${time}', ${i})`).join(", ");
  await db.run(`create table staged_transactions as
      select t, null::varchar as reason, i from (values ${lines}) v (t, i);
    create table customers as select * from (values
      (0::uinteger, 'b', null::date, 30::float), (1, 'a', date '1970-01-02', null)
    ) v (customer, customer_id, known_from, age);
    create table articles as select * from (values
      (0::uinteger, '01', null::date, 'Shirt'), (1, '02', null, null)
    ) v (article, article_id, known_from, prod_name);
    create temp view orders as select 1::uinteger as customer, (i % 2)::uinteger as article,
      t::date as day, nullif(60 * hour(t) + minute(t), 0)::smallint as minute, (i / 4)::float as price,
      2::utinyint as channel from staged_transactions order by ${order}`);
  return db;
}

Deno.test("exportOrders() writes the lines as Parquet and as columns", async () => {
  const folder = Deno.makeTempDirSync();
  using db = await database(["1970-01-03 09:30", "1970-01-02 00:00"]);
  const store = createStoreFolder(folder);
  assert.deepEqual(await exportOrders(db, store), {
    lines: 2,
    firstDay: 1,
    lastDay: 2,
    hasTimeOfDay: true,
    byDay: Uint32Array.of(0, 1, 1),
  });
  const path = (name: string) => store.column(`orders.${name}`);
  assert.deepEqual([...readColumn(path("offsets.u32"), Uint32Array, 3)], [0, 0, 2]);
  assert.deepEqual([...readColumn(path("article.u32"), Uint32Array, 2)], [1, 0]);
  assert.deepEqual([...readColumn(path("day.u16"), Uint16Array, 2)], [1, 2]);
  assert.deepEqual([...readColumn(path("minute.i16"), Int16Array, 2)], [-1, 570]);
  assert.deepEqual([...readColumn(path("price.f32"), Float32Array, 2)], [0.25, 0]);
  assert.deepEqual([...readColumn(path("channel.u8"), Uint8Array, 2)], [2, 2]);
  const rows = await db.rows(`select article, minute from ${sqlText(store.orders)}`);
  assert.deepEqual(rows, [{ article: 1, minute: null }, { article: 0, minute: 570 }]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("exportOrders() writes no minutes where every line is at midnight", async () => {
  const folder = Deno.makeTempDirSync();
  using db = await database(["1970-01-03 00:00", "1970-01-02 00:00:59"]);
  const store = createStoreFolder(folder);
  assert.equal((await exportOrders(db, store)).hasTimeOfDay, false);
  assert.throws(() => Deno.statSync(store.column("orders.minute.i16")), Deno.errors.NotFound);
  assert.equal(await db.value(`select count(minute)::integer from ${sqlText(store.orders)}`), 0);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("exportOrders() refuses lines that are not sorted by customer and day", async () => {
  const folder = Deno.makeTempDirSync();
  using db = await database(["1970-01-03", "1970-01-02"], "customer, day desc");
  await assert.rejects(exportOrders(db, createStoreFolder(folder)), {
    message: "Expected orders sorted by customer and day",
  });
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("exportMaster() writes codes, ids, their order and names", async () => {
  const folder = Deno.makeTempDirSync();
  using db = await database(["1970-01-03"]);
  const store = createStoreFolder(folder);
  await exportMaster(db, store, "customer", []);
  assert.deepEqual([...readColumn(store.column("customers.known_from.u16"), Uint16Array, 2)], [
    0,
    1,
  ]);
  assert.deepEqual([...readColumn(store.column("customers.age.f32"), Float32Array, 2)], [30, NaN]);
  assert.deepEqual([...readColumn(store.column("customers.by_id.u32"), Uint32Array, 2)], [1, 0]);
  assert.equal(textAt(readTextColumn(store.column("customers.ids"), 2), 1), "a");
  assert.deepEqual(await exportMaster(db, store, "article", ["prod_name"]), []);
  const names = readTextColumn(store.column("articles.names"), 2);
  assert.deepEqual([textAt(names, 0), textAt(names, 1)], ["Shirt", ""]);
  Deno.removeSync(folder, { recursive: true });
});
