import assert from "node:assert/strict";
import { folderBytes, measured, watchFolder } from "./measure.ts";

Deno.test("measured() counts CPU time and memory", async () => {
  const { usage } = await measured(() => {
    let x = 0;
    const end = performance.now() + 60;
    const held = new Uint8Array(1e8).fill(1);
    while (performance.now() < end) x += Math.sqrt(x + held[x % 7]!);
    return Promise.resolve(x);
  });
  assert.ok(usage.wallSeconds >= 0.06 && usage.cpuSeconds > 0.005);
  assert.ok(usage.peakResidentBytes > 1e8, "the array that was held");
});

Deno.test("watchFolder() remembers the largest size", async () => {
  const folder = Deno.makeTempDirSync();
  const watch = watchFolder(folder);
  Deno.writeFileSync(`${folder}/a`, new Uint8Array(1000));
  await new Promise((resolve) => setTimeout(resolve, 1200));
  Deno.removeSync(`${folder}/a`);
  assert.equal(watch.stop(), 1000);
  assert.equal(folderBytes(folder), 0);
  assert.equal(folderBytes(`${folder}/none`), 0);
  Deno.removeSync(folder);
});
