import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

Deno.test("browser.ts needs neither Deno nor Node, nor any package", async () => {
  const entry = fileURLToPath(new URL("./browser.ts", import.meta.url));
  try {
    const { outputFiles, metafile } = await esbuild.build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      metafile: true,
      format: "esm",
      platform: "browser",
    });
    const script = outputFiles[0]!.text;
    assert.doesNotMatch(script, /\bDeno\b|\bprocess\.|\bimport\b.*\bfrom\b/);
    assert.deepEqual(Object.values(metafile.outputs)[0]!.imports, []);
    assert.match(script, /LGBM_BoosterPredictForMat/);
  } finally {
    await esbuild.stop();
  }
});
