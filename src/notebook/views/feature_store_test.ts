import assert from "node:assert/strict";
import pl from "nodejs-polars";
import { describeColumns, familyRows, readFrame } from "./feature_store.ts";

Deno.test("familyRows() counts each family once, in the catalogue's order", () => {
  const define = (family: string, name: string) => ({ family, name, meaning: "", unit: "" });
  const catalogue = [define("b", "x"), define("a", "y"), define("b", "z")];
  assert.deepEqual(familyRows(catalogue), [
    { family: "b", features: 2, examples: "x, z" },
    { family: "a", features: 1, examples: "y" },
  ]);
});

Deno.test("describeColumns() takes 64-bit counts and leaves text and missing values out", () => {
  const frame = pl.DataFrame({
    id: ["a", "b", "c"],
    n: [1n, 2n, 3n],
    x: [0.5, NaN, null],
  });
  assert.deepEqual(describeColumns(frame), [
    { column: "n", known: 1, low: 1, median: 2, high: 3 },
    { column: "x", known: 1 / 3, low: 0.5, median: 0.5, high: 0.5 },
  ]);
});

Deno.test("readFrame() reads a Parquet table", async () => {
  const path = await Deno.makeTempFile({ suffix: ".parquet" });
  pl.DataFrame({ n: [1, 2] }).writeParquet(path);
  assert.equal(readFrame(path).height, 2);
  await Deno.remove(path);
});
