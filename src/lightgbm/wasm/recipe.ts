/**
 * What the WebAssembly module is made of, and how: sources, flags, exports.
 *
 * @module
 */

import { SIGNATURES } from "../backend.ts";
import { sha256 } from "../cache.ts";
import { TUNED } from "./tuning.ts";

/** How much work the linker puts into the module: `fast` is 2 s and some percent slower code. */
export type LinkMode = "full" | "fast";

/** LightGBM's C++ files, those that take longest to compile first. */
export const CPP_FILES = [
  "src/treelearner/feature_histogram.cpp",
  "src/c_api.cpp",
  "src/treelearner/tree_learner.cpp",
  "src/boosting/gbdt.cpp",
  "src/treelearner/serial_tree_learner.cpp",
  "src/objective/objective_function.cpp",
  "src/metric/metric.cpp",
  "src/io/dataset.cpp",
  "src/io/dataset_loader.cpp",
  "src/io/bin.cpp",
  "src/io/tree.cpp",
  "src/io/train_share_states.cpp",
  "src/treelearner/linear_tree_learner.cpp",
  "src/treelearner/data_parallel_tree_learner.cpp",
  "src/treelearner/feature_parallel_tree_learner.cpp",
  "src/treelearner/voting_parallel_tree_learner.cpp",
  "src/treelearner/gpu_tree_learner.cpp",
  "src/treelearner/gradient_discretizer.cpp",
  "src/boosting/boosting.cpp",
  "src/boosting/gbdt_model_text.cpp",
  "src/boosting/gbdt_prediction.cpp",
  "src/boosting/prediction_early_stop.cpp",
  "src/boosting/sample_strategy.cpp",
  "src/io/config.cpp",
  "src/io/config_auto.cpp",
  "src/io/file_io.cpp",
  "src/io/json11.cpp",
  "src/io/metadata.cpp",
  "src/io/parser.cpp",
  "src/metric/dcg_calculator.cpp",
  "src/network/linker_topo.cpp",
  "src/network/linkers_mpi.cpp",
  "src/network/linkers_socket.cpp",
  "src/network/network.cpp",
  "src/utils/openmp_wrapper.cpp",
];

/** The Arrow helper's C files. */
export const C_FILES = ["utils.c", "array_stream.c", "schema.c", "array.c"]
  .map((name) => `external_libs/nanoarrow/src/nanoarrow/common/${name}`);

const INCLUDES = [
  "include",
  "external_libs/eigen",
  "external_libs/fmt/include",
  "external_libs/fast_double_parser/include",
  "external_libs/nanoarrow/src",
];

/** Include directories relative to the sources. */
export function includeFlags(sources: string): string[] {
  return INCLUDES.map((directory) => `-I${sources}/${directory}`);
}

const COMMON = ["-O3", "-msimd128", "-fwasm-exceptions", "-DNDEBUG", "-ffp-contract=off"];

/** Compiler flags for C++ files; one thread, no contraction of floating-point operations. */
export const CPP_FLAGS = [
  "-std=c++17",
  ...COMMON,
  "-DUSE_SOCKET",
  "-DEIGEN_MPL2_ONLY",
  "-DEIGEN_DONT_PARALLELIZE",
  "-DHAVE_MALLOC_H",
  "-Wno-unknown-pragmas",
  "-Wno-deprecated-declarations",
];

/** Compiler flags for C files. */
export const C_FLAGS = ["-std=c99", "-D_GNU_SOURCE", ...COMMON];

/** Functions that the module offers. */
export const EXPORTS = ["malloc", "free", "LGBM_GetLastError", ...Object.keys(SIGNATURES)];

/** Linker flags. */
export function linkFlags(mode: LinkMode): string[] {
  return [
    mode === "fast" ? "-O1" : "-O3",
    "-fwasm-exceptions",
    "--no-entry",
    "-sSTANDALONE_WASM=1",
    "-sALLOW_MEMORY_GROWTH=1",
    "-sMAXIMUM_MEMORY=4GB",
    "-sINITIAL_MEMORY=64MB",
    "-sTOTAL_STACK=5MB",
    "-sALLOW_TABLE_GROWTH=1",
    // host_open; the loader refuses a module with any other import
    "-sERROR_ON_UNDEFINED_SYMBOLS=0",
    `-sEXPORTED_FUNCTIONS=${EXPORTS.map((name) => `_${name}`).join(",")}`,
  ];
}

/** Names the compiled objects of these flags: other flags, other objects. */
export function compileFingerprint(): string {
  return sha256(JSON.stringify([CPP_FLAGS, C_FLAGS, INCLUDES])).slice(0, 12);
}

/** Names the module of these flags, files and exports. */
export function moduleFingerprint(mode: LinkMode, stubs: string): string {
  const parts = [compileFingerprint(), CPP_FILES, C_FILES, linkFlags(mode), TUNED, stubs];
  return sha256(JSON.stringify(parts)).slice(0, 12);
}
