import assert from "node:assert/strict";
import { shopSize } from "./scale.ts";
import { createShard, type ShardTask } from "./shard.ts";

const TASK: ShardTask = {
  size: shopSize(128),
  seed: 3,
  firstBlock: 0,
  endBlock: 64,
  hours: false,
  format: "csv",
};

function weeksOf(task: ShardTask, weeks: number): string[] {
  const shard = createShard(task);
  shard.adjust({ missing: 0, slots: 1, before: 0 });
  return Array.from({ length: weeks }, () => shard.nextWeek()).flat()
    .map(({ lines }) => new TextDecoder().decode(lines.text));
}

Deno.test("createShard() makes the same lines in one range as in two", () => {
  const whole = weeksOf(TASK, 12);
  const first = weeksOf({ ...TASK, endBlock: 20 }, 12);
  const second = weeksOf({ ...TASK, firstBlock: 20 }, 12);
  assert.deepEqual(first.map((text, d) => text + second[d]!), whole);
  assert.ok(whole.join("").length > 10_000);
});

Deno.test("createShard()'s hours change nothing but the time of day", () => {
  const plain = weeksOf(TASK, 6);
  const timed = weeksOf({ ...TASK, hours: true }, 6);
  assert.deepEqual(timed.map((text) => text.replaceAll(/ \d\d:\d\d:00,/g, ",")), plain);
  assert.notDeepEqual(timed, plain);
});

Deno.test("createShard()'s truth follows the weeks", () => {
  const shard = createShard({ ...TASK, endBlock: 2 });
  shard.adjust({ missing: 0, slots: 1, before: 0 });
  for (let week = 0; week < 104; week++) shard.nextWeek();
  const truth = shard.articlesTruth(1);
  shard.nextWeek();
  const next = shard.articlesTruth(1);
  assert.equal(truth.rows, next.rows);
  assert.notDeepEqual(truth.bytes, next.bytes);
});
