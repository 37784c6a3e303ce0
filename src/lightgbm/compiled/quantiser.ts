/**
 * Turning a feature's values into byte codes, once per customer or article rather than once per
 * pair.
 *
 * @module
 */
import { type Buckets, rankOf } from "./buckets.ts";
import { type CodeColumn, codeOf, type ColumnPlan } from "./columns.ts";
import { BLOCK_ROWS, CODE_STRIDE, VALUE_STRIDE } from "./memory.ts";
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

/** Runs a feature's compiled quantiser on up to a block of values, which land in the code columns. */
export interface BlockQuantiser {
  /** The block's code columns, {@linkcode CODE_STRIDE} bytes apart. */
  readonly codes: Uint8Array;
  readonly values: Float32Array;
  readonly quantise: (feature: number, rowCount: number) => void;
}

/** From so many values on, the compiled quantiser is worth its start. */
const COMPILED_FROM = 512;

/**
 * The quantisers of all of a model's features. Long columns go through the compiled quantiser
 * that `block` starts at the first one; short ones are looked up here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compileModel } from "./mod.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = compileModel(stumpText());
 * assert.ok(!("reason" in model));
 * const codes = model.quantiser(0).quantiseColumn(Float32Array.of(0.25, 0.75, NaN));
 * assert.deepEqual(codes, [Uint8Array.of(128, 129, 128)]);
 * assert.deepEqual(model.quantiser(1).columns, []); // no tree splits on feature 1
 * ```
 */
export function quantisersOf(
  plan: ColumnPlan,
  buckets: readonly Buckets[],
  block: () => BlockQuantiser,
): FeatureQuantiser[] {
  const columns = plan.thresholds.map((): number[] => []);
  plan.columns.forEach((column, i) => columns[column.feature]!.push(i));
  return columns.map((own, feature): FeatureQuantiser => {
    const write = (values: Float32Array, targets: readonly Target[]) => {
      if (own.length === 0) return;
      if (values.length >= COMPILED_FROM) writeByBlocks(block(), feature, own, values, targets);
      else writeOneByOne(buckets[feature]!, own.map((c) => plan.columns[c]!), values, targets);
    };
    return {
      feature,
      columns: own,
      quantiseColumn: (values, out, at = 0) => {
        const codes = own.map((_, j) => out?.[j] ?? new Uint8Array(at + values.length));
        write(values, codes.map((bytes) => ({ bytes, at, step: 1 })));
        return codes;
      },
      quantiseRecords: (values, records, width, offset) =>
        write(values, own.map((_, j) => ({ bytes: records, at: offset + j, step: width }))),
    };
  });
}

/** Where a column's codes go: `bytes[at + i × step]`. */
interface Target {
  readonly bytes: Uint8Array;
  readonly at: number;
  readonly step: number;
}

function writeByBlocks(
  block: BlockQuantiser,
  feature: number,
  columns: readonly number[],
  values: Float32Array,
  targets: readonly Target[],
): void {
  for (let first = 0; first < values.length; first += BLOCK_ROWS) {
    const part = values.subarray(first, first + BLOCK_ROWS);
    block.values.set(part, feature * VALUE_STRIDE);
    block.quantise(feature, part.length);
    for (const [j, { bytes, at, step }] of targets.entries()) {
      const from = columns[j]! * CODE_STRIDE;
      const codes = block.codes.subarray(from, from + part.length);
      if (step === 1) bytes.set(codes, at + first);
      else spread(codes, bytes, at + first * step, step);
    }
  }
}

function spread(codes: Uint8Array, out: Uint8Array, at: number, step: number): void {
  for (let i = 0; i < codes.length; i++) out[at + i * step] = codes[i]!;
}

function writeOneByOne(
  buckets: Buckets,
  columns: readonly CodeColumn[],
  values: Float32Array,
  targets: readonly Target[],
): void {
  for (const [i, x] of values.entries()) {
    const rank = x !== x ? 0 : rankOf(buckets, x);
    for (const [j, { missing, missingCode, part }] of columns.entries()) {
      const absent = x !== x || missing === "zero" && Math.abs(x) <= ZERO_THRESHOLD;
      const { bytes, at, step } = targets[j]!;
      bytes[at + i * step] = absent ? missingCode : codeOf(rank, part);
    }
  }
}
