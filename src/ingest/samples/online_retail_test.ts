import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase, sqlText } from "../database.ts";
import { DataError } from "../../errors.ts";
import { PUBLISHED_COUNTS, writeOnlineRetailSample } from "./online_retail.ts";

const EMBEDDED = join(import.meta.dirname!, "../../../data/samples/online-retail");

/** A table as published, of a line per kind of line. */
async function writeSource(folder: string): Promise<string> {
  using db = await openDatabase({ threads: 1 });
  const file = join(folder, "source.parquet");
  await db.run(`copy (
    from (values
      ('536365', '85123A', 'WHITE  HEART T-LIGHT HOLDER', 6, timestamp '2010-12-01 08:26', 2.55, 17850.0, 'France'),
      ('536366', '85123A', 'RENAMED LATER', 1, timestamp '2011-01-01 08:26', 2.55, 17850.0, 'Spain'),
      ('536366', '22423', 'FREE CAKESTAND', 1, timestamp '2011-01-01 08:26', 0.0, 17850.0, 'Spain'),
      ('C536367', '85123A', 'WHITE HEART', -6, timestamp '2011-01-02 08:26', 2.55, 17850.0, 'France'),
      ('536368', '85123A', 'WHITE HEART', -6, timestamp '2011-01-02 08:26', 0.0, 17850.0, 'France'),
      ('536369', 'POST', 'POSTAGE', 1, timestamp '2011-01-03 08:26', 18.0, 17850.0, 'France'),
      ('536370', '85123A', 'WHITE HEART', 1, timestamp '2011-01-04 08:26', 2.55, null, 'France')
    ) t (InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice, CustomerID, Country)
  ) to ${sqlText(file)} (format parquet)`);
  return file;
}

Deno.test("writeOnlineRetailSample() keeps products sold to known customers", async () => {
  const folder = Deno.makeTempDirSync();
  const source = await writeSource(folder);
  const { bytes, ...counts } = await writeOnlineRetailSample(source, join(folder, "out"));
  assert.deepEqual(counts, { lines: 3, customers: 1, articles: 2 });
  assert.ok(bytes > 0);
  using db = await openDatabase({ threads: 1 });
  const table = (name: string) =>
    db.rows(`from ${sqlText(join(folder, "out", `${name}.parquet`))}`);
  assert.deepEqual(await table("customers"), [{ customer_id: "17850", country: "France" }]);
  assert.deepEqual(await table("articles"), [
    {
      article_id: "22423",
      product_code: "22423",
      prod_name: "FREE CAKESTAND",
      product_type_name: "Plate",
      product_group_name: "Kitchen and table",
      colour_group_name: null,
      graphical_appearance_name: null,
      occasion_name: null,
    },
    {
      article_id: "85123A",
      product_code: "85123",
      prod_name: "WHITE HEART T-LIGHT HOLDER",
      product_type_name: "Candle holder",
      product_group_name: "Candles and light",
      colour_group_name: "White",
      graphical_appearance_name: "Heart",
      occasion_name: null,
    },
  ]);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("writeOnlineRetailSample() writes the same bytes twice", async () => {
  const folder = Deno.makeTempDirSync();
  const source = await writeSource(folder);
  for (const to of ["a", "b"]) await writeOnlineRetailSample(source, join(folder, to));
  for (const name of ["transactions_train", "customers", "articles"]) {
    const [a, b] = ["a", "b"].map((to) => Deno.readFileSync(join(folder, to, `${name}.parquet`)));
    assert.deepEqual(a, b);
  }
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("writeOnlineRetailSample() refuses a file that is not the published table", async () => {
  const folder = Deno.makeTempDirSync();
  const source = join(folder, "source.parquet");
  Deno.writeTextFileSync(source, "not a table");
  await assert.rejects(writeOnlineRetailSample(source, folder), DataError);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("the embedded sample has the published counts and stays below 5 MB", async () => {
  using db = await openDatabase({ threads: 1 });
  const of = (name: string) => sqlText(join(EMBEDDED, `${name}.parquet`));
  const [found] = await db.rows(
    `select count(*)::integer as lines, count(distinct customer_id)::integer as customers,
       count(distinct article_id)::integer as articles, min(quantity) > 0 as sold
     from ${of("transactions_train")}`,
  );
  assert.deepEqual(found, { ...PUBLISHED_COUNTS, sold: true });
  for (const [name, id] of [["customers", "customer_id"], ["articles", "article_id"]]) {
    assert.equal(
      await db.value(`select count(*) = count(distinct ${id}) and bool_and(${id} in
        (select ${id} from ${of("transactions_train")})) from ${of(name!)}`),
      true,
    );
  }
  const bytes = [...Deno.readDirSync(EMBEDDED)]
    .reduce((sum, entry) => sum + Deno.statSync(join(EMBEDDED, entry.name)).size, 0);
  assert.ok(bytes <= 5e6);
});
