/**
 * One model out of several whose scores lie on different scales.
 *
 * @module
 */
import { compileModel } from "../lightgbm/compiled/mod.ts";
import { mergeModels } from "../lightgbm/mod.ts";

/** Rows whose scores say how wide a model's scores spread. */
const SAMPLE = 4000;

/**
 * The mean of the models' raw scores, each divided by its standard deviation over a sample of the
 * rows: a ranking objective's scores spread a sixth as wide as log-odds do, and would not be heard
 * beside them. A model whose scores do not vary counts nothing.
 *
 * @param data Row-major feature rows of that `width`.
 * @throws {RangeError} If there is no model.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { stumpText } from "../lightgbm/compiled/testing.ts";
 * import { averageModels } from "./average.ts";
 *
 * assert.equal(averageModels([stumpText()], new Float32Array(4), 2), stumpText());
 * ```
 */
export function averageModels(
  texts: readonly string[],
  data: Float32Array,
  width: number,
): string {
  if (texts.length === 1) return texts[0]!;
  const scales = texts.map((text) => {
    const spread = scoreSpread(text, data, width);
    return spread > 0 ? 1 / (spread * texts.length) : 0;
  });
  return mergeModels(texts, { scales });
}

/** Standard deviation of a model's raw scores over at most 4,000 rows, evenly spaced. */
function scoreSpread(text: string, data: Float32Array, width: number): number {
  const model = compileModel(text);
  if ("reason" in model) return 1;
  const rows = data.length / width;
  const count = Math.min(SAMPLE, rows);
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const score = model.scoreRow(data, Math.floor(i * rows / count) * width);
    sum += score;
    squares += score * score;
  }
  const variance = squares / count - (sum / count) ** 2;
  return variance > 1e-12 ? Math.sqrt(variance) : 0;
}
