import assert from "node:assert/strict";
import { openDatabase } from "../database.ts";
import { openFiles } from "./files.ts";
import { columnSink, type DayLines, priceOf } from "./lines.ts";
import { startCsvTransactions, startParquetTransactions } from "./transactions.ts";

const identifiers = {
  customers: 3,
  customerId: (customer: number, out: Uint8Array, at: number) =>
    void out.fill(97 + customer, at, at + 64),
  articleIds: new TextEncoder().encode("01087750150108775044"),
};

function day(customer: number, minute: number): DayLines {
  const sink = columnSink();
  sink.basket(customer, 2, minute);
  sink.line(1, 2999);
  sink.basket(customer, 1, minute);
  sink.line(0, 999);
  return sink.finish();
}

Deno.test("startCsvTransactions() writes the header, then the days as they come", () => {
  const dir = Deno.makeTempDirSync();
  using files = openFiles();
  const writer = startCsvTransactions(files, dir);
  writer.append(0, { rows: 1, text: new TextEncoder().encode("a\n") });
  writer.finish();
  files.commit();
  const text = Deno.readTextFileSync(`${dir}/transactions_train.csv`);
  assert.equal(text, "t_dat,customer_id,article_id,price,sales_channel_id\na\n");
  Deno.removeSync(dir, { recursive: true });
});

Deno.test("startParquetTransactions() writes rows that read back, dates or timestamps", async () => {
  using db = await openDatabase({ threads: 1 });
  for (const hours of [false, true]) {
    const dir = Deno.makeTempDirSync();
    using files = openFiles();
    const writer = startParquetTransactions(files, dir, identifiers, hours);
    writer.append(0, day(2, hours ? 61 : -1));
    writer.append(3, day(0, hours ? 1439 : -1));
    writer.finish();
    files.commit();
    const rows = await db.rows(
      `select * replace (t_dat::varchar as t_dat) from '${dir}/transactions_train.parquet'`,
    );
    assert.equal(rows.length, 4);
    assert.deepEqual(rows[0], {
      t_dat: hours ? "2018-09-20 01:01:00" : "2018-09-20",
      customer_id: "c".repeat(64),
      article_id: "0108775044",
      price: priceOf(2999),
      sales_channel_id: 2,
    });
    assert.deepEqual(rows[3], {
      t_dat: hours ? "2018-09-23 23:59:00" : "2018-09-23",
      customer_id: "a".repeat(64),
      article_id: "0108775015",
      price: priceOf(999),
      sales_channel_id: 1,
    });
    Deno.removeSync(dir, { recursive: true });
  }
});
