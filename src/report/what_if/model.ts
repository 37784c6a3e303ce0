/**
 * The model at work in the page: LightGBM itself as WebAssembly where the page has it, else a plain
 * walk over the trees. Both give the same scores and contributions. This file runs in browsers.
 *
 * @module
 */
import { createEngine, openWasm, treeWalker } from "../../lightgbm/browser.ts";

/** What the page asks of a model; rows lie one after the other. */
export interface PageModel {
  readonly kind: "wasm" | "plain";
  /** Raw score per row. */
  scores(rows: Float32Array): Float64Array;
  /** Per row a SHAP value per column and, last, the expected score: together the row's score. */
  contributions(rows: Float32Array): Float64Array;
}

/**
 * A model from LightGBM's text.
 *
 * @param module The bytes of the WebAssembly module; `null` where there are none.
 * @throws {LightGBMError} If the text is broken.
 */
export async function openModel(
  module: Uint8Array<ArrayBuffer> | null,
  modelText: string,
  columns: number,
): Promise<PageModel> {
  if (module === null) {
    const walker = treeWalker(modelText);
    const rowsIn = (data: Float32Array) => data.length / columns;
    return {
      kind: "plain",
      scores: (data) => walker.scores(data, rowsIn(data)),
      contributions: (data) => walker.contributions(data, rowsIn(data)),
    };
  }
  const engine = createEngine(openWasm(await WebAssembly.compile(module)));
  const booster = engine.loadModel(modelText);
  const matrix = (data: Float32Array) => ({ data, rows: data.length / columns, columns });
  return {
    kind: "wasm",
    scores: (data) => booster.predict(matrix(data), { raw: true }),
    contributions: (data) => booster.contributions(matrix(data)),
  };
}
