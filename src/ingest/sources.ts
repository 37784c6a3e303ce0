/**
 * What `--data` may name: the embedded sample, a generated shop, or a folder of tables.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { DataError } from "../errors.ts";
import { PROJECT_ROOT } from "../workspace.ts";

/** Where a shop's tables come from. */
export type Source = DirectorySource | SyntheticSource;

/** A folder in the Kaggle layout. */
export interface DirectorySource {
  readonly kind: "directory";
  /** As the user named it. */
  readonly name: string;
  /** Absolute path. */
  readonly directory: string;
}

/** A generated shop. */
export interface SyntheticSource {
  readonly kind: "synthetic";
  /** As the user named it. */
  readonly name: string;
  readonly customers: number;
}

/** The source when none is named. */
export const DEFAULT_SOURCE = "online-retail";

/** Customers of `synthetic` without a number: one hundredth of H&M. */
export const DEFAULT_SYNTHETIC_CUSTOMERS = 13_720;

/**
 * What a `--data` value means: `online-retail`, `synthetic`, `synthetic:CUSTOMERS`, or the path of
 * a folder. A folder of one of those names is reached by `./online-retail`.
 *
 * @throws {DataError} If it is none of these.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { resolveSource } from "./sources.ts";
 *
 * assert.deepEqual(resolveSource("synthetic:500"), {
 *   kind: "synthetic",
 *   name: "synthetic:500",
 *   customers: 500,
 * });
 * ```
 */
export function resolveSource(name: string = DEFAULT_SOURCE): Source {
  if (name === DEFAULT_SOURCE) {
    const directory = join(PROJECT_ROOT, "data/samples/online-retail");
    return { kind: "directory", name, directory };
  }
  const synthetic = /^synthetic(?::(.*))?$/.exec(name);
  if (synthetic) {
    const customers = synthetic[1] === undefined
      ? DEFAULT_SYNTHETIC_CUSTOMERS
      : Number(synthetic[1].replaceAll("_", ""));
    if (!Number.isInteger(customers) || customers < 1 || synthetic[1] === "") {
      throw new DataError(
        `Expected synthetic:CUSTOMERS with an integer greater than 0 but found ${name}`,
      );
    }
    return { kind: "synthetic", name, customers };
  }
  const directory = resolve(name);
  const found = statOf(directory);
  if (!found?.isDirectory) {
    throw new DataError(
      `Expected --data to be online-retail, synthetic[:CUSTOMERS] or a directory but found ` +
        `${found ? "the file" : "no"} ${name}`,
      { hint: "Give the folder that holds transactions_train.csv or .parquet." },
    );
  }
  return { kind: "directory", name, directory };
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return undefined;
    }
    throw new DataError(`Expected a directory that can be read but found: ${error}`, {
      place: { file: path },
      cause: error,
    });
  }
}
