import assert from "node:assert/strict";
import { mlflowStep } from "./check_step.ts";

Deno.test("mlflowStep() runs a file of checks that is there", async () => {
  assert.equal(mlflowStep(".").title, "MLflow");
  const source = await Deno.readTextFile(`${import.meta.dirname}/check_step.ts`);
  const file = /"(src\/tracking\/\S+\.check\.ts)"/.exec(source)![1]!;
  assert.ok((await Deno.stat(`${import.meta.dirname}/../../${file}`)).isFile);
});
