/**
 * Rows that are set aside: counted, kept in a table with file, row, column, reason and raw value,
 * and too many of them are an error that names the first.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import type { Database } from "./database.ts";
import type { InputTable } from "./tables.ts";

/** What became of one input file's rows; `rows = kept + rejected`. */
export interface FileCount {
  readonly file: string;
  /** Data rows in the file, the header and blank lines not counted. */
  readonly rows: number;
  readonly kept: number;
  readonly rejected: number;
  /** Rejected rows by reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

/** A row that is set aside. */
export interface Reject {
  /** 1-based data row. */
  readonly row: number;
  readonly column: string | null;
  readonly reason: string;
  /** The value as the file has it, or the line where it could not be split. */
  readonly raw: string | null;
  /** For a line that could not be split: the reader's kind of error and its words. */
  readonly error?: string;
  readonly message?: string;
}

/** What each reason expected, for messages. */
const EXPECTED: Readonly<Record<string, string>> = {
  unreadable_date: "a date YYYY-MM-DD or a timestamp YYYY-MM-DD HH:MM:SS",
  date_out_of_range: "a date from 1970-01-01 to 2149-06-06",
  missing_customer_id: "a customer_id",
  missing_article_id: "an article_id",
  unreadable_customer_id: "a customer_id without NUL bytes",
  unreadable_article_id: "an article_id without NUL bytes",
  unknown_article: "an article_id that the articles file has",
  unreadable_price: "a number",
  negative_price: "a price of 0 or more",
  duplicate_id: "every id once",
};

/** Makes the empty table `rejects`. */
export async function createRejects(db: Database): Promise<void> {
  await db.run(`create or replace table rejects
    (file varchar, "row" bigint, "column" varchar, reason varchar, raw varchar)`);
}

/**
 * Makes the view `<name>_lines` of the lines that the CSV reader could not split, one row each, and
 * counts them. To be called after the first scan of the table.
 *
 * @throws {DataError} If a quote that is never closed has swallowed further lines: what they held
 * cannot be counted.
 */
export async function unreadableLines(
  db: Database,
  name: string,
  table: InputTable,
): Promise<number> {
  if (table.unreadable === null) {
    await db.run(`create or replace temp view ${name}_lines as
      select 0::bigint as "row", '' as "column", '' as raw, '' as error, '' as message
      where false`);
    return 0;
  }
  await db.run(`create or replace temp view ${name}_lines as
    select line::bigint - 1 as "row",
      case when any_value(error_type) not like '%COLUMNS' then any_value(column_name) end
        as "column",
      left(any_value(csv_line), 1000) as raw, any_value(error_type) as error,
      any_value(error_message) as message
    from ${table.unreadable}
    where scan_id = (select min(scan_id) from ${table.unreadable})
    group by line`);
  const [open] = await db.rows(`select "row", "column" from ${name}_lines
    where error in ('UNQUOTED VALUE', 'LINE SIZE OVER MAXIMUM')
      and contains(rtrim(raw, chr(10) || chr(13)), chr(10))
    order by "row" limit 1`);
  if (open) {
    throw new DataError("Expected a closing quote but found none", {
      place: { file: table.file, row: Number(open.row), column: String(open.column) },
    });
  }
  return Number(await db.value(`select count(*) from ${name}_lines`));
}

/** Options of {@linkcode setAside}. */
export interface SetAsideOptions {
  /** Share of a file's rows that may be set aside. */
  maxRejects: number;
}

/**
 * Adds a file's rejected rows to the table `rejects`, or says that they are too many.
 *
 * @param name The table's name in SQL: `<name>_lines` holds its unreadable lines, `<view>` the
 * other rejected rows, numbered among the lines that could be read.
 * @throws {DataError} If their share is above `maxRejects`; it names the first of them.
 */
export async function setAside(
  db: Database,
  name: string,
  view: string,
  count: FileCount,
  options: SetAsideOptions,
): Promise<void> {
  if (count.rejected === 0) return;
  if (count.rejected > options.maxRejects * count.rows) {
    const first = await firstReject(db, name, view);
    throw tooManyRejects(count, first, options.maxRejects);
  }
  await db.run(
    `insert into rejects
    with lines as (
      select "row" - rank as before, max(rank) as lines
      from (select "row", row_number() over (order by "row") as rank from ${name}_lines)
      group by all
    )
    select $file, r."row" + coalesce(lines, 0), r."column", r.reason, r.raw
    from ${view} as r asof left join lines on r."row" > lines.before
    union all
    select $file, "row", "column", 'unreadable_line', raw from ${name}_lines
    order by 2`,
    { file: count.file },
  );
}

async function firstReject(db: Database, name: string, view: string): Promise<Reject> {
  const [line] = await db.rows(`select * from ${name}_lines
    order by "row" limit 1`);
  const [other] = await db.rows(`select * from ${view} limit 1`);
  const lineRow = line ? Number(line.row) : Infinity;
  const otherRow = other ? Number(other.row) : Infinity;
  if (lineRow <= otherRow) {
    return { ...line, row: lineRow, reason: "unreadable_line" } as unknown as Reject;
  }
  return { ...other, row: otherRow } as unknown as Reject;
}

function tooManyRejects(count: FileCount, first: Reject, maxRejects: number): DataError {
  const { file, rows, rejected } = count;
  const share = (100 * rejected / rows).toFixed(1);
  const others = rejected === 1 ? "This row" : `This row and ${rejected - 1} more`;
  return new DataError(first.reason === "unreadable_line" ? lineFault(first) : valueFault(first), {
    place: { file, row: first.row, ...(first.column === null ? {} : { column: first.column }) },
    hint:
      `${others} of ${rows} (${share} %) cannot be used; at most ${100 * maxRejects} % may be ` +
      "set aside.",
  });
}

function valueFault({ reason, raw }: Reject): string {
  return `Expected ${EXPECTED[reason]} but found ${
    raw === null || raw === "" ? "nothing" : quoted(raw)
  }`;
}

function lineFault({ error = "", message = "", raw }: Reject): string {
  const line = quoted(raw ?? "");
  const fields = /(\d+) Found: (\d+)/.exec(message);
  if (fields) return `Expected ${fields[1]} fields but found ${fields[2]} in ${line}`;
  if (error === "INVALID ENCODING") return `Expected UTF-8 text but found other bytes in ${line}`;
  if (error === "UNQUOTED VALUE") return `Expected quotes around a whole value but found ${line}`;
  return `Expected a line that can be read but found ${line}`;
}

function quoted(raw: string): string {
  const shown = raw.length > 60 ? `${raw.slice(0, 60)}…` : raw;
  // deno-lint-ignore no-control-regex
  return `'${shown.replaceAll(/[\x00-\x1f]/g, "·")}'`;
}
