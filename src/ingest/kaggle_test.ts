import assert from "node:assert/strict";
import { join } from "node:path";
import { findKaggleFiles } from "./kaggle.ts";
import { testFolder } from "./test_folder.ts";

Deno.test("findKaggleFiles() prefers Parquet, then CSV, and says so", () => {
  using folder = testFolder({
    "transactions_train.csv": "",
    "transactions_train.parquet": "",
    "customers.csv.gz": "",
    "customers.csv": "",
    "articles.csv.gz": "",
    "readme.txt": "",
  });
  const files = findKaggleFiles(folder.directory);
  assert.equal(files.transactions, join(folder.directory, "transactions_train.parquet"));
  assert.equal(files.customers, join(folder.directory, "customers.csv"));
  assert.equal(files.articles, join(folder.directory, "articles.csv.gz"));
  assert.deepEqual(files.notes, [
    "transactions_train.parquet is read, transactions_train.csv is not",
    "customers.csv is read, customers.csv.gz is not",
  ]);
});

Deno.test("findKaggleFiles() says what it found instead", () => {
  using folder = testFolder({ "orders.csv": "" });
  assert.throws(() => findKaggleFiles(folder.directory), {
    name: "DataError",
    message: /Expected transactions_train\.parquet or .* but found orders\.csv$/,
  });
  assert.throws(() => findKaggleFiles(join(folder.directory, "nowhere")), {
    name: "DataError",
    message: /nowhere to be a directory of tables but found nothing$/,
  });
  assert.throws(() => findKaggleFiles(join(folder.directory, "orders.csv")), {
    name: "DataError",
    message: /orders\.csv to be a directory of tables but found a file$/,
  });
});
