/**
 * Files that appear whole or not at all.
 *
 * @module
 */

import { dirname } from "node:path";
import { encodeFooter, PARQUET_MAGIC, type ParquetColumn, type RowGroup } from "./parquet.ts";

/** Files under way: written beside their places, moved there by `commit`. */
export interface FileSet {
  /** Opens a file for writing from its beginning. */
  open(path: string): FileWriter;
  /** Closes all files and moves them to their places. */
  commit(): void;
  /** Bytes written so far. */
  bytes(): number;
  /** Closes and removes what was not committed. */
  [Symbol.dispose](): void;
}

/** A file being written. */
export interface FileWriter {
  write(bytes: Uint8Array): void;
}

/**
 * A set of files that appear together.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openFiles } from "./files.ts";
 *
 * const dir = Deno.makeTempDirSync();
 * {
 *   using files = openFiles();
 *   files.open(`${dir}/a.txt`).write(new TextEncoder().encode("a"));
 *   files.commit();
 * }
 * assert.equal(Deno.readTextFileSync(`${dir}/a.txt`), "a");
 * Deno.removeSync(dir, { recursive: true });
 * ```
 */
export function openFiles(): FileSet {
  const open: { path: string; file: Deno.FsFile }[] = [];
  let bytes = 0;
  return {
    open(path) {
      Deno.mkdirSync(dirname(path), { recursive: true });
      const file = Deno.openSync(partial(path), { write: true, create: true, truncate: true });
      open.push({ path, file });
      return {
        write(part) {
          bytes += part.length;
          for (let at = 0; at < part.length;) at += file.writeSync(part.subarray(at));
        },
      };
    },
    commit() {
      for (const { file } of open) file.close();
      for (const { path } of open.splice(0)) Deno.renameSync(partial(path), path);
    },
    bytes: () => bytes,
    [Symbol.dispose]() {
      for (const { path, file } of open.splice(0)) {
        file.close();
        Deno.removeSync(partial(path));
      }
    },
  };
}

const partial = (path: string): string => `${path}.partial`;

/** A Parquet file being written. */
export interface ParquetWriter {
  append(group: RowGroup): void;
  /** Writes the footer. */
  finish(): void;
}

/**
 * Begins a Parquet file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { startParquet } from "./files.ts";
 *
 * const parts: Uint8Array[] = [];
 * const writer = startParquet({ write: (part) => parts.push(part) }, [{ name: "x", type: "float" }]);
 * writer.finish();
 * assert.equal(new TextDecoder().decode(parts[0]), "PAR1");
 * ```
 */
export function startParquet(file: FileWriter, columns: readonly ParquetColumn[]): ParquetWriter {
  const groups: Pick<RowGroup, "rows" | "chunks">[] = [];
  file.write(PARQUET_MAGIC);
  return {
    append(group) {
      file.write(group.bytes);
      groups.push({ rows: group.rows, chunks: group.chunks });
    },
    finish: () => file.write(encodeFooter(columns, groups)),
  };
}
