import assert from "node:assert/strict";
import { inLanes } from "./lanes.ts";

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 1));

Deno.test("inLanes() has no more jobs open than lanes and keeps the order", async () => {
  let open = 0;
  let most = 0;
  const results = await inLanes(3, 10, async (job) => {
    most = Math.max(most, ++open);
    for (let i = 0; i <= job % 4; i++) await tick();
    open--;
    return job;
  });
  assert.deepEqual(results, Array.from({ length: 10 }, (_, job) => job));
  assert.equal(most, 3);
});

Deno.test("inLanes() begins no job after one has failed", async () => {
  const begun: number[] = [];
  const work = async (job: number) => {
    begun.push(job);
    await tick();
    if (job === 1) throw new Error("broken");
  };
  await assert.rejects(() => inLanes(2, 9, work), /broken/);
  await tick();
  assert.ok(begun.length <= 4, begun.join(" "));
});

Deno.test("inLanes() of nothing is nothing", async () => {
  assert.deepEqual(await inLanes(4, 0, () => Promise.resolve(1)), []);
});
