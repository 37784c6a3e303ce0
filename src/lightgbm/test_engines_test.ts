import assert from "node:assert/strict";
import { testEngines } from "./test_engines.ts";

const engines = await testEngines();

Deno.test("testEngines() names both engines, each with a file or a reason", async () => {
  assert.deepEqual(engines.map((engine) => engine.kind), ["native", "wasm"]);
  for (const engine of engines) {
    if ("missing" in engine) assert.notEqual(engine.missing, "");
    else assert.ok((await Deno.stat(engine.path)).isFile);
  }
});
