import assert from "node:assert/strict";
import { folderDigests, RAY_LOCK, type RayReport, shortcomings } from "./main.ts";

const attempt = (shard: number, worker: number) => ({ shard, worker, child: worker + 1000 });
const report: RayReport = {
  ray: "2",
  killed: attempt(1, 10),
  results: [{ shard: 1, worker: 12 }, { shard: 2, worker: 11 }],
  attempts: [attempt(1, 10), attempt(1, 12), attempt(2, 11)],
};

Deno.test("shortcomings() finds none where a killed worker's shard was done again", () => {
  assert.deepEqual(shortcomings(report, 2), []);
});

Deno.test("shortcomings() names a missing shard, a single worker and a survivor", () => {
  assert.match(shortcomings(report, 3).join(), /3 finished shards but found 2/);
  const alone = { ...report, results: report.results.map((r) => ({ ...r, worker: 12 })) };
  assert.match(shortcomings(alone, 2).join(), /2 worker processes but found 1/);
  const survivor = { ...report, results: [{ shard: 1, worker: 10 }, { shard: 2, worker: 11 }] };
  assert.match(shortcomings(survivor, 2).join(), /killed worker/);
  const never = { ...report, attempts: [attempt(1, 10), attempt(2, 11)] };
  assert.match(shortcomings(never, 2).join(), /killed worker/);
});

Deno.test("folderDigests() differ when a byte does", () => {
  const folder = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${folder}/a`, "1");
  const before = folderDigests(folder);
  Deno.writeTextFileSync(`${folder}/a`, "2");
  assert.notDeepEqual(folderDigests(folder), before);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("RAY_LOCK pins every package by hash", () => {
  const entries = Deno.readTextFileSync(RAY_LOCK).split(/\n(?=\S)/).filter((e) =>
    !e.startsWith("#")
  );
  assert.ok(entries.length > 10);
  for (const entry of entries) assert.match(entry, /^[\w.-]+==\S+[^]*--hash=sha256:[0-9a-f]{64}/);
});
