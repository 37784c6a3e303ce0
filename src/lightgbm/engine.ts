/**
 * The engine: one typed interface over either backend.
 *
 * @module
 */

import type { Backend } from "./backend.ts";
import { createBooster, loadBooster } from "./booster.ts";
import { createDataset, createStream, type DatasetContext, sampleRows } from "./dataset.ts";
import { checkModelText } from "./model_text.ts";
import { train } from "./training.ts";
import type { Engine } from "./types.ts";
import { LIGHTGBM_VERSION } from "./version.ts";

/** Options of {@linkcode createEngine}. */
export interface EngineOptions {
  /** Threads for training and bulk prediction; the WebAssembly engine always has 1. @default {1} */
  threads?: number;
}

/**
 * An engine over a backend.
 *
 * @throws {RangeError} If `threads` is not a positive integer.
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
    datasetStream: (input, more) => createStream(context, input, more),
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
