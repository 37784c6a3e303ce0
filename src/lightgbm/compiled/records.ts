/**
 * Records of codes: the features of one customer or article as the bytes that a scorer's tables
 * copy into rows.
 *
 * @module
 */
import type { FeatureQuantiser } from "./quantiser.ts";

/** How a group of features is written as one record. */
export interface RecordFormat {
  readonly features: readonly number[];
  /** The model's code columns in a record's byte order; pass it on as a table's `columns`. */
  readonly columns: readonly number[];
  /** Bytes from one record to the next, a multiple of 16. */
  readonly width: number;
  /**
   * Quantises one array per feature, each with a value per record, into `records` from record
   * `first` on. `records` may be a table's own or shared memory that many scorers copy from.
   *
   * @throws {RangeError} If there are not as many arrays as features, they differ in length, or
   * `records` is too short.
   */
  readonly write: (
    values: readonly Float32Array[],
    records: Uint8Array,
    first?: number,
  ) => void;
}

/**
 * The bytes that a table keeps per record of so many codes.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { recordWidth } from "./records.ts";
 *
 * assert.deepEqual([0, 16, 17].map(recordWidth), [16, 16, 32]);
 * ```
 */
export function recordWidth(columns: number): number {
  return Math.max(16, Math.ceil(columns / 16) * 16);
}

/**
 * The record format of a group of a model's features; features that no tree uses take no room.
 *
 * @throws {RangeError} If the model has no such feature.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { compileModel } from "./mod.ts";
 * import { recordFormat } from "./records.ts";
 * import { stumpText } from "./testing.ts";
 *
 * const model = compileModel(stumpText());
 * assert.ok(!("reason" in model));
 * const articles = recordFormat(model, [0]);
 * const scorer = model.instantiate({ tables: [{ columns: articles.columns, capacity: 2 }] });
 * articles.write([Float32Array.of(0.25, 0.75)], scorer.tables[0]!.records);
 * scorer.tables[0]!.gather(Uint32Array.of(1, 0, 1), 0);
 * const scores = new Float64Array(3);
 * scorer.scoreBlock(3, scores);
 * assert.deepEqual(scores, Float64Array.of(1, -1, 1));
 * ```
 */
export function recordFormat(
  model: { readonly quantiser: (feature: number) => FeatureQuantiser },
  features: readonly number[],
): RecordFormat {
  const quantisers = features.map((feature) => model.quantiser(feature));
  const columns = quantisers.flatMap((quantiser) => quantiser.columns);
  const width = recordWidth(columns.length);
  return {
    features,
    columns,
    width,
    write: (values, records, first = 0) => {
      checkValues(values, features.length, first, records.length / width);
      let offset = first * width;
      for (const [i, quantiser] of quantisers.entries()) {
        quantiser.quantiseRecords(values[i]!, records, width, offset);
        offset += quantiser.columns.length;
      }
    },
  };
}

function checkValues(
  values: readonly Float32Array[],
  features: number,
  first: number,
  capacity: number,
): void {
  const count = values[0]?.length ?? 0;
  if (values.length !== features || values.some((column) => column.length !== count)) {
    throw new RangeError(
      `Expected ${features} arrays of equal length but found lengths ${
        values.map((column) => column.length).join(", ")
      }`,
    );
  }
  if (!(first >= 0 && first + count <= capacity)) {
    throw new RangeError(
      `Expected records ${first} to ${first + count} to be within ${Math.floor(capacity)}`,
    );
  }
}
