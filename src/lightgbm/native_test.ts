import assert from "node:assert/strict";
import { explainLoadFailure, openNative } from "./native.ts";
import { testEngines } from "./test_engines.ts";

const native = (await testEngines()).find((engine) => engine.kind === "native")!;

Deno.test("openNative() tells in one line why a library cannot be loaded", async () => {
  const path = await Deno.makeTempFile({ suffix: ".so" });
  await Deno.writeTextFile(path, "not a library");
  assert.throws(() => openNative(path), (error: Error) => {
    assert.match(error.message, /^LightGBM could not load its native library: .+$/);
    return true;
  });
});

Deno.test("explainLoadFailure() names what to install on Linux and macOS", () => {
  assert.match(explainLoadFailure("x\nlibgomp.so.1: cannot open"), /^x$/);
  assert.match(explainLoadFailure("libgomp.so.1: cannot open"), /`apt-get install libgomp1`/);
  assert.match(explainLoadFailure("@rpath/libomp.dylib not loaded"), /`brew install libomp`/);
});

Deno.test({
  name: "openNative() lends arrays where they lie, shared memory too",
  ignore: "missing" in native,
  fn: () => {
    if ("missing" in native) return;
    const backend = openNative(native.path);
    for (const buffer of [new ArrayBuffer(64), new SharedArrayBuffer(64)]) {
      const view = new Int32Array(buffer);
      using whole = backend.lend(view);
      using part = backend.lend(view.subarray(2));
      assert.equal(part.address - whole.address, 8);
      whole.bytes()[0] = 7;
      assert.equal(view[0], 7);
    }
    assert.equal(Deno.env.get("OMP_WAIT_POLICY")?.toLowerCase(), "passive");
    backend.close();
  },
});
