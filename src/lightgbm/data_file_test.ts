import assert from "node:assert/strict";
import { join } from "node:path";
import { parseDataFile, readCompanion } from "./data_file.ts";

Deno.test("parseDataFile() reads tab-separated values with the label first", () => {
  const { features, label } = parseDataFile("1\t0.5\t-2\n0\tnan\t1e-3\n");
  assert.deepEqual([...features.data], [0.5, -2, NaN, 0.001]);
  assert.deepEqual([features.rows, features.columns], [2, 2]);
  assert.deepEqual(Array.from(label), [1, 0]);
});

Deno.test("parseDataFile() takes label, weight, query and ignored columns by name", () => {
  const text = "w,q,y,a b,x\n2,7,1,5,9\n3,7,0,6,9\n4,8,1,7,9\n";
  const data = parseDataFile(text, {
    header: true,
    label: "name:y",
    weight: "name:w",
    group: "name:q",
    ignore: "name:x",
  });
  assert.deepEqual(Array.from(data.label), [1, 0, 1]);
  assert.deepEqual(Array.from(data.weight!), [2, 3, 4]);
  assert.deepEqual(Array.from(data.group!), [2, 1]);
  assert.deepEqual(data.featureNames, ["w", "q", "a_b", "x"]);
  assert.deepEqual([...data.features.data], [0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7, 0]);
});

Deno.test("parseDataFile() counts positions without the label's column", () => {
  const data = parseDataFile("5,1,6\n7,0,8\n", { label: "1", weight: "1" });
  assert.deepEqual(Array.from(data.weight!), [6, 8]);
  assert.deepEqual([...data.features.data], [5, 0, 7, 0]);
});

Deno.test("parseDataFile() gives LibSVM validation data the training data's width", () => {
  const { features } = parseDataFile("1 0:1 9:4\n", { width: 3 });
  assert.deepEqual([...features.data], [1, 0, 0]);
});

Deno.test("parseDataFile() throws with the row when a line is not like the others", () => {
  assert.throws(() => parseDataFile("1,2,3\n1,2\n"), /Expected row 2 to have 3 values but found 2/);
  assert.throws(() => parseDataFile("1,x\n"), /Expected a number in row 1 but found "x"/);
  assert.throws(() => parseDataFile("1 0:1 :4\n"), /Expected index:value in row 1 but found :4/);
});

Deno.test("readCompanion() gives several numbers per line class after class", async () => {
  const path = join(await Deno.makeTempDir(), "x.init");
  await Deno.writeTextFile(path, "1 10\n2 20\n3 30\n");
  assert.deepEqual([...(await readCompanion(path))!], [1, 2, 3, 10, 20, 30]);
  assert.equal(await readCompanion(`${path}.none`), undefined);
});
