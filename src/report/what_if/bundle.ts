/**
 * The page's program as one script: this folder's browser files and LightGBM's engine, for browsers
 * that know WebAssembly's SIMD and exceptions.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

/** The oldest browsers that the page is written for. */
export const BROWSERS: readonly string[] = ["chrome115", "firefox113", "safari16.4"];

/**
 * The script, fit to stand inside a page.
 *
 * @throws {Error} If a file does not compile.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { pageScript } from "./bundle.ts";
 *
 * const script = await pageScript();
 * assert.ok(script.includes("LGBM_BoosterPredictForMat") && !/\bimport\b *[{"(]/.test(script));
 * ```
 */
export async function pageScript(): Promise<string> {
  const entry = fileURLToPath(new URL("./client.ts", import.meta.url));
  try {
    const { outputFiles } = await esbuild.build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      minify: true,
      format: "iife",
      charset: "utf8",
      legalComments: "none",
      target: [...BROWSERS],
      // browsers that cannot say `using` yet
      banner: { js: 'Symbol.dispose??=Symbol.for("Symbol.dispose");' },
    });
    return outputFiles[0]!.text.replaceAll("</script", "<\\/script");
  } finally {
    await esbuild.stop();
  }
}
