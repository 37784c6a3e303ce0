/**
 * LightGBM for Deno: training and prediction through one typed interface, on the native library or
 * on WebAssembly.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { loadEngine } from "./mod.ts";
 *
 * using engine = await loadEngine();
 * const features = { data: Float32Array.from({ length: 100 }, (_, i) => i), rows: 100, columns: 1 };
 * const label = features.data.map((value) => value < 50 ? 0 : 1);
 * const { modelText } = engine.train({ params: { objective: "binary" }, train: { features, label } });
 * using booster = engine.loadModel(modelText);
 * assert.ok(booster.predictRow([80])[0]! > 0.9);
 * ```
 *
 * @module
 */

export type { Backend, FunctionName, Functions, Loan } from "./backend.ts";
export { cacheDirectory } from "./cache.ts";
export { type ConfigFile, parseConfig, readConfigSpec } from "./config_file.ts";
export { type DataColumns, type DataFileOptions, parseDataFile } from "./data_file.ts";
export { createEngine, type EngineOptions } from "./engine.ts";
export { LightGBMError } from "./errors.ts";
export { mergeModels, type MergeOptions } from "./merge.ts";
export { checkModelText, leafValues, modelImportance } from "./model_text.ts";
export { ensureNativeLibrary, type EnsureNativeOptions } from "./native_library.ts";
export {
  type EngineChoice,
  type EngineWish,
  engineWish,
  loadEngine,
  openEngine,
  selectEngine,
  type SelectOptions,
} from "./select.ts";
export { trainInWorker, type TrainInWorkerOptions } from "./train_in_worker.ts";
export { type TreeWalker, treeWalker } from "./tree_walker.ts";
export type * from "./types.ts";
export { LIGHTGBM_VERSION } from "./version.ts";
export { ensureWasm, type EnsureWasmOptions, findWasm } from "./wasm/build.ts";
export type { LinkMode } from "./wasm/recipe.ts";
export { openWasm, type OpenWasmOptions } from "./wasm/loader.ts";
