import assert from "node:assert/strict";
import { findWasm } from "./build.ts";
import { verifyModule } from "./verify.ts";

Deno.test("verifyModule() throws on bytes that are no module", async () => {
  await assert.rejects(
    verifyModule(Uint8Array.from([1, 2, 3])),
    /could not verify its WebAssembly/,
  );
});

Deno.test("verifyModule() throws on a module that is not LightGBM", async () => {
  const empty = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  await assert.rejects(verifyModule(empty));
});

const built = await findWasm();

Deno.test({
  name: "verifyModule() accepts the module that was built",
  ignore: built === undefined,
  fn: async () => {
    if (built !== undefined) await verifyModule(await Deno.readFile(built));
  },
});
