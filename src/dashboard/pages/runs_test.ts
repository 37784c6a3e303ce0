import assert from "node:assert/strict";
import { stageOptions } from "../../stages/options.ts";
import { checkDrift } from "../../stages/check.ts";
import { openRun } from "../../stages/run.ts";
import { openWorkspace } from "../../workspace.ts";
import { readRuns } from "../../tracking/runs.ts";
import { openLive } from "../live.ts";
import { smallShop } from "../testing.ts";
import { finalMetrics, runsPage } from "./runs.ts";

Deno.test("finalMetrics() takes the highest step, whatever the order", () => {
  const metrics = [[2, 5], [1, 9], [0, 1]].map(([step, value]) => ({
    key: "a",
    step: step!,
    value: value!,
    timestamp: 0,
  }));
  assert.deepEqual(finalMetrics({ metrics }), { a: 5 });
});

Deno.test("runsPage() shows versions, drift and runs of a workspace, and an empty one too", async () => {
  const empty = Deno.makeTempDirSync();
  {
    using live = await openLive(openWorkspace(empty), { everyMs: 0 });
    const text = await (await runsPage(live, {})).text();
    assert.match(text, /No model has been trained yet/);
    assert.match(text, /No training or evaluation has been kept yet/);
  }
  Deno.removeSync(empty, { recursive: true });
  using shop = await smallShop();
  const { root } = shop.workspace;
  const [run] = readRuns(root);
  using live = await openLive(shop.workspace, { everyMs: 0 });
  const before = await (await runsPage(live, {})).text();
  assert.match(before, /Nothing was checked yet/);
  assert.ok(before.includes(run!.version!));
  const data = root.replace(/workspace$/, "shop");
  await checkDrift(openRun(stageOptions({ data, workspace: root, threads: 1 })));
  const after = await (await runsPage(live, { a: run!.id, b: "no such run" })).text();
  assert.match(after, /within 28 days/);
  assert.match(after, /all parameters are the same/);
});
