import assert from "node:assert/strict";
import { openWorkspace } from "../workspace.ts";
import { main, serve } from "./main.ts";

Deno.test("serve() wants a token for an address that others can reach", async () => {
  const root = await Deno.makeTempDir();
  try {
    const workspace = openWorkspace(root);
    await assert.rejects(serve(workspace, { host: "0.0.0.0", port: 0 }), /Expected --token/);
    await assert.rejects(serve(workspace, { host: "0.0.0.0", port: 0, token: "" }), /--token/);
    await assert.rejects(serve(workspace, { port: 1.5 }), /--port.*found 1.5/);
    const server = await serve(workspace, { host: "0.0.0.0", port: 0, token: "t" });
    const port = new URL(server.url).port;
    const open = await fetch(`http://127.0.0.1:${port}/plan`);
    await open.body?.cancel();
    assert.equal(open.status, 401);
    await server.stop();
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("main() tells wrong options in one line and with code 2", async () => {
  const said: unknown[] = [];
  const before = console.error;
  console.error = (text) => said.push(text);
  try {
    assert.equal(await main(["--port", "many"]), 2);
    assert.equal(await main(["--host", "0.0.0.0"]), 2);
    assert.equal(await main(["--colour", "red"]), 2);
  } finally {
    console.error = before;
  }
  assert.equal(said.length, 3);
});

Deno.test({
  name: "main() stops on SIGTERM after the running requests, with code 0",
  ignore: Deno.build.os === "windows",
  async fn() {
    const root = await Deno.makeTempDir();
    try {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", new URL("./main.ts", import.meta.url).pathname, "--port", "0"]
          .concat("--workspace", root),
        stdout: "piped",
        stderr: "null",
      }).spawn();
      const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      let said = "";
      while (!said.includes("API:")) {
        const { value, done } = await lines.read();
        assert.ok(!done, said);
        said += value;
      }
      const url = /Dashboard:\s+(\S+)/.exec(said)![1]!;
      const health = await fetch(`${url}/healthz`);
      assert.equal((await health.json()).status, "waiting");
      child.kill("SIGTERM");
      assert.equal((await child.status).code, 0);
      await lines.cancel();
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});
