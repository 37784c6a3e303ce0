import assert from "node:assert/strict";
import { zipSync } from "fflate";
import { dirname, join } from "node:path";
import { sha256 } from "./cache.ts";
import { ensureNativeLibrary, libraryName, runPip, takeFromWheel } from "./native_library.ts";
import { testEngines } from "./test_engines.ts";

const native = (await testEngines()).find((engine) => engine.kind === "native")!;

Deno.test("libraryName() follows the platform", () => {
  assert.equal(libraryName("windows"), "lib_lightgbm.dll");
  assert.equal(libraryName("darwin"), "lib_lightgbm.dylib");
});

Deno.test("takeFromWheel() takes the library alone, and throws where there is none", () => {
  const library = Uint8Array.from([1, 2, 3]);
  const wheel = zipSync({
    "lightgbm/lib/lib_lightgbm.so": library,
    "lightgbm/basic.py": new Uint8Array(9),
  });
  assert.deepEqual(takeFromWheel(wheel, "lib_lightgbm.so"), library);
  assert.throws(() => takeFromWheel(wheel, "lib_lightgbm.dll"), /the wheel has no .*dll/);
});

Deno.test("runPip() throws pip's own reason in one line", async () => {
  await assert.rejects(runPip(["download", "--no-such-option"]), (error: Error) => {
    assert.match(error.message, /^LightGBM could not be downloaded: .+$/);
    return true;
  });
});

Deno.test({
  name: "ensureNativeLibrary() gives what the cache has without asking pip",
  ignore: "missing" in native,
  fn: async () => {
    if ("missing" in native) return;
    const cacheDir = await Deno.makeTempDir();
    const name = libraryName(Deno.build.os);
    const folder = join(cacheDir, ...dirname(native.path).split(/[\\/]/).slice(-2));
    await Deno.mkdir(folder, { recursive: true });
    await Deno.copyFile(native.path, join(folder, name));
    await Deno.writeTextFile(
      join(folder, `${name}.sha256`),
      sha256(await Deno.readFile(native.path)),
    );
    const notes: string[] = [];
    const path = await ensureNativeLibrary({ cacheDir, note: (note) => notes.push(note) });
    assert.equal(path, join(folder, name));
    assert.deepEqual(notes, []);
    await Deno.remove(cacheDir, { recursive: true });
  },
});
