import assert from "node:assert/strict";
import { main } from "../main.ts";
import { writeTrialShop } from "../ranking/trial_shop.ts";
import { stageOptions } from "./options.ts";
import { recommendShard } from "./recommend.ts";
import { openRun } from "./run.ts";

Deno.test("stageOptions() reads a shard and refuses one that cannot be", () => {
  assert.deepEqual(stageOptions({ shard: "3/8" }).shard, { index: 3, of: 8 });
  assert.equal(stageOptions().shard, undefined);
  for (const shard of ["0/8", "9/8", "1", "1/0", "a/b"]) {
    assert.throws(() => stageOptions({ shard }), RangeError);
  }
});

Deno.test("recommendShard() asks for trained models and makes none", async () => {
  const root = Deno.makeTempDirSync();
  try {
    writeTrialShop(`${root}/shop`, { customers: 30 });
    const options = { data: `${root}/shop`, workspace: `${root}/ws`, threads: 1 };
    const run = openRun(stageOptions(options));
    await assert.rejects(recommendShard(run, { index: 1, of: 2 }), /trained models/);
    assert.deepEqual([...Deno.readDirSync(`${root}/ws/models`)], []);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
});

Deno.test("--shard goes with recommend alone", async () => {
  const root = Deno.makeTempDirSync();
  assert.equal(await main(["train", "--shard", "1/2", "--workspace", root, "--quiet"]), 2);
  assert.deepEqual([...Deno.readDirSync(`${root}/models`)], []);
  Deno.removeSync(root, { recursive: true });
});
