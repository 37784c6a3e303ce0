import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase, sqlText } from "../database.ts";
import { DataError } from "../../errors.ts";
import { ingest } from "../ingest.ts";
import { loadShop } from "../load.ts";
import { openWorkspace } from "../../workspace.ts";
import { writeCompleteJourney } from "./complete_journey.ts";

/** The three published tables with a few rows of every kind. */
async function writeSource(folder: string): Promise<void> {
  using db = await openDatabase({ threads: 1 });
  const write = (name: string, columns: string, rows: string) =>
    db.run(
      `copy (from (values ${rows}) t (${columns})) to ${sqlText(join(folder, `${name}.parquet`))}`,
    );
  await write(
    "transactions_sample",
    "household_id, store_id, basket_id, product_id, quantity, sales_value, transaction_timestamp",
    `('7', '1', '100', '11', 2.0, 3.0, timestamp '2017-01-02 09:30:05'),
     ('7', '1', '100', '12', 0.0, 0.5, timestamp '2017-01-02 09:30:05'),
     ('8', '1', '101', '11', 1.0, 1.5, timestamp '2017-01-03 20:00:00')`,
  );
  await write(
    "products",
    "product_id, manufacturer_id, department, brand, product_category, product_type",
    "('11', '2', 'GROCERY', 'National', 'BREAD', 'RYE'), ('99', '3', 'X', 'Private', 'Y', 'Z')",
  );
  await write(
    "demographics",
    "household_id, age, income, household_size, household_comp",
    "('7', '19-24', '35-49K', '2', '2 Adults No Kids'), ('9', '65+', null, '1', null)",
  );
}

Deno.test("writeCompleteJourney() writes files that ingest as a shop with prices, times and ages", async () => {
  const folder = Deno.makeTempDirSync();
  await writeSource(folder);
  const counts = await writeCompleteJourney(folder, join(folder, "out"));
  assert.deepEqual(counts, { lines: 3, customers: 2, articles: 2 });
  const workspace = openWorkspace(join(folder, "workspace"));
  await ingest(join(folder, "out"), workspace);
  const { orders, articles, customers } = loadShop(workspace);
  assert.deepEqual([...orders.price], [3 / 2, 1 / 2, 3 / 2]);
  assert.deepEqual([...orders.minute!], [9 * 60 + 30, 9 * 60 + 30, 20 * 60]);
  assert.deepEqual([customers.age[0], customers.age[1]], [(19 + 24) / 2, NaN]);
  const group = articles.attributes.get("product_group_name")!;
  assert.deepEqual(Array.from(group.codes, (code) => group.labels[code]), ["BREAD", ""]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("writeCompleteJourney() asks for the table of lines where there is none", async () => {
  const folder = Deno.makeTempDirSync();
  await assert.rejects(writeCompleteJourney(folder, join(folder, "out")), DataError);
  Deno.removeSync(folder, { recursive: true });
});
