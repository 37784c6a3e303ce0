/**
 * Turning a feature's values into byte codes, once per customer or article rather than once per
 * pair.
 *
 * @module
 */
import { type Buckets, bucketsFor, rankOf } from "./buckets.ts";
import { type CodeColumn, codeOf, type ColumnPlan } from "./columns.ts";
import { ZERO_THRESHOLD } from "./walk.ts";

/** The quantiser of one feature. */
export interface FeatureQuantiser {
  readonly feature: number;
  /** Indices of the model's code columns that this feature fills; empty when no tree uses it. */
  readonly columns: readonly number[];
  /**
   * The codes of `values`: one array per column of {@linkcode columns}, each as long as `values`.
   * `out` takes them where given (`values.length` entries from `at`).
   */
  readonly quantiseColumn: (
    values: Float32Array,
    out?: readonly Uint8Array[],
    at?: number,
  ) => Uint8Array[];
  /**
   * Writes each value's codes into records: value `i`'s code of the column that is `j`-th in
   * `columns` goes to `records[i × width + offset + j]`. This is how a customer's or an article's
   * features become one row of codes.
   */
  readonly quantiseRecords: (
    values: Float32Array,
    records: Uint8Array,
    width: number,
    offset: number,
  ) => void;
}

/**
 * The quantisers of all of a model's features.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { planColumns } from "./columns.ts";
 * import { parseModel } from "./model_text.ts";
 * import { quantisersOf } from "./quantiser.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = parseModel(stumpText());
 * assert.ok(!("reason" in model));
 * const [first, second] = quantisersOf(planColumns(model));
 * const codes = first!.quantiseColumn(Float32Array.of(0.25, 0.75, NaN));
 * assert.deepEqual(codes, [Uint8Array.of(128, 129, 128)]);
 * assert.deepEqual(second!.columns, []); // no tree splits on feature 1
 * ```
 */
export function quantisersOf(plan: ColumnPlan): FeatureQuantiser[] {
  const columns = plan.thresholds.map((): number[] => []);
  plan.columns.forEach((column, i) => columns[column.feature]!.push(i));
  return plan.thresholds.map((thresholds, feature) => {
    const own = columns[feature]!.map((c) => plan.columns[c]!);
    const buckets = bucketsFor(thresholds);
    return {
      feature,
      columns: columns[feature]!,
      quantiseColumn: (values, out, at = 0) => {
        const codes = own.map((_, j) => out?.[j] ?? new Uint8Array(at + values.length));
        own.forEach((column, j) => fillCodes(buckets, column, values, codes[j]!, at, 1));
        return codes;
      },
      quantiseRecords: (values, records, width, offset) =>
        own.forEach((column, j) => fillCodes(buckets, column, values, records, offset + j, width)),
    };
  });
}

function fillCodes(
  buckets: Buckets,
  column: CodeColumn,
  values: Float32Array,
  out: Uint8Array,
  at: number,
  step: number,
): void {
  const zeroIsMissing = column.missing === "zero";
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!;
    const missing = x !== x || zeroIsMissing && Math.abs(x) <= ZERO_THRESHOLD;
    out[at + i * step] = missing ? column.missingCode : codeOf(rankOf(buckets, x), column.part);
  }
}
