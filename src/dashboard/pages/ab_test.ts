import assert from "node:assert/strict";
import { openWorkspace } from "../../workspace.ts";
import { openLive } from "../live.ts";
import { abPage } from "./ab.ts";

Deno.test("abPage() shows only what says that it is simulated", async () => {
  const root = await Deno.makeTempDir();
  try {
    using live = await openLive(openWorkspace(root), { everyMs: 0, threads: 1 });
    const write = (value: unknown) =>
      Deno.writeTextFile(`${root}/reports/simulation.json`, JSON.stringify(value));
    const text = async () => await (await abPage(live)).text();
    assert.match(await text(), /No A\/B test has been simulated yet/);
    await write({ sentence: "B wins" });
    assert.doesNotMatch(await text(), /B wins/);
    assert.match(await text(), /does not say that it is simulated/);
    await write({ simulated: true, noSimulation: "Too few orders" });
    assert.match(await text(), /Nothing was simulated. Too few orders/);
    await write({ simulated: true, sentence: "of a form that is no more" });
    assert.match(await text(), /is of another version of the project/);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
