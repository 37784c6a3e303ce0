/**
 * Stated probabilities against what was observed, as marks of a figure.
 *
 * @module
 */
import type { ReliabilityBin } from "../../statistics/calibration.ts";
import type { Mark } from "./figure.ts";

/**
 * The bins' observed shares with their intervals, and the line on which they would lie if every
 * probability were true.
 *
 * @param bins At least one, by rising prediction.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { reliabilityBins } from "../../statistics/calibration.ts";
 * import { reliabilityMarks } from "./reliability.ts";
 *
 * const bins = reliabilityBins(Float64Array.of(0.2, 0.4), Uint8Array.of(0, 1));
 * assert.deepEqual(reliabilityMarks(bins).map(({ mark }) => mark), ["points", "line"]);
 * ```
 */
export function reliabilityMarks(bins: readonly ReliabilityBin[]): Mark[] {
  const end = bins.at(-1)!.predicted;
  return [
    {
      mark: "points",
      name: "observed",
      x: bins.map(({ predicted }) => predicted),
      y: bins.map(({ observed }) => observed),
      low: bins.map(({ low }) => low),
      high: bins.map(({ high }) => high),
    },
    { mark: "line", name: "perfect", dashed: true, x: [0, end], y: [0, end] },
  ];
}
