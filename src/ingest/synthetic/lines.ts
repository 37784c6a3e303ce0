/**
 * Order lines as bytes: CSV text, or columns for Parquet.
 *
 * @module
 */

import { ARTICLE_ID_LENGTH, CUSTOMER_ID_LENGTH, type CustomerIdWriter } from "./identifiers.ts";
import { EUROS_PER_UNIT } from "./model.ts";
import { dateText } from "./scale.ts";

/** Takes one day's order lines, basket by basket. */
export interface LineSink {
  /** Begins a basket of a customer; `minute` after midnight, −1 for dates only. */
  basket(customer: number, channel: number, minute: number): void;
  /** One line of the basket. */
  line(article: number, cents: number): void;
  /** Ends the day and gives what was written, in transferable parts. */
  finish(): DayLines;
}

/** One day's order lines. */
export interface DayLines {
  rows: number;
  /** CSV text; empty where columns are given. */
  text: Uint8Array;
  columns?: LineColumns;
}

/** Order lines by column. */
export interface LineColumns {
  customer: Uint32Array;
  article: Uint32Array;
  cents: Uint16Array;
  channel: Uint8Array;
  /** −1 where there are dates only. */
  minute: Int16Array;
}

/** What lines are written with. */
export interface LineWords {
  customerId: CustomerIdWriter;
  articleIds: Uint8Array;
  prices: PriceWords;
}

/** Every price as text: `length` bytes at `slot × cents`. */
export interface PriceWords {
  slot: number;
  text: Uint8Array;
  length: Uint8Array;
}

/**
 * A price as the `price` column has it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { priceOf } from "./lines.ts";
 *
 * assert.equal(priceOf(2999), 0.05083050847457627);
 * ```
 */
export const priceOf = (cents: number): number => cents / (100 * EUROS_PER_UNIT);

/**
 * All prices up to 655.35 euros as text.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { priceWords } from "./lines.ts";
 *
 * const { text, slot, length } = priceWords();
 * const word = text.subarray(590 * slot, 590 * slot + length[590]!);
 * assert.equal(new TextDecoder().decode(word), "0.01");
 * ```
 */
export function priceWords(): PriceWords {
  const slot = 24;
  const text = new Uint8Array(slot * 65_536);
  const length = new Uint8Array(65_536);
  const encoder = new TextEncoder();
  for (let cents = 0; cents < 65_536; cents++) {
    length[cents] = encoder.encodeInto(
      String(priceOf(cents)),
      text.subarray(slot * cents, slot * (cents + 1)),
    ).written;
  }
  return { slot, text, length };
}

/** Header of the transactions file. */
export const TRANSACTION_COLUMNS = [
  "t_dat",
  "customer_id",
  "article_id",
  "price",
  "sales_channel_id",
];

const LONGEST_LINE = 128;

/**
 * Lines of a day as CSV.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { createCatalogue } from "./catalogue.ts";
 * import { articleIds, customerIds } from "./identifiers.ts";
 * import { csvSink, priceWords } from "./lines.ts";
 *
 * const words = {
 *   customerId: customerIds(100, 1),
 *   articleIds: articleIds(createCatalogue(1000, 1)),
 *   prices: priceWords(),
 * };
 * const sink = csvSink(0, words);
 * sink.basket(0, 2, -1);
 * sink.line(0, 590);
 * assert.match(new TextDecoder().decode(sink.finish().text), /^2018-09-20,.{64},0.{9},0.01,2\n$/);
 * ```
 */
export function csvSink(day: number, words: LineWords, expectedLines = 16): LineSink {
  const { articleIds, prices } = words;
  let out = new Uint8Array((expectedLines + 16) * LONGEST_LINE);
  const head = new Uint8Array(LONGEST_LINE);
  new TextEncoder().encodeInto(dateText(day), head);
  let headLength = 0;
  let channelByte = 48;
  let at = 0;
  let rows = 0;
  return {
    basket(customer, channel, minute) {
      const time = minute < 0 ? 10 : writeTime(minute, head);
      head[time] = 44;
      words.customerId(customer, head, time + 1);
      head[time + 1 + CUSTOMER_ID_LENGTH] = 44;
      headLength = time + 2 + CUSTOMER_ID_LENGTH;
      channelByte = 48 + channel;
    },
    line(article, cents) {
      if (at + LONGEST_LINE > out.length) out = enlarge(out);
      for (let k = 0; k < headLength; k++) out[at++] = head[k]!;
      const id = ARTICLE_ID_LENGTH * article;
      for (let k = 0; k < ARTICLE_ID_LENGTH; k++) out[at++] = articleIds[id + k]!;
      out[at++] = 44;
      const price = prices.slot * cents;
      for (let k = 0; k < prices.length[cents]!; k++) out[at++] = prices.text[price + k]!;
      out[at++] = 44;
      out[at++] = channelByte;
      out[at++] = 10;
      rows++;
    },
    finish: () => ({ rows, text: out.subarray(0, at) }),
  };
}

function enlarge(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(2 * bytes.length);
  out.set(bytes);
  return out;
}

function writeTime(minute: number, out: Uint8Array): number {
  const hour = Math.floor(minute / 60);
  const digits = [hour / 10, hour % 10, (minute % 60) / 10, minute % 10, 0, 0];
  out[10] = 32;
  digits.forEach((digit, k) => {
    out[11 + k + (k >> 1)] = 48 + Math.floor(digit);
  });
  out[13] = out[16] = 58;
  return 19;
}

/**
 * Lines of a day as columns.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { columnSink } from "./lines.ts";
 *
 * const sink = columnSink();
 * sink.basket(7, 2, -1);
 * sink.line(3, 590);
 * assert.deepEqual([...sink.finish().columns!.customer], [7]);
 * ```
 */
export function columnSink(expectedLines = 16): LineSink {
  let columns = allocateColumns(expectedLines);
  let basketOf = 0, basketChannel = 0, basketMinute = -1;
  let rows = 0;
  return {
    basket(customer, channel, minute) {
      basketOf = customer;
      basketChannel = channel;
      basketMinute = minute;
    },
    line(article, cents) {
      if (rows === columns.customer.length) columns = copyColumns(columns, 2 * rows);
      columns.customer[rows] = basketOf;
      columns.article[rows] = article;
      columns.cents[rows] = cents;
      columns.channel[rows] = basketChannel;
      columns.minute[rows++] = basketMinute;
    },
    finish: () => ({ rows, text: new Uint8Array(0), columns: copyColumns(columns, rows) }),
  };
}

function allocateColumns(rows: number): LineColumns {
  return {
    customer: new Uint32Array(rows),
    article: new Uint32Array(rows),
    cents: new Uint16Array(rows),
    channel: new Uint8Array(rows),
    minute: new Int16Array(rows),
  };
}

function copyColumns(columns: LineColumns, rows: number): LineColumns {
  const out = allocateColumns(rows);
  const kept = Math.min(rows, columns.customer.length);
  out.customer.set(columns.customer.subarray(0, kept));
  out.article.set(columns.article.subarray(0, kept));
  out.cents.set(columns.cents.subarray(0, kept));
  out.channel.set(columns.channel.subarray(0, kept));
  out.minute.set(columns.minute.subarray(0, kept));
  return out;
}
