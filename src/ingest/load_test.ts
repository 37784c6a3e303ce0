import assert from "node:assert/strict";
import fc from "fast-check";
import { openDatabase, sqlText } from "./database.ts";
import { ingest } from "./ingest.ts";
import { loadLabels, loadShop, loadSnapshot } from "./load.ts";
import { shopFromLines, snapshotAt } from "./shop.ts";
import { storePaths } from "./store.ts";
import { csv, testFolder } from "./test_folder.ts";

const HEADER = "t_dat,customer_id,article_id,price";
const day = (n: number) => new Date(n * 86_400_000).toISOString().slice(0, 10);

Deno.test("loadShop() gives what the files say", async () => {
  using folder = testFolder({
    "transactions_train.csv": csv(`${HEADER},sales_channel_id`, [
      "1970-01-03 10:15,bert,2,0.25,2",
      "1970-01-02,anna,1,,1",
      "1970-01-03 10:15,bert,1,0.5,2",
    ]),
    "customers.csv": csv("customer_id,age,club_member_status", ["carl,33,", "bert,,ACTIVE"]),
    "articles.csv": csv("article_id,prod_name,colour", ["1,A shirt,red", "2,Trousers,blue"]),
  });
  const { workspace } = folder;
  await ingest(folder.directory, workspace);
  const shop = loadShop(workspace);
  // Codes: bert 0 and carl 1 by the file, then anna 2.
  const expected = shopFromLines([
    { customer: 2, article: 0, day: 1, channel: 1 },
    { customer: 0, article: 0, day: 2, minute: 615, price: 0.5, channel: 2 },
    { customer: 0, article: 1, day: 2, minute: 615, price: 0.25, channel: 2 },
  ], {
    ages: [NaN, 33, NaN],
    customerAttributes: { club_member_status: ["ACTIVE", "", ""] },
  });
  assert.deepEqual(shop, {
    ...expected,
    articles: {
      count: 2,
      attributes: new Map([["colour", {
        codes: Uint32Array.of(2, 1),
        labels: ["", "blue", "red"],
      }]]),
    },
  });
  const { customers, articles, articleName } = loadLabels(workspace);
  assert.deepEqual([0, 1, 2].map(customers.idOf), ["bert", "carl", "anna"]);
  assert.deepEqual(["anna", "bert", "carl", "dora"].map(customers.codeOf), [2, 0, 1, undefined]);
  assert.deepEqual([articles.codeOf("2"), articleName(0)], [1, "A shirt"]);
  assert.throws(() => customers.idOf(3), RangeError);
});

Deno.test("loadShop() has no minutes where every line it gives is at midnight", async () => {
  using folder = testFolder({
    "transactions_train.csv": csv(HEADER, ["1970-01-02 00:00:00,a,1,1", "1970-01-03 12:00,a,1,1"]),
  });
  await ingest(folder.directory, folder.workspace);
  assert.deepEqual([...loadShop(folder.workspace).orders.minute!], [-1, 720]);
  assert.equal(loadShop(folder.workspace, { before: 2 }).orders.minute, null);
});

Deno.test("loadShop() and snapshotAt() know no time of a line with a date only, whatever comes later", async () => {
  using folder = testFolder({
    "transactions_train.csv": csv(HEADER, [
      "1970-01-02,a,1,1",
      "1970-01-03 00:00:30,a,1,1",
      "1970-01-04,b,1,1",
      "1970-01-05 14:30,a,1,1",
      "1970-01-05,a,2,1",
    ]),
  });
  await ingest(folder.directory, folder.workspace);
  const shop = loadShop(folder.workspace);
  assert.deepEqual([...shop.orders.minute!], [-1, -1, -1, 870, -1]);
  for (const day of [2, 3, 4, 5]) {
    const { minute } = loadSnapshot(folder.workspace, day).orders;
    assert.deepEqual(snapshotAt(shop, day).orders.minute, minute);
  }
  using db = await openDatabase({ threads: 1 });
  const { orders } = storePaths(folder.workspace);
  assert.equal(await db.value(`select count(minute)::integer from ${sqlText(orders)}`), 1);
});

Deno.test("loadShop() reads midnight in Parquet timestamps as a date only", async () => {
  using folder = testFolder();
  await folder.writeParquet(
    "transactions_train.parquet",
    `select case when i = 7 then timestamp '1970-01-09 14:30:00' else timestamp '1970-01-02' + interval (i) day end
       as t_dat, 'c' || i % 3 as customer_id, 'a' as article_id from range(20) t(i)`,
  );
  await ingest(folder.directory, folder.workspace);
  const { orders } = loadShop(folder.workspace);
  assert.deepEqual([...orders.minute!].filter((minute) => minute >= 0), [870]);
});

Deno.test("loadShop() says that no order is before the day", async () => {
  using folder = testFolder({ "transactions_train.csv": csv(HEADER, ["1970-01-06,a,1,1"]) });
  await ingest(folder.directory, folder.workspace);
  assert.throws(() => loadShop(folder.workspace, { before: 5 }), {
    name: "DataError",
    message: "Expected orders before 1970-01-06 but the first is of 1970-01-06",
  });
  assert.throws(() => loadShop(folder.workspace, { before: 5.5 }), RangeError);
});

const order = fc.record({
  day: fc.integer({ min: 10, max: 20 }),
  customer: fc.constantFrom("a", "b", "c", "d", "e"),
  article: fc.constantFrom("1", "2", "3", "4"),
});

Deno.test("loadShop() does not see what happens from `before` on, codes included", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(order, { minLength: 1, maxLength: 40 }),
      fc.array(order, { maxLength: 10 }),
      fc.boolean(),
      async (orders, others, hasMasters) => {
        const asOf = 15;
        const past = [...orders.filter((o) => o.day < asOf), {
          day: 10,
          customer: "c",
          article: "3",
        }];
        const load = async (lines: { day: number; customer: string; article: string }[]) => {
          using folder = testFolder({
            "transactions_train.csv": csv(
              HEADER,
              lines.map((o) => `${day(o.day)},${o.customer},${o.article},${o.day / 8}`),
            ),
          });
          if (hasMasters) {
            folder.write("customers.csv", csv("customer_id", ["b", "x"]));
            folder.write("articles.csv", csv("article_id", ["1", "2", "3", "4"]));
          }
          await ingest(folder.directory, folder.workspace);
          const { customers, articles } = loadLabels(folder.workspace, { before: asOf });
          return {
            shop: loadSnapshot(folder.workspace, asOf),
            customers: Array.from({ length: customers.count }, (_, i) => customers.idOf(i)),
            articles: Array.from({ length: articles.count }, (_, i) => articles.idOf(i)),
            codes: ["a", "b", "c", "d", "e", "x"].map(customers.codeOf),
            whole: loadShop(folder.workspace),
          };
        };
        const { whole: _, ...expected } = await load(past);
        const future = others.map((o) => ({ ...o, day: o.day + asOf - 10 }));
        const { whole, ...seen } = await load([...future, ...past]);
        assert.deepEqual(seen, expected);
        const known = new Set([...past.map((o) => o.customer), ...(hasMasters ? ["b", "x"] : [])]);
        assert.deepEqual(new Set(seen.customers), known);
        // The snapshot of the whole shop has the same lines under the same codes.
        const { orders: lines } = snapshotAt(whole, asOf);
        assert.deepEqual(lines.article, seen.shop.orders.article);
        assert.deepEqual(lines.offsets.subarray(0, known.size + 1), seen.shop.orders.offsets);
      },
    ),
    { numRuns: 5 },
  );
});
