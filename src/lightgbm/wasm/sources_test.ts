import assert from "node:assert/strict";
import { join } from "node:path";
import { LIGHTGBM_VERSION } from "../version.ts";
import { C_FILES, CPP_FILES } from "./recipe.ts";
import { ensureSources, fillTemplate } from "./sources.ts";

Deno.test("fillTemplate() leaves no placeholder", () => {
  const filled = fillTemplate(
    '#define MAJOR @NANOARROW_VERSION_MAJOR@\n#define VERSION "@NANOARROW_VERSION@"\n' +
      "@NANOARROW_NAMESPACE_DEFINE@",
  );
  assert.equal(filled, '#define MAJOR 0\n#define VERSION "0.8.0"\n');
});

Deno.test("ensureSources() takes what the cache has", async () => {
  const cacheDir = await Deno.makeTempDir();
  const home = join(cacheDir, `lightgbm-${LIGHTGBM_VERSION}`, "source");
  const config = "external_libs/nanoarrow/src/nanoarrow/nanoarrow_config.h";
  for (const file of [...CPP_FILES, ...C_FILES, config]) {
    await Deno.mkdir(join(home, file, ".."), { recursive: true });
    await Deno.writeTextFile(join(home, file), "");
  }
  const notes: string[] = [];
  assert.equal(await ensureSources(cacheDir, { note: (note) => notes.push(note) }), home);
  assert.deepEqual(notes, []);
  await Deno.remove(cacheDir, { recursive: true });
});
