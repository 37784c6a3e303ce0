import assert from "node:assert/strict";
import { ensureToolchain, hasToolchain, toolchainEnvironment } from "./toolchain.ts";

Deno.test("ensureToolchain() throws one line with the command where it may not install", async () => {
  const before = Deno.env.get("PATH")!;
  Deno.env.set("PATH", "/nowhere");
  try {
    assert.equal(await hasToolchain(), false);
    await assert.rejects(
      ensureToolchain({ mayInstall: false }),
      /emscripten is missing; install it \(Debian: `apt-get install --no-install-recommends emscrip/,
    );
  } finally {
    Deno.env.set("PATH", before);
  }
});

Deno.test("toolchainEnvironment() names only directories that are there", async () => {
  for (const path of Object.values(await toolchainEnvironment())) {
    assert.ok((await Deno.stat(path)).isDirectory);
  }
});
