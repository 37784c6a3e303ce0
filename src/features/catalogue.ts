/**
 * What a feature is: the catalogue that names every column of the feature store and of the
 * ranker's rows.
 *
 * @module
 */

/** One feature: its column and what it says. */
export interface FeatureDefinition {
  /** Column name, unique in the project. */
  readonly name: string;
  /** Family, the unit of ablation. */
  readonly family: string;
  /** One sentence. */
  readonly meaning: string;
  /** Unit of the values. */
  readonly unit: string;
  /** Window of days before the snapshot's date that it looks at. @default {all history} */
  readonly windowDays?: number;
}

/**
 * A feature's definition, for lists that read like a table.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { defineFeature } from "./catalogue.ts";
 *
 * assert.equal(defineFeature("volume", "sales_7d", "Order lines.", "lines", 7).windowDays, 7);
 * ```
 */
export function defineFeature(
  family: string,
  name: string,
  meaning: string,
  unit: string,
  windowDays?: number,
): FeatureDefinition {
  return { family, name, meaning, unit, ...(windowDays === undefined ? {} : { windowDays }) };
}

/**
 * A column's name as part of a feature's: LightGBM's texts part names by blanks and refuse what JSON
 * writes in another way.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnName } from "./catalogue.ts";
 *
 * assert.equal(columnName("Size (cm), EU"), "Size_(cm)_EU");
 * ```
 */
export function columnName(name: string): string {
  return name.trim().replaceAll(/[\s",:[\]{}]+/g, "_");
}

/** Columns of one side (customers or articles): `values[f][code]`. */
export interface FeatureTable {
  readonly rows: number;
  readonly definitions: readonly FeatureDefinition[];
  readonly values: readonly Float32Array[];
}

/**
 * An empty table over shared memory, filled with NaN (unknown).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { emptyTable } from "./catalogue.ts";
 *
 * const definition = { name: "price", family: "price", meaning: "Price.", unit: "money" };
 * assert.ok(emptyTable(3, [definition]).values[0]!.every(Number.isNaN));
 * ```
 */
export function emptyTable(rows: number, definitions: readonly FeatureDefinition[]): FeatureTable {
  const values = definitions.map(() => new Float32Array(new SharedArrayBuffer(4 * rows)).fill(NaN));
  return { rows, definitions, values };
}

/**
 * A table's column by name.
 *
 * @throws {RangeError} If there is no such column.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnOf, emptyTable } from "./catalogue.ts";
 *
 * const definition = { name: "price", family: "price", meaning: "Price.", unit: "money" };
 * assert.equal(columnOf(emptyTable(3, [definition]), "price").length, 3);
 * ```
 */
export function columnOf(table: FeatureTable, name: string): Float32Array {
  const at = table.definitions.findIndex((definition) => definition.name === name);
  if (at < 0) throw new RangeError(`Expected a feature of the catalogue but found "${name}"`);
  return table.values[at]!;
}
