import assert from "node:assert/strict";
import { openDatabase } from "../database.ts";
import { createArchetypes, createCatalogue } from "./catalogue.ts";
import { createCustomers } from "./customers.ts";
import { ARTICLE_COLUMNS, articlesText, CUSTOMER_COLUMNS, customerRows } from "./masters.ts";

async function countsOf(text: string, counts: string): Promise<Record<string, unknown>> {
  const file = Deno.makeTempFileSync({ suffix: ".csv" });
  Deno.writeTextFileSync(file, text);
  using db = await openDatabase({ threads: 1 });
  const sql = `select ${counts} from read_csv('${file}', all_varchar = true, strict_mode = true)`;
  const [row] = await db.rows(sql);
  Deno.removeSync(file);
  return row!;
}

Deno.test("articlesText() has every column of Kaggle's file, filled as there", async () => {
  const text = articlesText(createCatalogue(3000, 1));
  const row = await countsOf(
    text,
    `count(*) as n, count(distinct article_id) as ids,
     bool_and(regexp_full_match(article_id, '0\\d{9}')) as well_formed,
     bool_and(product_code = article_id[:7]) as coded,
     count(distinct product_code) as products,
     ${ARTICLE_COLUMNS.slice(0, 24).map((name) => `count(${name})`).join(" + ")} as filled,
     count(detail_desc) as described`,
  );
  assert.equal(text.split("\n")[0]!.split(",").length, 25);
  assert.deepEqual(
    { n: row.n, ids: row.ids, well_formed: row.well_formed, coded: row.coded, filled: row.filled },
    { n: 3000n, ids: 3000n, well_formed: true, coded: true, filled: 24n * 3000n },
  );
  assert.ok(Number(row.products) > 1200 && Number(row.products) < 1500);
  assert.ok(Number(row.described) < 3000 && Number(row.described) > 2950);
});

Deno.test("customerRows() has Kaggle's seven columns with gaps like H&M's", async () => {
  const archetypes = createArchetypes(createCatalogue(600, 1), 1);
  const range = { first: 0, count: 20_000 };
  const rows = customerRows(createCustomers(range, archetypes, 1), range, 20_000, 1);
  const row = await countsOf(
    CUSTOMER_COLUMNS.join(",") + "\n" + new TextDecoder().decode(rows),
    `count(*)::integer as n, count(distinct customer_id)::integer as ids,
     bool_and(regexp_full_match(customer_id, '[0-9a-f]{64}')) as well_formed,
     bool_and(regexp_full_match(postal_code, '[0-9a-f]{64}')) as coded,
     1 - count(age) / count(*) as no_age, 1 - count(FN) / count(*) as no_fn,
     1 - count(club_member_status) / count(*) as no_status,
     count(*) filter (club_member_status = 'ACTIVE') / count(*) as active,
     min(age::double) as youngest, max(age::double) as oldest`,
  );
  assert.deepEqual([row.n, row.ids, row.well_formed, row.coded], [20_000, 20_000, true, true]);
  const near = (name: string, value: number, by: number) =>
    assert.ok(Math.abs(Number(row[name]) - value) < by, `${name} is ${row[name]}`);
  near("no_age", 15_861 / 1_371_980, 0.003);
  near("no_fn", 895_050 / 1_371_980, 0.012);
  near("no_status", 6_062 / 1_371_980, 0.002);
  near("active", 1_272_491 / 1_371_980, 0.01);
  assert.ok(Number(row.youngest) >= 16 && Number(row.oldest) <= 99);
});
