import assert from "node:assert/strict";
import { RUN_TAG } from "./deliver.ts";
import { readRuns, type RunRecord, saveRun } from "./runs.ts";
import { syncRuns } from "./sync.ts";
import { type FakeMlflow, fakeMlflow } from "./testing.ts";

/** A workspace with a training, a search with one trial, and a trial whose search is not done. */
async function workspace(): Promise<string> {
  const root = Deno.makeTempDirSync({ prefix: "helix-sync-" });
  const base: Omit<RunRecord, "artifacts"> = {
    id: "1-train-a",
    kind: "train",
    parent: null,
    status: "finished",
    started: 1,
    ended: 2,
    asOf: "2020-01-01",
    version: "v1",
    params: Object.fromEntries(Array.from({ length: 130 }, (_, i) => [`p${i}`, String(i)])),
    tags: { "helix.code": "c" },
    metrics: Array.from(
      { length: 1200 },
      (_, step) => ({ key: "ndcg", value: step / 7, step, timestamp: 9 }),
    ),
    dataset: { name: "shop", fingerprint: "f".repeat(64), source: "/shop", profile: {} },
  };
  await saveRun(root, base, { "model/MLmodel": "flavors:", "a b.txt": "text" });
  const small = { ...base, version: null, metrics: [], params: { seed: "1" } };
  await saveRun(root, { ...small, id: "2-trial-b", kind: "trial", parent: "3-tune-c" }, {});
  await saveRun(root, { ...small, id: "3-tune-c", kind: "tune" }, {});
  await saveRun(root, { ...small, id: "4-trial-d", kind: "trial", parent: "5-tune-e" }, {});
  return root;
}

/** What the server holds in the end, whatever happened on the way. */
function held(fake: FakeMlflow) {
  const live = fake.runs.filter(({ deleted }) => !deleted);
  const ours = new Map(live.map(({ id, tags }) => [id, tags[RUN_TAG]]));
  return {
    runs: live.map((run) => ({
      ours: run.tags[RUN_TAG],
      parent: ours.get(run.tags["mlflow.parentRunId"] ?? ""),
      status: run.status,
      params: Object.keys(run.params).length,
      metrics: run.metrics.size,
      inputs: [...run.inputs],
      files: [...fake.artifacts].filter(([path]) => path.includes(`/${run.id}/`))
        .map(([path, bytes]) => [path.replace(/^.*\/artifacts\//, ""), bytes]).sort(),
    })).sort((a, b) => a.ours! < b.ours! ? -1 : 1),
    versions: fake.versions.map(({ run_id }) => ours.get(run_id)),
    aliases: fake.aliases,
  };
}

Deno.test("syncRuns() delivers everything in batches, parents first, and nothing twice", async () => {
  const root = await workspace();
  await using fake = fakeMlflow();
  const first = await syncRuns(root, fake.url, { current: "v1" });
  assert.deepEqual(first, { delivered: 3, pending: 1, trouble: null });
  const whole = held(fake);
  assert.deepEqual(
    whole.runs.map(({ ours, parent, params, metrics }) => [ours, parent, params, metrics]),
    [
      ["1-train-a", undefined, 130, 1200],
      ["2-trial-b", "3-tune-c", 1, 0],
      ["3-tune-c", undefined, 1, 0],
    ],
  );
  assert.deepEqual(whole.runs[0]!.files, [["a b.txt", 4], ["model/MLmodel", 8]]);
  assert.deepEqual([whole.versions, whole.aliases], [["1-train-a"], { current: "1" }]);
  const before = fake.requests;
  const second = await syncRuns(root, fake.url, { current: "v1" });
  assert.equal(second.delivered, 0);
  assert.ok(fake.requests - before <= 3, "asks only for the experiment and sets the alias");
  assert.deepEqual(held(fake), whole);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("syncRuns() leaves the same when any one request or its answer is lost", async () => {
  const root = await workspace();
  const forget = () => {
    for (const { id } of readRuns(root)) {
      try {
        Deno.removeSync(`${root}/data/runs/${id}/delivered.json`);
      } catch { /* was not delivered */ }
    }
  };
  await using once = fakeMlflow();
  await syncRuns(root, once.url, { current: "v1" });
  const whole = held(once);
  assert.ok(once.requests > 25);
  for (const done of [false, true]) {
    for (let request = 1; request <= once.requests; request++) {
      forget();
      await using fake = fakeMlflow();
      fake.lose = { request, done };
      const cut = await syncRuns(root, fake.url, { current: "v1" });
      // whether there is an experiment is asked again after a lost answer to its making
      assert.notEqual(cut.trouble, null, `request ${request}`);
      const again = await syncRuns(root, fake.url, { current: "v1" });
      assert.equal(again.trouble, null, `request ${request}`);
      assert.deepEqual(held(fake), whole, `request ${request}, ${done ? "answer" : "all"} lost`);
    }
  }
  Deno.removeSync(root, { recursive: true });
});

Deno.test("syncRuns() gives up in time when the server is slow, and says so", async () => {
  const root = await workspace();
  await using fake = fakeMlflow();
  fake.slowness = 400;
  const began = performance.now();
  const report = await syncRuns(root, fake.url, { budgetMs: 600 });
  assert.ok(performance.now() - began < 1500);
  assert.match(report.trouble!, /time for it was over/);
  assert.equal(report.pending, 4);
  fake.slowness = 0;
  assert.equal((await syncRuns(root, fake.url)).delivered, 3);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("syncRuns() lets one sender at a time in", async () => {
  const root = await workspace();
  await using fake = fakeMlflow();
  fake.slowness = 20;
  const reports = await Promise.all([syncRuns(root, fake.url), syncRuns(root, fake.url)]);
  assert.equal(reports.filter(({ trouble }) => trouble !== null).length, 1);
  assert.equal(fake.runs.length, 3);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("syncRuns() takes back what a second sender made beside it", async () => {
  const root = await workspace();
  await using fake = fakeMlflow();
  await syncRuns(root, fake.url);
  const [one] = fake.runs;
  const { "helix.delivered": _, ...tags } = one!.tags;
  fake.runs.push({ ...one!, id: "other", tags, params: {}, metrics: new Set(), inputs: new Set() });
  Deno.removeSync(`${root}/data/runs/1-train-a/delivered.json`);
  await syncRuns(root, fake.url);
  const live = fake.runs.filter(({ deleted, tags }) => !deleted && tags[RUN_TAG] === "1-train-a");
  assert.deepEqual(live.map(({ id }) => id), [one!.id]);
  Deno.removeSync(root, { recursive: true });
});

Deno.test("syncRuns() delivers again to a store that was made anew", async () => {
  const root = await workspace();
  {
    await using fake = fakeMlflow();
    await syncRuns(root, fake.url);
  }
  await using other = fakeMlflow();
  assert.equal((await syncRuns(root, other.url)).delivered, 3);
  Deno.removeSync(root, { recursive: true });
});
