import assert from "node:assert/strict";
import { startDashboard } from "./dashboard_process.ts";

Deno.test("startDashboard() gives an address that answers until it is disposed of", async () => {
  const workspace = Deno.makeTempDirSync();
  try {
    let url: string;
    {
      await using server = await startDashboard(workspace);
      url = server.url;
      const health = await fetch(`${url}/healthz`);
      assert.equal((await health.json()).status, "waiting");
    }
    await assert.rejects(fetch(`${url}/healthz`), TypeError);
  } finally {
    Deno.removeSync(workspace, { recursive: true });
  }
});
