import assert from "node:assert/strict";
import { freePort, MLFLOW_LOCK, startMlflow } from "./mlflow_server.ts";

Deno.test("freePort() says that a port is taken", async () => {
  using listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr as Deno.NetAddr;
  await assert.rejects(freePort(port), new RegExp(`port ${port} of 127.0.0.1 to be free`));
  assert.notEqual(await freePort(0), port);
});

Deno.test("startMlflow() tells what the server said when it ends at once", async () => {
  const folder = Deno.makeTempDirSync();
  // a program that knows none of the arguments
  const environment = { python: Deno.execPath(), env: { NO_COLOR: "1" } };
  await assert.rejects(startMlflow(environment, folder, { port: 0 }), /to answer but it said: .+/);
  Deno.removeSync(folder, { recursive: true });
});

Deno.test("MLflow's lock names every file by hash and no index", async () => {
  const lock = await Deno.readTextFile(MLFLOW_LOCK);
  const packages = lock.split(/\n(?=[a-z])/).slice(1);
  assert.ok(packages.length > 60);
  for (const one of packages) assert.match(one, /--hash=sha256:[0-9a-f]{64}/);
  assert.doesNotMatch(lock, /https?:|--index|--extra/);
});
