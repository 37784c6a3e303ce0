import assert from "node:assert/strict";
import { benchShop, dayText, parseDays } from "./bench_shop.ts";

Deno.test("benchShop() loads a directory and leaves nothing behind", async () => {
  const root = Deno.makeTempDirSync();
  Deno.writeTextFileSync(
    `${root}/transactions_train.csv`,
    "t_dat,customer_id,article_id\n1970-01-11,anna,1\n1970-01-12,bert,2\n",
  );
  const shop = await benchShop(root);
  assert.deepEqual([shop.firstDay, shop.lastDay, shop.customers.count], [10, 11, 2]);
  assert.deepEqual([...Deno.readDirSync(root)].map(({ name }) => name), ["transactions_train.csv"]);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("parseDays() and dayText() undo each other", () => {
  assert.deepEqual(parseDays("2011-11-17,2011-12-01").map(dayText), ["2011-11-17", "2011-12-01"]);
});

Deno.test("parseDays() refuses what is no date", () => {
  assert.throws(() => parseDays("2011-13-01"), SyntaxError);
  assert.throws(() => parseDays("17.11.2011"), SyntaxError);
});
