import assert from "node:assert/strict";
import { openWorkspace } from "../workspace.ts";
import { readJson, readSummary, stageTimes } from "./files.ts";

Deno.test("readJson() names a file that is no JSON", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, "{");
  await assert.rejects(readJson(path), (error: Error) => error.message.includes(path));
  await Deno.remove(path);
});

Deno.test("stageTimes() gives finished stages, oldest first, and none before a run", async () => {
  const root = await Deno.makeTempDir();
  const workspace = openWorkspace(root);
  assert.deepEqual(await stageTimes(workspace), []);
  assert.equal(await readSummary(workspace, "ingest"), null);
  const folder = workspace.path("data/.stages");
  await Deno.mkdir(folder);
  for (const [stage, second] of [["train", 200], ["ingest", 100]] as const) {
    await Deno.writeTextFile(`${folder}/${stage}.json`, '{"summary":{"lines":7}}');
    await Deno.utime(`${folder}/${stage}.json`, second, second);
  }
  assert.deepEqual((await stageTimes(workspace)).map(({ stage }) => stage), ["ingest", "train"]);
  assert.equal((await readSummary(workspace, "ingest"))?.lines, 7);
  await Deno.remove(root, { recursive: true });
});
