/**
 * One input file as a relation that SQL can read, whatever its format.
 *
 * @module
 */
import { basename } from "node:path";
import { DataError } from "../errors.ts";
import { explainSystemError } from "../workspace.ts";
import { type CsvHeader, firstOtherLineEnd, readCsvHeader, unpackGzip } from "./csv.ts";
import { type Database, literalPath, sqlName, sqlText } from "./database.ts";

/** An input file, opened. */
export interface InputTable {
  /** File name for messages. */
  readonly file: string;
  /** Column names as the file has them, with their SQL types. */
  readonly columns: ReadonlyMap<string, string>;
  /** SQL that reads all rows. */
  readonly relation: string;
  /** Table in which the reader lists the lines it could not read; `null` where there are none. */
  readonly unreadable: string | null;
  /** What turns an error of the reader into one for the user. */
  readonly explain: (error: unknown) => Error;
  /** Whether numbers may be written with a comma (files split by semicolons). */
  readonly decimalComma: boolean;
}

/** Options of {@linkcode openTable}. */
export interface OpenTableOptions {
  /** Folder for what must be unpacked first. */
  scratch: string;
}

/**
 * Opens a `.csv`, `.csv.gz` or `.parquet` file.
 *
 * @param name What the table is, in letters; used for the table of unreadable lines.
 * @throws {DataError} If the file cannot be read or is empty.
 */
export async function openTable(
  db: Database,
  name: string,
  path: string,
  options: OpenTableOptions,
): Promise<InputTable> {
  const file = basename(path);
  checkReadable(path, file);
  if (path.endsWith(".parquet")) return await openParquet(db, path, file);
  const plain = path.endsWith(".gz") ? await unpackGzip(path, options.scratch) : path;
  return openCsv(name, plain, file);
}

/**
 * Makes sure that a file can be read, and does not wait for one that never ends.
 *
 * @throws {DataError} If it is not there, is no file, or may not be read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { checkReadable } from "./tables.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * assert.throws(() => checkReadable(folder, "a.csv"), /a\.csv: Expected a file but found a folder/);
 * Deno.removeSync(folder);
 * ```
 */
export function checkReadable(path: string, file: string = basename(path)): void {
  try {
    const { isFile, isDirectory } = Deno.statSync(path);
    if (!isFile) {
      const found = isDirectory ? "a folder" : "a device or pipe";
      throw new DataError(`Expected a file but found ${found}`, { place: { file } });
    }
    Deno.openSync(path).close();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const found = error instanceof Deno.errors.PermissionDenied
      ? "no right to read it"
      : error instanceof Deno.errors.NotFound
      ? "a link to nothing"
      : firstLine(error);
    throw new DataError(`Expected a file that can be read but found ${found}`, {
      place: { file },
      cause: error,
    });
  }
}

async function openParquet(db: Database, path: string, file: string): Promise<InputTable> {
  const relation = `read_parquet(${literalPath(path)}, hive_partitioning = false,
    binary_as_string = true)`;
  const explain = (error: unknown) => readError(error, file, "Parquet");
  const rows = await db.rows(`describe from ${relation}`).catch((error) => {
    throw explain(error);
  });
  const columns = new Map(rows.map((row) => [String(row.column_name), String(row.column_type)]));
  return { file, columns, relation, unreadable: null, explain, decimalComma: false };
}

function openCsv(name: string, path: string, file: string): InputTable {
  const header = readCsvHeader(path, file);
  const columns = header.columns.map((column) => `${sqlText(column)}: 'VARCHAR'`).join(", ");
  const unreadable = `${name}_unreadable`;
  const relation = `read_csv(${
    literalPath(path)
  }, hive_partitioning = false, auto_detect = false, header = true,
    delim = ${sqlText(header.delimiter)}, quote = '"', escape = '"', nullstr = '',
    new_line = '${header.newLine}', columns = {${columns}}, store_rejects = true,
    rejects_table = '${unreadable}', rejects_scan = '${name}_scans', rejects_limit = 0)`;
  return {
    file,
    columns: new Map(header.columns.map((column) => [column, "VARCHAR"])),
    relation,
    unreadable,
    explain: (error) => csvError(error, path, file, header),
    decimalComma: header.delimiter === ";",
  };
}

function csvError(error: unknown, path: string, file: string, header: CsvHeader): Error {
  if (/state machine/.test(String(error))) {
    const row = firstOtherLineEnd(path, header.newLine);
    return new DataError("Expected every line to end like the first but found another line end", {
      place: { file, ...(row === undefined ? {} : { row }) },
      cause: error,
      hint: "Save the file with one kind of line ends.",
    });
  }
  return readError(error, file, "CSV");
}

function readError(error: unknown, file: string, format: string): Error {
  const explained = explainSystemError(error, `read ${file}`);
  if (explained !== error) return explained;
  return new DataError(
    `Expected a ${format} file that can be read but found: ${firstLine(error)}`,
    {
      place: { file },
      cause: error,
    },
  );
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0]!.replace(/^(?:Invalid Input|IO|Conversion) Error: /, "");
}

/**
 * The columns of a table by the names the project uses; a column is found whatever its case.
 *
 * @throws {DataError} If a required column is missing.
 */
export function findColumns<R extends string, O extends string>(
  table: InputTable,
  required: readonly R[],
  optional: readonly O[],
): Record<R, string> & Partial<Record<O, string>> {
  const byName = new Map([...table.columns.keys()].map((name) => [name.toLowerCase(), name]));
  for (const column of required) {
    if (!byName.has(column)) {
      const found = [...table.columns.keys()].slice(0, 12).join(", ");
      throw new DataError(`Expected columns ${required.join(", ")} but found ${found}`, {
        place: { file: table.file, column },
        hint: `Rename the column that holds it to ${column}.`,
      });
    }
  }
  const names = [...required, ...optional].flatMap((name) => {
    const found = byName.get(name);
    return found === undefined ? [] : [[name, found]];
  });
  return Object.fromEntries(names);
}

/**
 * SQL for a column as text, NULL where it is blank. Whole numbers lose the `.0` that a table with
 * missing values had to give them.
 *
 * @throws {DataError} If the column is a list or a record.
 */
export function textOf(table: InputTable, column: string): string {
  const type = table.columns.get(column)!;
  const name = sqlName(column);
  if (/\[|STRUCT|MAP|UNION/.test(type)) {
    throw new DataError(`Expected text or numbers but found ${type}`, {
      place: { file: table.file, column },
    });
  }
  if (table.unreadable !== null) return name;
  if (type === "VARCHAR") return `nullif(${name}, '')`;
  if (!/^(?:FLOAT|DOUBLE|DECIMAL)/.test(type)) return `cast(${name} as varchar)`;
  const whole = `${name} = floor(${name}) and abs(${name}) < 1e18`;
  return `case when ${whole} then cast(cast(${name} as bigint) as varchar) ` +
    `when not isnan(cast(${name} as double)) then cast(${name} as varchar) end`;
}

/** SQL for a column as local date and time; NULL where it cannot be read. */
export function timestampOf(table: InputTable, column: string): string {
  const type = table.columns.get(column)!;
  if (type !== "VARCHAR" && !/^(?:DATE|TIMESTAMP)/.test(type)) {
    throw new DataError(`Expected dates, timestamps or text but found ${type}`, {
      place: { file: table.file, column },
    });
  }
  return `try_cast(${sqlName(column)} as timestamp)`;
}

/** SQL for a column as FLOAT; NULL where it cannot be read, NaN where it says so. */
export function floatOf(table: InputTable, column: string): string {
  const name = table.decimalComma ? `replace(${sqlName(column)}, ',', '.')` : sqlName(column);
  return `try_cast(${name} as float)`;
}
