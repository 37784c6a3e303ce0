import assert from "node:assert/strict";
import { flatParams, newRunId, readRun, readRuns, type RunRecord, saveRun } from "./runs.ts";

function record(id: string): Omit<RunRecord, "artifacts"> {
  return {
    id,
    kind: "train",
    parent: null,
    status: "finished",
    started: 1,
    ended: 2,
    asOf: "2020-01-01",
    version: null,
    params: { seed: "1" },
    tags: {},
    metrics: [{ key: "map", value: 1 / 3, step: 0, timestamp: 5 }],
    dataset: { name: "shop", fingerprint: "f", source: "/shop", profile: { lines: 3 } },
  };
}

Deno.test("saveRun() keeps text, bytes and files with their hashes and round-trips the record", async () => {
  const root = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${root}/model.txt`, "trees");
  const saved = await saveRun(root, record("a"), {
    "text.json": "{}",
    "bytes.bin": Uint8Array.of(0, 255),
    "model/model.lgb": { file: `${root}/model.txt` },
  });
  assert.deepEqual(readRun(root, "a"), saved);
  assert.deepEqual(saved.artifacts.map(({ path, bytes }) => [path, bytes]), [
    ["text.json", 2],
    ["bytes.bin", 2],
    ["model/model.lgb", 5],
  ]);
  // the workspace replaces files by renaming: the run keeps the old content
  Deno.writeTextFileSync(`${root}/new.txt`, "other");
  Deno.renameSync(`${root}/new.txt`, `${root}/model.txt`);
  const kept = `${root}/data/runs/a/artifacts/model/model.lgb`;
  assert.equal(Deno.readTextFileSync(kept), "trees");
  Deno.removeSync(root, { recursive: true });
});

Deno.test("saveRun() leaves nothing when an artifact is missing", async () => {
  const root = Deno.makeTempDirSync();
  await assert.rejects(saveRun(root, record("a"), { x: { file: `${root}/none` } }));
  assert.deepEqual([...Deno.readDirSync(`${root}/data/runs`)], []);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("readRuns() gives the newest first and passes over broken folders", async () => {
  const root = Deno.makeTempDirSync();
  for (const time of [1e12, 3e12, 2e12]) {
    await saveRun(root, record(newRunId("train", time)), {});
  }
  Deno.mkdirSync(`${root}/data/runs/9-broken`);
  const years = readRuns(root).map(({ id }) => id.slice(0, 4));
  assert.deepEqual(years, ["2065", "2033", "2001"]);
  assert.equal(readRuns(root, 1).length, 1);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("flatParams() names every leaf once", () => {
  const models = [{ objective: "binary" }, { objective: "lambdarank" }];
  assert.deepEqual(flatParams({ seed: 1, off: undefined, recipe: { models } }), {
    seed: "1",
    "recipe.models.0.objective": "binary",
    "recipe.models.1.objective": "lambdarank",
  });
});
