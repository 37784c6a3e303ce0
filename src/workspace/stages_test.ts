import assert from "node:assert/strict";
import { join } from "node:path";
import { currentStage, recordStage, stageIsCurrent } from "./stages.ts";

Deno.test("stageIsCurrent() notices changed, missing and damaged outputs and records", async () => {
  const root = Deno.makeTempDirSync();
  const output = join(root, "out", "a");
  const record = () => recordStage(root, "s", "f", { outputs: ["out"], summary: { rows: 3 } });
  const current = () => stageIsCurrent(root, "s", "f");
  assert.equal(current(), false);

  Deno.mkdirSync(join(root, "out"));
  Deno.writeTextFileSync(output, "1");
  await record();
  assert.equal(current(), true);
  assert.deepEqual(currentStage(root, "s", "f")!.summary, { rows: 3 });
  assert.equal(stageIsCurrent(root, "s", "other inputs"), false);

  Deno.writeTextFileSync(output, "2");
  assert.equal(current(), false);
  await record();
  Deno.removeSync(output);
  assert.equal(current(), false);

  Deno.writeTextFileSync(output, "2");
  assert.equal(current(), true);
  Deno.writeTextFileSync(join(root, "data/.stages/s.json"), '{"stage":');
  assert.equal(current(), false);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("recordStage() refuses names that are no file names, and missing outputs", async () => {
  const root = Deno.makeTempDirSync();
  await assert.rejects(recordStage(root, "../s", "f", { outputs: [] }), TypeError);
  await assert.rejects(recordStage(root, "s", "f", { outputs: ["x"] }), Deno.errors.NotFound);
  Deno.removeSync(root, { recursive: true });
});
