/**
 * The layout of the Kaggle H&M competition: a folder with `transactions_train` and, where present,
 * `customers` and `articles`, each as Parquet, CSV or gzipped CSV.
 *
 * @module
 */
import { join } from "node:path";
import { DataError } from "../errors.ts";

/** The files of a shop in this layout. */
export interface KaggleFiles {
  readonly transactions: string;
  readonly customers: string | null;
  readonly articles: string | null;
  /** What the reader should know, e.g. which of two formats was taken. */
  readonly notes: readonly string[];
}

/** Endings in order of preference: Parquet has types and is read fastest. */
const ENDINGS = [".parquet", ".csv", ".csv.gz"];

/**
 * Finds the files of a shop in `directory`. Where a table is there in several formats, Parquet is
 * taken before CSV and CSV before gzipped CSV, and the notes say so.
 *
 * @throws {DataError} If there is no such directory, or no `transactions_train` in it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findKaggleFiles } from "./kaggle.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(`${folder}/transactions_train.csv`, "t_dat,customer_id,article_id\n");
 * const files = findKaggleFiles(folder);
 * assert.equal(files.transactions, `${folder}/transactions_train.csv`);
 * assert.equal(files.articles, null);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function findKaggleFiles(directory: string): KaggleFiles {
  const present = new Set(filesOf(directory));
  const notes: string[] = [];
  const find = (table: string): string | null => {
    const found = ENDINGS.map((ending) => table + ending).filter((name) => present.has(name));
    if (found.length > 1) notes.push(`${found[0]} is read, ${found.slice(1).join(" and ")} is not`);
    return found.length === 0 ? null : join(directory, found[0]!);
  };
  const transactions = find("transactions_train");
  if (transactions === null) {
    const names = ENDINGS.map((ending) => `transactions_train${ending}`).join(" or ");
    const found = [...present].sort().slice(0, 8).join(", ") || "no files";
    throw new DataError(`Expected ${names} in ${directory} but found ${found}`);
  }
  return { transactions, customers: find("customers"), articles: find("articles"), notes };
}

function filesOf(directory: string): string[] {
  try {
    return [...Deno.readDirSync(directory)].map((entry) => entry.name);
  } catch (cause) {
    const found = cause instanceof Deno.errors.NotFound
      ? "nothing"
      : cause instanceof Deno.errors.NotADirectory
      ? "a file"
      : cause instanceof Deno.errors.PermissionDenied
      ? "no right to read it"
      : (cause as Error).message;
    throw new DataError(`Expected ${directory} to be a directory of tables but found ${found}`, {
      cause,
      hint: "Give the folder that holds transactions_train.csv or .parquet with --data.",
    });
  }
}
