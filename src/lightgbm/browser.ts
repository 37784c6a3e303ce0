/**
 * LightGBM where there is no Deno: the same engine over the WebAssembly module, without files,
 * downloads or Workers. For browsers, bundle this file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createEngine, openWasm } from "./browser.ts";
 * import { findWasm } from "./mod.ts";
 *
 * const path = await findWasm(); // in a browser: fetch("lightgbm.wasm")
 * if (path !== undefined) {
 *   const module = await WebAssembly.compile(await Deno.readFile(path));
 *   using engine = createEngine(openWasm(module));
 *   assert.equal(engine.kind, "wasm");
 * }
 * ```
 *
 * @module
 */

export type { Backend, FunctionName, Functions, Loan } from "./backend.ts";
export { createEngine, type EngineOptions } from "./engine.ts";
export { LightGBMError } from "./errors.ts";
export { mergeModels, type MergeOptions } from "./merge.ts";
export { checkModelText, modelImportance } from "./model_text.ts";
export { type TreeWalker, treeWalker } from "./tree_walker.ts";
export type * from "./types.ts";
export { LIGHTGBM_VERSION } from "./version.ts";
export { openWasm, type OpenWasmOptions } from "./wasm/loader.ts";
