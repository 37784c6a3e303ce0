import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { join } from "node:path";
import { openDatabase, sqlText } from "./database.ts";
import { DataError } from "../errors.ts";
import { silent } from "../progress.ts";
import { ingest } from "./ingest.ts";
import { loadLabels, loadShop } from "./load.ts";
import { storePaths } from "./store.ts";
import { csv, testFolder } from "./test_folder.ts";

const HEADER = "t_dat,customer_id,article_id,price,sales_channel_id";
const LINES = ["2020-01-01,anna,2,0.5,1", "2020-01-02,bert,1,,2", '2020-01-02,"c,""d""",1,1e-2,2'];

/** Kaggle's columns of `articles.csv`. */
const ARTICLE_COLUMNS = "article_id,product_code,prod_name,product_type_no,product_type_name," +
  "product_group_name,graphical_appearance_no,graphical_appearance_name,colour_group_code," +
  "colour_group_name,perceived_colour_value_id,perceived_colour_value_name," +
  "perceived_colour_master_id,perceived_colour_master_name,department_no,department_name," +
  "index_code,index_name,index_group_no,index_group_name,section_no,section_name," +
  "garment_group_no,garment_group_name,detail_desc";

Deno.test("ingest() reads the Kaggle H&M layout in full", async () => {
  const article = (id: string) =>
    `${id},0108775,Strap top,253,Vest top,Garment Upper body,1010016,Solid,9,Black,4,Dark,5,Black,` +
    '1676,Jersey Basic,A,Ladieswear,1,Ladieswear,16,Womens Everyday Basics,1002,Jersey Basic,"Top, ""jersey""."';
  const customer = "00000dbacae5abe5e23885899a1fa44253a17956c6d1c3d25f88aa139fdfc657";
  using folder = testFolder({
    "transactions_train.csv": csv(HEADER, [`2018-09-20,${customer},0108775015,0.0508,2`]),
    "customers.csv": csv(
      "customer_id,FN,Active,club_member_status,fashion_news_frequency,age,postal_code",
      [
        `${customer},,,ACTIVE,NONE,49.0,52043ee2`,
        `${customer.replace("0", "f")},1.0,1.0,,,,52043ee2`,
      ],
    ),
    "articles.csv": csv(ARTICLE_COLUMNS, [article("0108775015"), article("0108775044")]),
  });
  const summary = await ingest(folder.directory, folder.workspace);
  assert.deepEqual(
    { ...summary, directory: "", seconds: 0 },
    {
      directory: "",
      files: [
        { file: "transactions_train.csv", rows: 1, kept: 1, rejected: 0, reasons: {} },
        { file: "customers.csv", rows: 2, kept: 2, rejected: 0, reasons: {} },
        { file: "articles.csv", rows: 2, kept: 2, rejected: 0, reasons: {} },
      ],
      lines: 1,
      customers: 2,
      customersOnlyInTransactions: 0,
      articles: 2,
      firstDay: "2018-09-20",
      lastDay: "2018-09-20",
      hasTimeOfDay: false,
      notes: [],
      seconds: 0,
      reused: false,
    },
  );
  const shop = loadShop(folder.workspace);
  assert.deepEqual([...shop.customers.age], [49, NaN]);
  assert.deepEqual([...shop.customers.attributes.keys()], [
    "fn",
    "active",
    "club_member_status",
    "fashion_news_frequency",
  ]);
  assert.deepEqual([...shop.articles.attributes.keys()], [
    "product_code",
    "product_type_name",
    "product_group_name",
    "graphical_appearance_name",
    "colour_group_name",
    "perceived_colour_value_name",
    "perceived_colour_master_name",
    "department_name",
    "index_name",
    "index_group_name",
    "section_name",
    "garment_group_name",
  ]);
  const { customers, articles, articleName } = loadLabels(folder.workspace);
  assert.equal(customers.idOf(shop.orders.offsets.indexOf(1) - 1), customer);
  assert.equal(articles.idOf(shop.orders.article[0]!), "0108775015");
  assert.equal(articleName(0), "Strap top");
});

Deno.test("ingest() gives the same shop for CSV in any dress, gzip and Parquet", async () => {
  const plain = csv(HEADER, LINES);
  const dresses: Record<string, [string, string | Uint8Array]> = {
    plain: ["csv", plain],
    "without the last line end": ["csv", plain.trimEnd()],
    "carriage returns": ["csv", plain.replaceAll("\n", "\r\n")],
    "byte order mark": ["csv", `\ufeff${plain}`],
    "blank lines": ["csv", plain.replaceAll("\n", "\n\n")],
    semicolons: ["csv", plain.replaceAll(/(?<!c),/g, ";")],
    tabs: ["csv", plain.replaceAll(/(?<!c),/g, "\t")],
    "other columns": ["csv", plain.replaceAll("\n", ",x\n").replace(",x", ",quantity")],
    gzip: ["csv.gz", gzipSync(plain)],
  };
  using reference = testFolder({ "transactions_train.csv": plain });
  await ingest(reference.directory, reference.workspace);
  const expected = loadShop(reference.workspace);
  assert.equal(loadLabels(reference.workspace).customers.codeOf('c,"d"'), 2);
  await reference.writeParquet(
    "transactions_train.parquet",
    `select t_dat::date as t_dat, customer_id, article_id::bigint as article_id, price::double as price,
      sales_channel_id::bigint as sales_channel_id
    from read_csv(${
      sqlText(join(reference.directory, "transactions_train.csv"))
    }, all_varchar = true)`,
  );
  const parquet = join(reference.directory, "transactions_train.parquet");
  for (const [name, [ending, content]] of Object.entries(dresses)) {
    using folder = testFolder({ [`transactions_train.${ending}`]: content });
    await ingest(folder.directory, folder.workspace);
    assert.deepEqual(loadShop(folder.workspace), expected, name);
  }
  using folder = testFolder({ "transactions_train.parquet": Deno.readFileSync(parquet) });
  await ingest(folder.directory, folder.workspace);
  assert.deepEqual(loadShop(folder.workspace), expected, "Parquet");
});

Deno.test("ingest() needs three columns, one customer, one article and one day", async () => {
  using folder = testFolder({
    "transactions_train.csv": csv("t_dat,customer_id,article_id", [
      "2020-02-29,a,1",
      "2020-02-29,a,1",
    ]),
  });
  const summary = await ingest(folder.directory, folder.workspace);
  assert.deepEqual([summary.lines, summary.customers, summary.articles], [2, 1, 1]);
  const { orders } = loadShop(folder.workspace);
  assert.deepEqual([...orders.price], [NaN, NaN]);
  assert.deepEqual([...orders.channel], [0, 0]);
  assert.equal(orders.minute, null);
});

Deno.test("ingest() keeps customers whom the customers file does not have, and counts them", async () => {
  using folder = testFolder({
    "transactions_train.csv": csv(HEADER, LINES),
    "customers.csv": csv("customer_id", ["bert", "dora"]),
  });
  const summary = await ingest(folder.directory, folder.workspace);
  assert.deepEqual([summary.customers, summary.customersOnlyInTransactions], [4, 2]);
});

Deno.test("ingest() notes which of two formats it read, and hours in UTC", async () => {
  using folder = testFolder({ "transactions_train.csv": csv(HEADER, LINES) });
  await folder.writeParquet(
    "transactions_train.parquet",
    "select timestamptz '2020-01-01 10:30:00+02' as t_dat, 'anna' as customer_id, '1' as article_id",
  );
  const { notes } = await ingest(folder.directory, folder.workspace);
  assert.deepEqual(notes, [
    "transactions_train.parquet is read, transactions_train.csv is not",
    "t_dat has a time zone; its hours are those of UTC",
  ]);
  assert.deepEqual([...loadShop(folder.workspace).orders.minute!], [8 * 60 + 30]);
});

Deno.test("ingest() reuses a store that is current and notices what changed", async () => {
  using folder = testFolder({ "transactions_train.csv": csv(HEADER, LINES) });
  const run = (options = {}) => ingest(folder.directory, folder.workspace, options);
  const first = await run();
  assert.equal(first.reused, false);
  assert.deepEqual(await run(), { ...first, reused: true });
  assert.equal((await run({ threads: 1, asOf: 18_263 })).reused, true);
  assert.equal((await run({ maxRejects: 0.01 })).reused, false);
  assert.equal((await run({ force: true, maxRejects: 0.01 })).reused, false);
  folder.write("transactions_train.csv", csv(HEADER, LINES.slice(1)));
  assert.equal((await run()).lines, 2);
  Deno.removeSync(storePaths(folder.workspace).column("orders.day.u16"));
  assert.equal((await run()).reused, false);
});

Deno.test("ingest() refuses an as-of day without a past, on a new store and on a current one", async () => {
  using folder = testFolder({ "transactions_train.csv": csv(HEADER, LINES) });
  const asOf = Date.UTC(2020, 0, 1) / 86_400_000;
  const error = {
    name: "DataError",
    message: "Expected orders before 2020-01-01 but the first is of 2020-01-01",
  };
  await assert.rejects(ingest(folder.directory, folder.workspace, { asOf }), error);
  await ingest(folder.directory, folder.workspace, { asOf: asOf + 1 });
  await assert.rejects(ingest(folder.directory, folder.workspace, { asOf }), error);
});

Deno.test("ingest() leaves the old store when the new files are wrong, and no leftovers", async () => {
  using folder = testFolder({ "transactions_train.csv": csv(HEADER, LINES) });
  await ingest(folder.directory, folder.workspace);
  const before = loadShop(folder.workspace);
  folder.write("transactions_train.csv", csv(HEADER, ["soon,anna,1,1,1"]));
  await assert.rejects(ingest(folder.directory, folder.workspace), { name: "DataError" });
  assert.deepEqual(loadShop(folder.workspace), before);
  assert.deepEqual([...Deno.readDirSync(folder.workspace.path("data/.staging"))], []);
});

Deno.test("ingest() says what is wrong with a Parquet file whose pages are damaged", async () => {
  using folder = testFolder();
  await folder.writeParquet(
    "transactions_train.parquet",
    "select date '2020-01-01' as t_dat, sha256(range::varchar) as customer_id, range as article_id " +
      "from range(20000)",
  );
  const path = join(folder.directory, "transactions_train.parquet");
  const bytes = Deno.readFileSync(path);
  bytes.fill(0x55, 2000, bytes.length - 4000);
  Deno.writeFileSync(path, bytes);
  await assert.rejects(ingest(folder.directory, folder.workspace), {
    name: "DataError",
    message: /^transactions_train\.parquet: Expected a Parquet file that can be read but found: /,
  });
});

Deno.test("ingest() says that line ends differ, and where", async () => {
  const lines = csv(HEADER, LINES).replace("0.5,1\n", "0.5,1\r\n");
  using folder = testFolder({ "transactions_train.csv": lines });
  await assert.rejects(ingest(folder.directory, folder.workspace), {
    name: "DataError",
    message: "transactions_train.csv, row 1: Expected every line to end like the first " +
      "but found another line end",
  });
});

Deno.test("ingest() writes tables whose keys are unique and whose codes join", async () => {
  using folder = testFolder({
    "transactions_train.csv": csv(HEADER, LINES),
    "articles.csv": csv("article_id,prod_name", ["1,One", "2,Two", "3,"]),
  });
  await ingest(folder.directory, folder.workspace);
  const store = storePaths(folder.workspace);
  using db = await openDatabase({ threads: 1 });
  for (const [table, key] of [["customers", "customer"], ["articles", "article"]] as const) {
    const [found] = await db.rows(
      `select count(*) = count(distinct ${key}) and count(*) = count(distinct ${key}_id)
        and min(${key}) = 0 and max(${key}) = count(*) - 1 as dense from ${sqlText(store[table])}`,
    );
    assert.equal(found!.dense, true);
  }
  const rows = await db.rows(
    `select customer_id, prod_name, day::varchar as day, minute, channel
    from ${sqlText(store.orders)} join ${sqlText(store.customers)} using (customer)
      join ${sqlText(store.articles)} using (article) order by all`,
  );
  const minute = null;
  assert.deepEqual(rows, [
    { customer_id: "anna", prod_name: "Two", day: "2020-01-01", minute, channel: 1 },
    { customer_id: "bert", prod_name: "One", day: "2020-01-02", minute, channel: 2 },
    { customer_id: 'c,"d"', prod_name: "One", day: "2020-01-02", minute, channel: 2 },
  ]);
});

Deno.test("ingest() reads tables that were saved with row numbers or commas at the ends of lines", async () => {
  using folder = testFolder({
    "transactions_train.csv": csv(`,t_dat,customer_id,article_id,,`, [
      "0,2020-01-01,anna,1,,",
      "1,2020-01-02,bert,2,,",
    ]),
    "customers.csv": csv(",customer_id,age", ["0,anna,30", "1,bert,"]),
  });
  const { lines, customers } = await ingest(folder.directory, folder.workspace);
  assert.deepEqual([lines, customers], [2, 2]);
});

Deno.test("ingest() refuses a folder or a link to nothing in a file's place", async () => {
  for (const name of ["transactions_train.csv", "customers.csv", "articles.parquet"]) {
    using folder = testFolder({
      "transactions_train.parquet": "no table: it is not read",
    });
    Deno.mkdirSync(`${folder.directory}/${name}`);
    Deno.removeSync(`${folder.directory}/transactions_train.parquet`);
    if (name !== "transactions_train.csv") {
      folder.write("transactions_train.csv", csv(HEADER, LINES));
    }
    await assert.rejects(
      ingest(folder.directory, folder.workspace),
      (error: Error) =>
        error instanceof DataError &&
        error.message === `${name}: Expected a file but found a folder`,
    );
    Deno.removeSync(`${folder.directory}/${name}`);
    if (Deno.build.os === "windows") continue;
    Deno.symlinkSync("/no/such/file", `${folder.directory}/${name}`);
    await assert.rejects(
      ingest(folder.directory, folder.workspace),
      (error: Error) => error instanceof DataError && /found a link to nothing/.test(error.message),
    );
  }
});

Deno.test("ingest() tells how many rows it set aside, each time", async () => {
  const lines = Array.from(
    { length: 40 },
    (_, i) => `2020-01-${10 + i % 9},c${i % 5},${i % 3},1,1`,
  );
  using folder = testFolder({
    "transactions_train.csv": csv(HEADER, [...lines, "2020-02-30,anna,1,1,1"]),
  });
  for (let time = 0; time < 2; time++) {
    const notes: string[] = [];
    await ingest(folder.directory, folder.workspace, {
      progress: { ...silent, note: (message) => void notes.push(message) },
    });
    assert.equal(notes.length, 1);
    assert.match(
      notes[0]!,
      /^transactions_train\.csv: 1 of 41 rows set aside \(1 unreadable date\), see .*rejects\.parquet$/,
    );
  }
});

Deno.test("ingest() marks last days that do not follow on the others", async () => {
  const lines = Array.from(
    { length: 40 },
    (_, i) => `2020-01-${10 + i % 9},c${i % 5},${i % 3},1,1`,
  );
  using folder = testFolder({
    "transactions_train.csv": csv(HEADER, [...lines, "2119-01-01,anna,1,1,1"]),
  });
  const { stray, lastDay } = await ingest(folder.directory, folder.workspace);
  assert.deepEqual([stray, lastDay], [
    { before: "2020-01-18", from: "2119-01-01", lines: 1 },
    "2119-01-01",
  ]);
});
