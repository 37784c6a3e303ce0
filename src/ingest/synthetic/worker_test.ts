import assert from "node:assert/strict";
import { shopSize } from "./scale.ts";
import { createShard, type ShardTask } from "./shard.ts";
import { createAnswerer } from "./worker.ts";

Deno.test("createAnswerer() answers as the shard itself does", () => {
  const size = shopSize(64);
  const task: ShardTask = { size, seed: 1, firstBlock: 3, endBlock: 5, hours: true, format: "csv" };
  const answer = createAnswerer();
  const shard = createShard(task);
  assert.deepEqual(answer({ call: "setUp", argument: task }), shard.counts);
  const adjustment = { missing: 2, slots: shard.counts.past, before: 0 };
  assert.equal(answer({ call: "adjust", argument: adjustment }), null);
  shard.adjust(adjustment);
  assert.deepEqual(answer({ call: "nextWeek", argument: null }), shard.nextWeek());
  assert.deepEqual(answer({ call: "customersOf", argument: 4 }), shard.customersOf(4));
});
