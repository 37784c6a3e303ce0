import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { openDatabase } from "../database.ts";
import { generateSynthetic, type SyntheticOptions } from "./generate.ts";
import { ARTICLE_COLUMNS, CUSTOMER_COLUMNS } from "./masters.ts";
import { shopSize } from "./scale.ts";
import { CATEGORIES, CATEGORY_SHARES, PRODUCT_TYPES } from "./taxonomy.ts";

const FILES = [
  "articles.csv",
  "customers.csv",
  "truth/articles.parquet",
  "truth/customers.parquet",
  "truth/manifest.json",
  "truth/next_articles.parquet",
];

async function hashes(options: SyntheticOptions): Promise<string[]> {
  const dir = Deno.makeTempDirSync();
  await generateSynthetic(dir, options);
  const out = hashesIn(dir, options);
  Deno.removeSync(dir, { recursive: true });
  return out;
}

function hashesIn(dir: string, options: SyntheticOptions): string[] {
  const names = [...FILES, `transactions_train.${options.format ?? "csv"}`];
  const out = names.map((name) =>
    `${name} ${createHash("sha256").update(Deno.readFileSync(`${dir}/${name}`)).digest("hex")}`
  );
  assert.equal([...Deno.readDirSync(dir)].length, 4);
  return out;
}

Deno.test("generateSynthetic() gives the same bytes whatever the number of threads", async () => {
  const options = { customers: 150, seed: 11 };
  const first = await hashes({ ...options, threads: 1 });
  assert.deepEqual(await hashes({ ...options, threads: 2 }), first);
  assert.deepEqual(await hashes({ ...options, threads: 3 }), first);
  const other = await hashes({ customers: 150, seed: 12, threads: 2 });
  assert.ok(other.every((hash, k) => hash !== first[k]));
});

Deno.test("generateSynthetic() gives the same lines as Parquet, with hours, for any threads", async () => {
  const options = { customers: 150, seed: 11, hours: true, format: "parquet" } as const;
  const dir = Deno.makeTempDirSync();
  const csv = Deno.makeTempDirSync();
  await generateSynthetic(dir, { ...options, threads: 2 });
  assert.deepEqual(hashesIn(dir, options), await hashes({ ...options, threads: 1 }));
  await generateSynthetic(csv, { ...options, format: "csv" });
  using db = await openDatabase({ threads: 1 });
  const different = await db.value(`select count(*) from (
    select row_number() over () as row, * from '${dir}/transactions_train.parquet' except
    select row_number() over () as row, * from read_csv('${csv}/transactions_train.csv',
      types = { 'article_id': 'varchar', 'sales_channel_id': 'integer' }))`);
  assert.equal(different, 0n);
  for (const folder of [dir, csv]) Deno.removeSync(folder, { recursive: true });
});

Deno.test("generateSynthetic() refuses numbers that make no shop, and leaves nothing", async () => {
  const dir = Deno.makeTempDirSync();
  await assert.rejects(generateSynthetic(dir, { customers: 10 }), RangeError);
  await assert.rejects(generateSynthetic(dir, { customers: 100, seed: 0.5 }), RangeError);
  await assert.rejects(generateSynthetic(dir, { customers: 100, threads: 0 }), RangeError);
  assert.deepEqual([...Deno.readDirSync(dir)], []);
  Deno.removeSync(dir);
});

Deno.test("generateSynthetic() makes a shop like H&M's, and a truth that comes true", async (t) => {
  const dir = Deno.makeTempDirSync();
  const customers = 10_000;
  const size = shopSize(customers);
  const summary = await generateSynthetic(dir, { customers, seed: 5, threads: 2 });
  using db = await openDatabase({ threads: 1 });
  await db.run(`
    create table t as from read_csv('${dir}/transactions_train.csv', types = { 'article_id': 'varchar' });
    create table a as from read_csv('${dir}/articles.csv', all_varchar = true);
    create table c as from read_csv('${dir}/customers.csv', all_varchar = true);
    create table truth as from '${dir}/truth/articles.parquet';
    create table bought as select distinct customer_id, article_id from t where t_dat >= '2020-09-16';`);
  const one = async (sql: string) => (await db.rows(sql))[0]!;

  await t.step("every column and row is there and refers to a master row", async () => {
    const columns = async (table: string) =>
      (await db.rows(`describe ${table}`)).map((row) => row.column_name);
    assert.deepEqual(await columns("a"), ARTICLE_COLUMNS);
    assert.deepEqual(await columns("c"), CUSTOMER_COLUMNS);
    const row = await one(`select count(*)::integer as lines, min(t_dat)::varchar as first,
      max(t_dat)::varchar as last, count(a.article_id)::integer as known,
      count(c.customer_id)::integer as members, bool_and(price > 0) as priced
      from t left join a using (article_id) left join c using (customer_id)`);
    const lines = size.transactions;
    assert.equal(summary.transactions, lines);
    assert.deepEqual(row, {
      ...{ lines, first: "2018-09-20", last: "2020-09-22" },
      ...{ known: lines, members: lines, priced: true },
    });
    assert.equal(await db.value("select count(*) from a"), BigInt(size.articles));
    assert.equal(await db.value("select count(*) from c"), BigInt(customers));
  });

  await t.step("lines are in order of day, then customer", async () => {
    const disorder = await db.value(`select count(*) from (select t_dat, customer_id,
      lag(t_dat) over (order by rowid) as d, lag(customer_id) over (order by rowid) as c from t)
      where d is not null and (t_dat, customer_id) < (d, c)`);
    assert.equal(disorder, 0n);
  });

  await t.step("categories have the published shares", async () => {
    const types = PRODUCT_TYPES.map((type) => `('${type.name}', ${type.category})`).join(",");
    const rows = await db.rows(`select category, count(*) / (select count(*) from t) as share
      from t join a using (article_id) join (values ${types}) v(product_type_name, category)
      using (product_type_name) group by 1 order by 1`);
    assert.equal(rows.length, CATEGORIES.length);
    rows.forEach(({ share }, k) => {
      assert.ok(Math.abs(Number(share) - CATEGORY_SHARES[k]!) < 0.03, `${CATEGORIES[k]} ${share}`);
    });
  });

  await t.step("baskets, repeats and channels are close to H&M's", async () => {
    const row = await one(`select count(*) / count(distinct (customer_id, t_dat)) as basket,
      1 - count(distinct (t_dat, customer_id, article_id, sales_channel_id)) / count(*) as repeats,
      avg(sales_channel_id) - 1 as online, avg(price) as price from t`);
    const near = (name: string, value: number, by: number) =>
      assert.ok(Math.abs(Number(row[name]) - value) < by, `${name} is ${row[name]}`);
    near("basket", 3.5, 0.35);
    near("repeats", 2_974_905 / 31_788_324, 0.02);
    near("online", 22_379_862 / 31_788_324, 0.05);
    near("price", 0.0278, 0.005);
  });

  await t.step("the truth's probabilities are probabilities, falling with rank", async () => {
    const row = await one(`select count(*)::integer as n,
      bool_and(probability between 0 and 1) as bounded,
      count(*) filter (probability > before)::integer as rising
      from (select *, lag(probability) over (partition by customer_id order by rank) as before
        from truth)`);
    assert.deepEqual(row, { n: 24 * customers, bounded: true, rising: 0 });
  });

  await t.step("the truth is calibrated in every bin", async () => {
    const bins = await db.rows(`select sum(p) as expected, sum(p * (1 - p)) as variance,
      sum(y)::double as real from (select probability as p, (b.customer_id is not null)::integer as y,
        ntile(5) over (order by sqrt(probability)) as bin
        from truth left join bought b using (customer_id, article_id)) group by bin`);
    for (const bin of bins) {
      const gap = Math.abs(Number(bin.real) - Number(bin.expected));
      assert.ok(gap < 3.5 * Math.sqrt(Number(bin.variance)), JSON.stringify(bin, String));
    }
    const anything = await one(`select sum(purchase_probability) as expected,
      sum(purchase_probability * (1 - purchase_probability)) as variance,
      (select count(distinct customer_id) from bought) as real
      from '${dir}/truth/customers.parquet'`);
    const gap = Math.abs(Number(anything.real) - Number(anything.expected));
    assert.ok(gap < 4 * Math.sqrt(Number(anything.variance)));
  });

  await t.step("the truth ranks better than last week's popularity", async () => {
    const hits = async (ranks: string) =>
      Number(
        await db.value(`select count(*) from bought semi join (${ranks})
        using (customer_id, article_id)`),
      );
    const oracle = await hits("select * from truth where rank <= 12");
    const popular = await hits(`select customer_id, article_id from c, (select article_id from t
      where t_dat >= '2020-09-09' and t_dat < '2020-09-16'
      group by 1 order by count(*) desc, 1 limit 12)`);
    assert.ok(oracle > 2 * popular, `${oracle} against ${popular}`);
  });
  Deno.removeSync(dir, { recursive: true });
});
