import assert from "node:assert/strict";
import { MLFLOW_VERSION, mlflowModelFiles } from "./mlflow_model.ts";

Deno.test("mlflowModelFiles() pins what the environment's lock pins", () => {
  const lock = Deno.readTextFileSync(`${import.meta.dirname}/mlflow.requirements.txt`);
  assert.match(lock, new RegExp(`^mlflow==${MLFLOW_VERSION.replaceAll(".", "\\.")} `, "m"));
  const files = mlflowModelFiles({
    runId: "r",
    created: 0,
    featureNames: [],
    example: [],
    bytes: 0,
  });
  const [, lightgbm] = files["requirements.txt"]!.split("\n");
  assert.ok(lock.includes(`\n${lightgbm} `));
});

Deno.test("mlflowModelFiles() describes every feature and names files that are there", () => {
  const files = mlflowModelFiles({
    runId: "r",
    created: Date.UTC(2020, 0, 2, 3, 4, 5, 6),
    featureNames: [`odd "name": x`, "b"],
    example: [[1, NaN], [2.5, -3]],
    bytes: 42,
  });
  const inputs = /^ {2}inputs: (.*)$/m.exec(files.MLmodel!)![1]!;
  assert.deepEqual(JSON.parse(JSON.parse(inputs)), [
    { type: "double", name: `odd "name": x`, required: true },
    { type: "double", name: "b", required: true },
  ]);
  assert.match(files.MLmodel!, /^utc_time_created: "2020-01-02 03:04:05.006000"$/m);
  const named = files.MLmodel!.matchAll(
    /(?:artifact_path|serving_input_path|conda|virtualenv): (\S+)/g,
  );
  for (const [, name] of named) assert.ok(files[name!] !== undefined, name);
  assert.deepEqual(JSON.parse(files["serving_input_example.json"]!), {
    dataframe_split: { columns: [`odd "name": x`, "b"], data: [[1, null], [2.5, -3]] },
  });
});
