/**
 * What a part of the customer × article columns is.
 *
 * @module
 */
import type { FeatureDefinition } from "./catalogue.ts";
import type { HistoryReader } from "./history.ts";

/** Columns that lie side by side, and what fills them; one per thread. */
export interface PairPart {
  readonly definitions: readonly FeatureDefinition[];
  /**
   * Writes its columns' rows `at …` for the candidates `article[0 … size)` of the customer whose
   * history has been read. It was told its first column's number when it was made.
   *
   * @param columns Those of all parts.
   */
  fill(
    customer: number,
    history: HistoryReader,
    article: Uint32Array,
    size: number,
    columns: readonly Float32Array[],
    at: number,
  ): void;
}
