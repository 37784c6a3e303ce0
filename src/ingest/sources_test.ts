import assert from "node:assert/strict";
import { join } from "node:path";
import { DEFAULT_SYNTHETIC_CUSTOMERS, resolveSource } from "./sources.ts";
import { testFolder } from "./test_folder.ts";

Deno.test("resolveSource() gives the embedded sample by default", () => {
  const source = resolveSource();
  assert.equal(source.kind, "directory");
  assert.equal(source.name, "online-retail");
  assert.ok(Deno.statSync(join(source.directory, "transactions_train.parquet")).isFile);
});

Deno.test("resolveSource() reads the number of synthetic customers", () => {
  const customers = (name: string) => {
    const source = resolveSource(name);
    return source.kind === "synthetic" ? source.customers : undefined;
  };
  assert.equal(customers("synthetic"), DEFAULT_SYNTHETIC_CUSTOMERS);
  assert.equal(customers("synthetic:1_371_980"), 1_371_980);
  for (
    const name of ["synthetic:", "synthetic:0", "synthetic:-3", "synthetic:1.5", "synthetic:x"]
  ) {
    assert.throws(() => resolveSource(name), { name: "DataError", message: new RegExp(name) });
  }
});

Deno.test("resolveSource() takes any other name for a directory", () => {
  using folder = testFolder({ "a.csv": "" });
  assert.deepEqual(resolveSource(folder.directory), {
    kind: "directory",
    name: folder.directory,
    directory: folder.directory,
  });
  assert.throws(() => resolveSource("on-line-retail"), {
    name: "DataError",
    message: /but found no on-line-retail$/,
  });
  assert.throws(() => resolveSource(join(folder.directory, "a.csv")), {
    name: "DataError",
    message: /but found the file .*a\.csv$/,
  });
});
