/**
 * The engine: one typed interface over either backend.
 *
 * @module
 */

import type { Backend } from "./backend.ts";
import { createBooster, loadBooster } from "./booster.ts";
import { createWhole, type DatasetContext, PART_BYTES } from "./dataset.ts";
import { createInParts, createStream, sampleRows } from "./dataset_stream.ts";
import { LightGBMError } from "./errors.ts";
import { checkModelText } from "./model_text.ts";
import { train } from "./training.ts";
import type { Dataset, DatasetInput, DatasetOptions, Engine } from "./types.ts";
import { LIGHTGBM_VERSION } from "./version.ts";

/** Options of {@linkcode createEngine}. */
export interface EngineOptions {
  /** Threads for training and bulk prediction; the WebAssembly engine always has 1. @default {1} */
  threads?: number;
}

/**
 * A data set of a whole matrix. Engines that share memory read it where it lies; the others take a
 * large one in parts, so that it never lies in their memory twice.
 */
export function createDataset(
  context: DatasetContext,
  input: DatasetInput,
  options: DatasetOptions = {},
): Dataset {
  refuseTooLarge(context, input.features.rows);
  const large = input.features.data.byteLength > PART_BYTES && context.backend.kind === "wasm";
  // linear trees need the raw values, which the library's streams do not keep
  const linear = String(options.params?.linear_tree ?? false) === "true";
  return large && !linear
    ? createInParts(context, input, options)
    : createWhole(context, input, options);
}

/** Label, score, gradient, hessian and two row numbers: what training needs at least per row. */
const ROW_BYTES = 28;

function refuseTooLarge({ backend }: DatasetContext, rows: number): void {
  const most = Math.floor(2 ** 32 / ROW_BYTES);
  if (backend.kind === "wasm" && rows > most) {
    throw new LightGBMError(
      "make a data set",
      `Expected at most ${most} rows, for WebAssembly addresses 4 GB, but found ${rows}; ` +
        "use the native engine",
    );
  }
}

/**
 * An engine over a backend.
 *
 * @throws {RangeError} If `threads` is not a positive integer.
 *
 * @example
 * ```ts ignore
 * import { createEngine } from "./engine.ts";
 * import { openNative } from "./native.ts";
 *
 * using engine = createEngine(openNative("/opt/lightgbm/lib_lightgbm.so"), { threads: 4 });
 * ```
 */
export function createEngine(backend: Backend, options: EngineOptions = {}): Engine {
  const { threads: asked = 1 } = options;
  if (!Number.isInteger(asked) || asked < 1) {
    throw new RangeError(`Expected threads to be an integer greater than 0 but found ${asked}`);
  }
  const threads = backend.kind === "wasm" ? 1 : asked;
  const context: DatasetContext = { backend, open: new Set(), threads };
  const engine: Engine = {
    kind: backend.kind,
    version: LIGHTGBM_VERSION,
    threads,
    dataset: (input, more) => createDataset(context, input, more),
    sampleRows: (rows, more = {}) => sampleRows(context, rows, more.params ?? {}),
    datasetStream: (input, more) => {
      refuseTooLarge(context, input.rows);
      return createStream(context, input, more);
    },
    booster: (data, params) => createBooster(context, data, params),
    train: (spec, more) => train(engine, spec, more),
    loadModel: (text) => {
      checkModelText(text);
      return loadBooster(context, text);
    },
    [Symbol.dispose]: () => {
      for (const free of [...context.open]) free();
      backend.close();
    },
  };
  return engine;
}
