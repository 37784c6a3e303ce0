import assert from "node:assert/strict";
import fc from "fast-check";
import { ingest } from "./ingest.ts";
import { loadLabels, loadShop } from "./load.ts";
import { readManifest } from "./store.ts";
import { csv, type TestFolder, testFolder } from "./test_folder.ts";

/** The article ids of all lines, in the store's order. */
function articleIds({ workspace }: TestFolder): string[] {
  const { articles } = loadLabels(workspace);
  return [...loadShop(workspace).orders.article].map((code) => articles.idOf(code));
}

/** Brute force: the article a transaction's id means, if any. */
function articleMeant(id: string, articles: readonly string[]): string | undefined {
  if (articles.includes(id)) return id;
  const plain = (text: string) => text.replace(/^0+(?=.)/, "");
  const alike = articles.filter((article) => plain(article) === plain(id));
  return alike.length === 1 ? alike[0] : undefined;
}

Deno.test("loadTransactions() joins article ids whatever became of their zeros", async () => {
  const id = fc.stringMatching(/^0{0,3}[12]{0,2}$/).filter((text) => text !== "");
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(id, { minLength: 1, maxLength: 8 }),
      fc.array(id, { maxLength: 60 }),
      async (articles, others) => {
        const ids = [...others, articles[0]!];
        using folder = testFolder({
          "articles.csv": csv("article_id", articles),
          "transactions_train.csv": csv(
            "t_dat,customer_id,article_id",
            ids.map((article, i) => `2020-01-01,c${String(i).padStart(2, "0")},${article}`),
          ),
        });
        const summary = await ingest(folder.directory, folder.workspace, { maxRejects: 1 });
        const meant = ids.map((article) => articleMeant(article, articles));
        assert.deepEqual(articleIds(folder), meant.filter((article) => article !== undefined));
        const unknown = meant.filter((article) => article === undefined).length;
        assert.equal(summary.files[0]!.reasons.unknown_article ?? 0, unknown);
      },
    ),
    { numRuns: 5 },
  );
});

Deno.test("loadTransactions() joins integer ids of Parquet with zero-led articles", async () => {
  using folder = testFolder({ "articles.csv": csv("article_id", ["0108775015", "0108775044"]) });
  await folder.writeParquet(
    "transactions_train.parquet",
    "select date '2020-01-01' as t_dat, 'anna' as customer_id, " +
      "unnest([108775044::bigint, 108775015]) as article_id",
  );
  await ingest(folder.directory, folder.workspace);
  assert.deepEqual(articleIds(folder), ["0108775015", "0108775044"]);
});

Deno.test("loadTransactions() keeps ids apart that only zeros tell apart without an articles file", async () => {
  using folder = testFolder({
    "transactions_train.csv": csv("t_dat,customer_id,article_id", [
      "2020-01-01,anna,01",
      "2020-01-01,anna,1",
    ]),
  });
  await ingest(folder.directory, folder.workspace);
  assert.deepEqual(articleIds(folder), ["01", "1"]);
});

Deno.test("loadTransactions() sorts lines by customer, time and article, whatever the file's order", async () => {
  const row = fc.tuple(
    fc.constantFrom("2020-01-01", "2020-01-01 09:30", "2020-01-01 09:30:20", "2020-01-02 00:00"),
    fc.constantFrom("a", "b", "c"),
    fc.constantFrom("1", "2", "10"),
    fc.constantFrom("0.5", "1", ""),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 100 }), async (rows) => {
      const load = async (lines: string[]) => {
        using folder = testFolder({
          "transactions_train.csv": csv("t_dat,customer_id,article_id,price", lines),
        });
        await ingest(folder.directory, folder.workspace);
        return loadShop(folder.workspace);
      };
      const lines = rows.map((cells) => cells.join(","));
      const shop = await load(lines);
      const { orders } = shop;
      for (let c = 0; c < orders.customers; c++) {
        for (let i = orders.offsets[c]! + 1; i < orders.offsets[c + 1]!; i++) {
          const at = (j: number) => [orders.day[j]!, orders.minute?.[j] ?? 0, orders.article[j]!];
          const [before, after] = [at(i - 1), at(i)];
          const first = before.findIndex((value, k) => value !== after[k]);
          assert.ok(first < 0 || before[first]! < after[first]!);
        }
      }
      assert.equal(orders.article.length, rows.length, "duplicate lines are kept");
      assert.deepEqual(await load(lines.toReversed()), shop);
    }),
    { numRuns: 3 },
  );
});

Deno.test("loadTransactions() reads pieces; what is no number above 0 is one and noted", async () => {
  const load = async (quantities: readonly string[]) => {
    using folder = testFolder({
      "transactions_train.csv": csv(
        "t_dat,customer_id,article_id,quantity",
        quantities.map((quantity) => `2020-01-01,anna,1,${quantity}`),
      ),
    });
    const { notes } = await ingest(folder.directory, folder.workspace);
    return { units: loadShop(folder.workspace).orders.units, notes };
  };
  assert.deepEqual(await load(["12", "0.5", "-3", "", "many", "inf", "nan", "1e30", "0"]), {
    units: Float32Array.of(0.5, 1, 1, 1, 1, 1, 1, 1, 12),
    notes: ["7 order lines have no quantity above 0; each counts as one piece"],
  });
  assert.deepEqual(await load(["2", "1"]), { units: Float32Array.of(1, 2), notes: [] });
  assert.equal((await load(["", "0"])).units, null);
});

Deno.test("loadTransactions() says of the lines that it keeps alone whether they have pieces", async () => {
  using folder = testFolder({
    "articles.csv": csv("article_id", ["1"]),
    "transactions_train.csv": csv("t_dat,customer_id,article_id,quantity", [
      ...Array.from({ length: 40 }, () => "2020-01-01,anna,1,"),
      "2020-01-01,anna,unknown,2",
    ]),
  });
  const { notes } = await ingest(folder.directory, folder.workspace);
  assert.equal(loadShop(folder.workspace).orders.units, null);
  assert.deepEqual(notes, ["40 order lines have no quantity above 0; each counts as one piece"]);
});

Deno.test("loadTransactions() codes sales channels: numbers as they are, names by their order", async () => {
  for (
    const [cells, labels, codes] of [
      [["2", "", "1"], ["", "1", "2"], [2, 0, 1]],
      [["web", "", "shop"], ["", "shop", "web"], [2, 0, 1]],
    ] as const
  ) {
    using folder = testFolder({
      "transactions_train.csv": csv(
        "t_dat,customer_id,article_id,sales_channel_id",
        cells.map((cell, i) => `2020-01-0${i + 1},anna,1,${cell}`),
      ),
    });
    await ingest(folder.directory, folder.workspace);
    assert.deepEqual([...loadShop(folder.workspace).orders.channel], codes);
    assert.deepEqual(readManifest(folder.workspace).channels, labels);
  }
});
