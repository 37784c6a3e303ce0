/**
 * The feature store as a reader looks at it: what there is, how full it is, where its values lie.
 *
 * @module
 */
import pl from "nodejs-polars";
import type { FeatureDefinition } from "../../features/catalogue.ts";

/** One family of features. */
export interface FamilyRow {
  readonly family: string;
  readonly features: number;
  /** What a few of them say. */
  readonly examples: string;
}

/** Features by family, in the catalogue's order. */
export function familyRows(catalogue: readonly FeatureDefinition[], examples = 3): FamilyRow[] {
  const families = new Map<string, FeatureDefinition[]>();
  for (const definition of catalogue) {
    families.set(definition.family, [...families.get(definition.family) ?? [], definition]);
  }
  return [...families].map(([family, features]) => ({
    family,
    features: features.length,
    examples: features.slice(0, examples).map((feature) => feature.name).join(", "),
  }));
}

/** A number column in short. */
export interface ColumnRow {
  readonly column: string;
  /** Share of rows with a value. */
  readonly known: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/**
 * Every number column of a frame: share of rows with a value, and the 5 %, 50 % and 95 % points.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import pl from "nodejs-polars";
 * import { describeColumns } from "./feature_store.ts";
 *
 * const rows = describeColumns(pl.DataFrame({ id: ["a", "b"], age: [30, null] }));
 * assert.deepEqual(rows, [{ column: "age", known: 0.5, low: 30, median: 30, high: 30 }]);
 * ```
 */
export function describeColumns(frame: pl.DataFrame): ColumnRow[] {
  return frame.columns.flatMap((column) => {
    const values = frame.getColumn(column).toArray();
    const numbers = values.filter((value) => value !== null && value !== undefined)
      .map((value) => typeof value === "bigint" ? Number(value) : value)
      .filter((value): value is number => typeof value === "number" && !Number.isNaN(value));
    if (numbers.length === 0) return [];
    numbers.sort((a, b) => a - b);
    const at = (share: number) => numbers[Math.round(share * (numbers.length - 1))]!;
    return [{
      column,
      known: numbers.length / values.length,
      low: at(0.05),
      median: at(0.5),
      high: at(0.95),
    }];
  });
}

/** Reads the catalogue that the features stage left. */
export async function readCatalogue(path: string): Promise<FeatureDefinition[]> {
  return JSON.parse(await Deno.readTextFile(path));
}

/**
 * A Parquet table as a Polars frame.
 *
 * @throws {Error} If the file cannot be read.
 */
export function readFrame(path: string): pl.DataFrame {
  return pl.readParquet(path);
}
