import assert from "node:assert/strict";
import { cacheDirectory } from "./cache.ts";
import { engineWish, loadEngine, openEngine, selectEngine } from "./select.ts";
import { testEngines } from "./test_engines.ts";

const [native, wasm] = await testEngines();

function withEnv(values: Record<string, string>, body: () => Promise<void>): Promise<void> {
  const before = Object.keys(values).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(values)) Deno.env.set(name, value);
  return body().finally(() => {
    for (const [name, value] of before) {
      if (value === undefined) Deno.env.delete(name);
      else Deno.env.set(name, value);
    }
  });
}

Deno.test("engineWish() throws on an engine that is not there", () => {
  assert.throws(
    () => engineWish("cuda"),
    /Expected engine to be native, wasm or auto but found cuda/,
  );
});

Deno.test({
  name: "selectEngine() takes native for auto where it can be loaded",
  ignore: "missing" in native!,
  fn: async () => {
    const choice = await selectEngine({ engine: "auto" });
    assert.equal(choice.kind, "native");
    assert.equal(choice.note, undefined);
  },
});

Deno.test({
  name: "selectEngine() obeys the environment, and the option before it",
  ignore: "missing" in native! || "missing" in wasm!,
  fn: () =>
    withEnv({ LOCAL_HELIX_ENGINE: "wasm" }, async () => {
      assert.equal((await selectEngine()).kind, "wasm");
      assert.equal((await selectEngine({ engine: "native" })).kind, "native");
      using engine = await loadEngine({ threads: 2 });
      assert.deepEqual([engine.kind, engine.threads], ["wasm", 1]);
    }),
});

Deno.test({
  name: "selectEngine() falls back to wasm and tells why",
  ignore: "missing" in wasm!,
  fn: async () => {
    // a cache with the module and no library, and no Python to fetch one
    const cacheDir = await Deno.makeTempDir();
    const from = "missing" in wasm! ? "" : wasm!.path;
    const parts = from.slice(cacheDirectory().length).split("/").filter((part) => part !== "");
    const folder = [cacheDir, ...parts.slice(0, -1)].join("/");
    await Deno.mkdir(folder, { recursive: true });
    for (const suffix of ["", ".sha256"]) {
      await Deno.copyFile(from + suffix, `${folder}/${parts.at(-1)}${suffix}`);
    }
    await withEnv({ PATH: "/nowhere" }, async () => {
      const notes: string[] = [];
      const choice = await selectEngine({
        engine: "auto",
        cacheDir,
        note: (note) => notes.push(note),
      });
      assert.equal(choice.kind, "wasm");
      assert.match(
        choice.note!,
        /The WebAssembly engine is used, because LightGBM could not be down/,
      );
      assert.ok(notes.includes(choice.note!));
      using engine = await openEngine(choice);
      assert.equal(engine.kind, "wasm");
      await assert.rejects(selectEngine({ engine: "native", cacheDir }), /install python3/);
    });
    await Deno.remove(cacheDir, { recursive: true });
  },
});
