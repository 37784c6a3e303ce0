/**
 * What went wrong with the user's data, told in one line.
 *
 * @module
 */

/** Where in the input a problem was found; every part is optional but the file. */
export interface DataErrorPlace {
  /** File as the user named it. */
  file?: string;
  /** 1-based row of the file's data, the header not counted. */
  row?: number;
  /** Column name. */
  column?: string;
}

/** Options of {@linkcode DataError}. */
export interface DataErrorOptions extends ErrorOptions {
  /** Where the problem is. */
  place?: DataErrorPlace;
  /** What the user can do about it, one sentence. */
  hint?: string;
}

/**
 * The user's data (or a workspace file) is wrong. The command line prints its message as one line
 * and exits with 2; every other error exits with 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DataError } from "./errors.ts";
 *
 * const error = new DataError("Expected `t_dat` to be a date but found 'soon'", {
 *   place: { file: "transactions_train.csv", row: 3, column: "t_dat" },
 *   hint: "Write dates as YYYY-MM-DD.",
 * });
 * assert.equal(
 *   error.message,
 *   "transactions_train.csv, row 3, column t_dat: Expected `t_dat` to be a date but found 'soon'",
 * );
 * ```
 */
export class DataError extends Error {
  override readonly name = "DataError";
  /** What the user can do about it, where there is something. */
  readonly hint: string | undefined;

  constructor(message: string, options: DataErrorOptions = {}) {
    const { place = {}, hint, ...rest } = options;
    const where = [
      place.file,
      place.row === undefined ? undefined : `row ${place.row}`,
      place.column === undefined ? undefined : `column ${place.column}`,
    ].filter((part) => part !== undefined).join(", ");
    super(where === "" ? message : `${where}: ${message}`, rest);
    this.hint = hint;
  }
}
