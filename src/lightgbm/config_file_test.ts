import assert from "node:assert/strict";
import { join } from "node:path";
import { parseConfig, readConfigSpec } from "./config_file.ts";

Deno.test("parseConfig() keeps the model's parameters and leaves out the command line's", () => {
  const config = parseConfig(`
task = train   # comment
data = a.train
valid_data = a.test,b.test
is_training_metric = true
label_column = name:target
num_trees = 7
num_trees = 9
metric = l2, l1
output_model = x.txt
`);
  assert.deepEqual(config, {
    data: "a.train",
    validation: ["a.test", "b.test"],
    columns: { label: "name:target" },
    evaluateTraining: true,
    params: { num_iterations: "7", metric: "l2,l1" },
  });
});

Deno.test("parseConfig() throws with the line when there is no value", () => {
  assert.throws(() => parseConfig("data = a\nnum_leaves"), {
    name: "SyntaxError",
    message: 'Expected line 2 to be "name = value" but found "num_leaves"',
  });
});

Deno.test("readConfigSpec() finds files beside the configuration, or where a path says", async () => {
  const home = await Deno.makeTempDir();
  const elsewhere = await Deno.makeTempFile();
  await Deno.writeTextFile(elsewhere, "1,2\n");
  await Deno.writeTextFile(
    join(home, "train.conf"),
    `data = ${elsewhere}\nforcedsplits_filename = near.json\nforcedbins_filename = /far.json\n`,
  );
  const { params, train } = await readConfigSpec(join(home, "train.conf"));
  assert.deepEqual(params, {
    forcedsplits_filename: join(home, "near.json"),
    forcedbins_filename: "/far.json",
  });
  assert.deepEqual([...train.features.data], [2]);
  await Deno.remove(home, { recursive: true });
  await Deno.remove(elsewhere);
});

Deno.test("readConfigSpec() reads data, weights, queries and start scores beside them", async () => {
  const home = await Deno.makeTempDir();
  const write = (name: string, text: string) => Deno.writeTextFile(join(home, name), text);
  await write("train.conf", "data=t.csv\nvalid=v.csv\nheader=true\ncategorical_feature=name:b\n");
  await write("t.csv", "y,a,b\n1,0.5,2\n0,na,1\n");
  await write("t.csv.weight", "1\n2\n");
  await write("t.csv.query", "2\n");
  await write("t.csv.init", "0.1\n0.2\n");
  await write("v.csv", "y,a,b\n1,3,2\n");
  const spec = await readConfigSpec(join(home, "train.conf"));
  assert.deepEqual([...spec.train.features.data], [0.5, 2, NaN, 1]);
  assert.deepEqual([...spec.train.weight as Float64Array], [1, 2]);
  assert.deepEqual([...spec.train.group as Float64Array], [2]);
  assert.deepEqual([...spec.train.initScore as Float64Array], [0.1, 0.2]);
  assert.deepEqual(spec.train.featureNames, ["a", "b"]);
  assert.deepEqual(spec.train.categorical, ["b"]);
  assert.equal(spec.validation![0]!.name, "v.csv");
  assert.deepEqual(spec.params, {});
  await Deno.remove(home, { recursive: true });
});
