/**
 * The transactions file, from the days' lines of all threads in order.
 *
 * @module
 */

import { type FileSet, startParquet } from "./files.ts";
import { CUSTOMER_ID_LENGTH, type CustomerIdWriter } from "./identifiers.ts";
import { type DayLines, type LineColumns, priceOf, TRANSACTION_COLUMNS } from "./lines.ts";
import { type ColumnValues, encodeRowGroup, type ParquetColumn } from "./parquet.ts";
import { FIRST_DAY } from "./scale.ts";
import { articleDictionary } from "./truth_files.ts";

/** Takes the days' lines in order. */
export interface TransactionsWriter {
  append(day: number, lines: DayLines): void;
  finish(): void;
}

/** What identifiers in columns stand for. */
export interface Identifiers {
  customers: number;
  customerId: CustomerIdWriter;
  articleIds: Uint8Array;
}

/**
 * Begins `transactions_train.csv`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openFiles } from "./files.ts";
 * import { startCsvTransactions } from "./transactions.ts";
 *
 * const dir = Deno.makeTempDirSync();
 * using files = openFiles();
 * startCsvTransactions(files, dir).finish();
 * files.commit();
 * assert.ok(Deno.statSync(`${dir}/transactions_train.csv`).size > 0);
 * Deno.removeSync(dir, { recursive: true });
 * ```
 */
export function startCsvTransactions(files: FileSet, dir: string): TransactionsWriter {
  const file = files.open(`${dir}/transactions_train.csv`);
  file.write(new TextEncoder().encode(TRANSACTION_COLUMNS.join(",") + "\n"));
  return { append: (_day, lines) => file.write(lines.text), finish() {} };
}

/** Rows of a row group. */
const GROUP = 1 << 20;

/**
 * Begins `transactions_train.parquet`; `hours` makes `t_dat` a timestamp.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openFiles } from "./files.ts";
 * import { startParquetTransactions } from "./transactions.ts";
 *
 * const dir = Deno.makeTempDirSync();
 * using files = openFiles();
 * const identifiers = { customers: 1, customerId() {}, articleIds: new Uint8Array(10) };
 * startParquetTransactions(files, dir, identifiers, false).finish();
 * files.commit();
 * assert.ok(Deno.statSync(`${dir}/transactions_train.parquet`).size > 0);
 * Deno.removeSync(dir, { recursive: true });
 * ```
 */
export function startParquetTransactions(
  files: FileSet,
  dir: string,
  identifiers: Identifiers,
  hours: boolean,
): TransactionsWriter {
  const columns: ParquetColumn[] = [
    { name: "t_dat", type: hours ? "timestamp" : "date" },
    { name: "customer_id", type: "string" },
    { name: "article_id", type: "string" },
    { name: "price", type: "double" },
    { name: "sales_channel_id", type: "int32" },
  ];
  const file = files.open(`${dir}/transactions_train.parquet`);
  const writer = startParquet(file, columns);
  const group = emptyGroup();
  const flush = () => {
    if (group.rows > 0) {
      writer.append(encodeRowGroup(group.rows, encode(group, identifiers, hours)));
    }
    group.rows = 0;
  };
  return {
    append(day, lines) {
      for (let i = 0; i < lines.rows;) {
        i = fill(group, day, lines.columns!, i);
        if (group.rows === GROUP) flush();
      }
    },
    finish() {
      flush();
      writer.finish();
    },
  };
}

type Group = LineColumns & { day: Uint16Array; rows: number };

function emptyGroup(): Group {
  return {
    rows: 0,
    day: new Uint16Array(GROUP),
    customer: new Uint32Array(GROUP),
    article: new Uint32Array(GROUP),
    cents: new Uint16Array(GROUP),
    channel: new Uint8Array(GROUP),
    minute: new Int16Array(GROUP),
  };
}

/** Copies lines from `from` on until they end or the group is full; gives the next line. */
function fill(group: Group, day: number, columns: LineColumns, from: number): number {
  const count = Math.min(GROUP - group.rows, columns.customer.length - from);
  const to = from + count;
  group.day.fill(day, group.rows, group.rows + count);
  group.customer.set(columns.customer.subarray(from, to), group.rows);
  group.article.set(columns.article.subarray(from, to), group.rows);
  group.cents.set(columns.cents.subarray(from, to), group.rows);
  group.channel.set(columns.channel.subarray(from, to), group.rows);
  group.minute.set(columns.minute.subarray(from, to), group.rows);
  group.rows += count;
  return to;
}

function encode(group: Group, identifiers: Identifiers, hours: boolean): ColumnValues[] {
  const { rows } = group;
  return [
    hours ? encodeTimes(group) : encodeDays(group),
    encodeCustomers(group, identifiers),
    articleDictionary(group.article.subarray(0, rows), identifiers.articleIds),
    encodePrices(group),
    {
      plain: new Uint8Array(new Int32Array([1, 2]).buffer),
      dictionarySize: 2,
      codes: Uint32Array.from(group.channel.subarray(0, rows), (channel) => channel - 1),
    },
  ];
}

function encodeDays(group: Group): ColumnValues {
  const first = group.day[0]!;
  const size = group.day[group.rows - 1]! - first + 1;
  const days = Int32Array.from({ length: size }, (_, k) => FIRST_DAY + first + k);
  return {
    plain: new Uint8Array(days.buffer),
    dictionarySize: size,
    codes: Uint32Array.from(group.day.subarray(0, group.rows), (day) => day - first),
  };
}

function encodeTimes(group: Group): ColumnValues {
  const times = new BigInt64Array(group.rows);
  for (let i = 0; i < group.rows; i++) {
    const minutes = (FIRST_DAY + group.day[i]!) * 1440 + group.minute[i]!;
    times[i] = BigInt(minutes * 60_000_000);
  }
  return { plain: new Uint8Array(times.buffer) };
}

/** The index of each value among the distinct ones, in order of first appearance. */
function distinct(
  values: Uint32Array | Uint16Array,
  most: number,
): { codes: Uint32Array; words: number[] } {
  const codeOf = new Int32Array(most).fill(-1);
  const codes = new Uint32Array(values.length);
  const words: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (codeOf[value] === -1) codeOf[value] = words.push(value) - 1;
    codes[i] = codeOf[value]!;
  }
  return { codes, words };
}

function encodeCustomers(group: Group, identifiers: Identifiers): ColumnValues {
  const values = group.customer.subarray(0, group.rows);
  const { codes, words } = distinct(values, identifiers.customers);
  const plain = new Uint8Array(words.length * (4 + CUSTOMER_ID_LENGTH));
  words.forEach((customer, k) => {
    const at = k * (4 + CUSTOMER_ID_LENGTH);
    plain[at] = CUSTOMER_ID_LENGTH;
    identifiers.customerId(customer, plain, at + 4);
  });
  return { plain, dictionarySize: words.length, codes };
}

function encodePrices(group: Group): ColumnValues {
  const { codes, words } = distinct(group.cents.subarray(0, group.rows), 65_536);
  const plain = new Uint8Array(Float64Array.from(words, priceOf).buffer);
  return { plain, dictionarySize: words.length, codes };
}
