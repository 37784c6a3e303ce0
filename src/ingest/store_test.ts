import assert from "node:assert/strict";
import { readManifest, storePaths } from "./store.ts";
import { testFolder } from "./test_folder.ts";

Deno.test("readManifest() says that nothing was ingested, or by another version", () => {
  using folder = testFolder();
  const { workspace } = folder;
  const hint = "Run the ingest stage first.";
  assert.throws(() => readManifest(workspace), {
    name: "DataError",
    message: `Expected a store in ${workspace.root} but found none`,
    hint,
  });
  const { folder: store, manifest } = storePaths(workspace);
  Deno.mkdirSync(store, { recursive: true });
  Deno.writeTextFileSync(manifest, '{"version": 0}');
  assert.throws(() => readManifest(workspace), {
    name: "DataError",
    message: /Expected a store of version \d+ but found 0$/,
    hint,
  });
});
