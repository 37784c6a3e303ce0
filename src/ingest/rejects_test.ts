import assert from "node:assert/strict";
import fc from "fast-check";
import { openDatabase, sqlText } from "./database.ts";
import { ingest } from "./ingest.ts";
import { storePaths } from "./store.ts";
import { csv, testFolder } from "./test_folder.ts";

const HEADER = "t_dat,customer_id,article_id,price";

/** A line, its reason if it must be set aside, and the value at fault. */
const line = fc.constantFrom(
  ["2020-01-01,anna,1,0.5", null],
  ["2020-01-02 10:00,bert,2,", null],
  ['2020-01-01,"an,na",1,0.5', null],
  ["2020-01-03,anna,02,1e-3", null],
  ["soon,anna,1,0.5", "unreadable_date", "t_dat", "soon"],
  [",anna,1,0.5", "unreadable_date", "t_dat", null],
  ["1969-12-31,anna,1,0.5", "date_out_of_range", "t_dat", "1969-12-31"],
  ["2149-06-07,anna,1,0.5", "date_out_of_range", "t_dat", "2149-06-07"],
  ["2020-01-01,,1,0.5", "missing_customer_id", "customer_id", null],
  ["2020-01-01,  ,1,0.5", "missing_customer_id", "customer_id", "  "],
  ["2020-01-01,a\0b,1,0.5", "unreadable_customer_id", "customer_id", "a\0b"],
  ["2020-01-01,anna,,0.5", "missing_article_id", "article_id", null],
  ["2020-01-01,anna,9,0.5", "unknown_article", "article_id", "9"],
  ["2020-01-01,anna,1,cheap", "unreadable_price", "price", "cheap"],
  ["2020-01-01,anna,1,-0.5", "negative_price", "price", "-0.5"],
  ["2020-01-01,anna,1", "unreadable_line", null, "2020-01-01,anna,1"],
  ["2020-01-01,anna,1,1,1", "unreadable_line", null, "2020-01-01,anna,1,1,1"],
  ['2020-01-01,"a"nna,1,1', "unreadable_line", "customer_id", '2020-01-01,"a"nna,1,1'],
) as fc.Arbitrary<
  [text: string, reason: string | null, column?: string | null, raw?: string | null]
>;

Deno.test("setAside() keeps every rejected row with its number, column, reason and value", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 80 }), async (lines) => {
      const all = [...lines, ["2020-01-01,anna,1,0.5", null] as const];
      using folder = testFolder({
        "transactions_train.csv": csv(HEADER, all.map(([text]) => text)),
        "articles.csv": csv("article_id", ["1", "2"]),
      });
      const summary = await ingest(folder.directory, folder.workspace, {
        maxRejects: 1,
        threads: 2,
      });
      const expected = all.flatMap(([, reason, column, raw], i) =>
        reason ? [{ row: BigInt(i + 1), column: column ?? null, reason, raw: raw ?? null }] : []
      );
      using db = await openDatabase({ threads: 1 });
      const { rejects, orders } = storePaths(folder.workspace);
      const found = await db.rows(
        `select "row", "column", reason, raw from ${sqlText(rejects)} order by "row"`,
      );
      assert.deepEqual(found, expected);
      const [count] = summary.files;
      assert.equal(count!.rows, all.length);
      assert.equal(count!.rejected, expected.length);
      assert.equal(count!.kept, all.length - expected.length);
      assert.equal(summary.lines, count!.kept);
      assert.equal(await db.value(`select count(*)::integer from ${sqlText(orders)}`), count!.kept);
      const byReason = Object.values(count!.reasons).reduce((sum, n) => sum + n, 0);
      assert.equal(byReason, count!.rejected);
    }),
    { numRuns: 4 },
  );
});

Deno.test("setAside() allows the share that it is given and names the first row above it", async () => {
  const rows = Array.from({ length: 19 }, (_, i) => `2020-01-01,anna,${i},0.5`);
  using folder = testFolder({ "transactions_train.csv": csv(HEADER, [...rows, "soon,a,1,1"]) });
  const run = (maxRejects: number) =>
    ingest(folder.directory, folder.workspace, { maxRejects, force: true });
  assert.equal((await run(1 / 20)).files[0]!.rejected, 1);
  await assert.rejects(run(0.049), {
    name: "DataError",
    message: "transactions_train.csv, row 20, column t_dat: Expected a date YYYY-MM-DD or " +
      "a timestamp YYYY-MM-DD HH:MM:SS but found 'soon'",
    hint: "This row of 20 (5.0 %) cannot be used; at most 4.9 % may be set aside.",
  });
});

Deno.test("unreadableLines() refuses a quote that swallows further lines", async () => {
  const rows = Array.from({ length: 2000 }, () => "2020-01-01,anna,1,0.5");
  rows[1000] = '2020-01-01,"anna,1,0.5';
  using folder = testFolder({ "transactions_train.csv": csv(HEADER, rows) });
  await assert.rejects(ingest(folder.directory, folder.workspace), {
    name: "DataError",
    message: "transactions_train.csv, row 1001, column customer_id: " +
      "Expected a closing quote but found none",
  });
});
