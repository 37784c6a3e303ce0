/**
 * One customer's history as distinct articles with their purchase statistics, read into reused
 * arrays: the hot loops of candidates and features allocate nothing.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";

/** Half-lives in days of the decayed purchase counts. */
export const OWN_HALF_LIVES_DAYS = { fast: 14, middle: 60, slow: 180 } as const;

/** Orders that {@linkcode HistoryReader.recentOrders} looks back over. */
export const RECENT_ORDERS = 32;

/**
 * A reader of histories. After `read(customer)`, entries `0 … size - 1` of its arrays describe the
 * customer's distinct articles, most recently bought first; they are valid until the next `read`.
 */
export interface HistoryReader {
  /** Number of distinct articles of the customer that was read. */
  size: number;
  /** Number of orders (distinct times) of that customer. */
  orders: number;
  /** Number of lines of that customer. */
  lines: number;
  /** Pieces of all lines, and prices times pieces; unknown prices count 0. Both 0 without pieces. */
  totalUnits: number;
  totalValue: number;
  /** Day of the customer's first and last order; 0 when there is none. */
  firstDay: number;
  lastDay: number;
  /** Article code per entry. */
  readonly article: Uint32Array;
  /** Number of orders with the article. */
  readonly orderCount: Uint32Array;
  /** Day of the article's first and last purchase by the customer. */
  readonly firstBought: Uint16Array;
  readonly lastBought: Uint16Array;
  /** Orders that followed the last one with the article: 0 means it was in the last order. */
  readonly ordersSince: Uint32Array;
  /** Orders since the first one with the article, that one included: at least `orderCount`. */
  readonly ordersFromFirst: Uint32Array;
  /** Bit `k` is set where the customer's k-th latest order (0 is the last) had the article. */
  readonly recentOrders: Uint32Array;
  /** Price of the article's last line; NaN where unknown. */
  readonly lastPrice: Float32Array;
  /** Pieces of the article in the last order with it, and in all; 0 where the source has none. */
  readonly lastUnits: Float64Array;
  readonly units: Float64Array;
  /** The latter with a half-life of 180 days. */
  readonly unitsSlow: Float64Array;
  /** Prices times pieces of the article's lines; unknown prices count 0. */
  readonly value: Float64Array;
  /** `Σ_orders 2^(−age / half-life)`: decayed purchase counts, see {@linkcode OWN_HALF_LIVES_DAYS}. */
  readonly decayed: Float32Array;
  readonly decayedFast: Float32Array;
  readonly decayedSlow: Float32Array;
  /** Number of the customer's orders on or after a day. */
  ordersFrom(day: number): number;
  /** Entry of an article, −1 when the customer never bought it. */
  entryOf(article: number): number;
  /** Reads a customer's history into the arrays. */
  read(customer: number): void;
}

/**
 * A history reader over a snapshot.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { historyReader } from "./history.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 3, day: 10 },
 *   { customer: 0, article: 3, day: 20 },
 *   { customer: 0, article: 1, day: 20 },
 * ]);
 * const history = historyReader(snapshotAt(shop, 30));
 * history.read(0);
 * assert.equal(history.size, 2);
 * assert.equal(history.orderCount[history.entryOf(3)], 2);
 * ```
 */
export function historyReader(snapshot: Snapshot): HistoryReader {
  const { orders, asOf } = snapshot;
  const { offsets, article, day, minute, price, units } = orders;
  const longest = longestHistory(offsets);
  const slot = new Int32Array(orders.articles).fill(-1);
  const reader: HistoryReader = {
    size: 0,
    orders: 0,
    lines: 0,
    totalUnits: 0,
    totalValue: 0,
    firstDay: 0,
    lastDay: 0,
    article: new Uint32Array(longest),
    orderCount: new Uint32Array(longest),
    firstBought: new Uint16Array(longest),
    lastBought: new Uint16Array(longest),
    ordersSince: new Uint32Array(longest),
    lastPrice: new Float32Array(longest),
    lastUnits: new Float64Array(longest),
    units: new Float64Array(longest),
    unitsSlow: new Float64Array(longest),
    value: new Float64Array(longest),
    ordersFromFirst: new Uint32Array(longest),
    recentOrders: new Uint32Array(longest),
    decayed: new Float32Array(longest),
    decayedFast: new Float32Array(longest),
    decayedSlow: new Float32Array(longest),
    ordersFrom,
    entryOf: (code) => slot[code]!,
    read,
  };
  const lastOrder = new Int32Array(longest);
  const orderDay = new Uint16Array(longest);

  function read(customer: number) {
    for (let e = 0; e < reader.size; e++) slot[reader.article[e]!] = -1;
    const begin = offsets[customer]!;
    const end = offsets[customer + 1]!;
    reader.size = 0;
    reader.totalUnits = 0;
    reader.totalValue = 0;
    reader.lines = end - begin;
    reader.firstDay = end > begin ? day[begin]! : 0;
    reader.lastDay = end > begin ? day[end - 1]! : 0;
    let order = -1;
    for (let i = end - 1; i >= begin; i--) {
      const later = i + 1 < end;
      const sameOrder = later && day[i] === day[i + 1] &&
        (minute === null || minute[i] === minute[i + 1]);
      if (!sameOrder) orderDay[++order] = day[i]!;
      addLine(i, order);
    }
    reader.orders = order + 1;
  }

  function ordersFrom(from: number): number {
    let low = 0;
    let high = reader.orders;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (orderDay[middle]! >= from) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function addLine(i: number, order: number) {
    const code = article[i]!;
    let entry = slot[code]!;
    if (entry < 0) {
      slot[code] = entry = reader.size++;
      reader.article[entry] = code;
      reader.orderCount[entry] = 0;
      reader.lastBought[entry] = day[i]!;
      reader.ordersSince[entry] = order;
      reader.lastPrice[entry] = price[i]!;
      reader.lastUnits[entry] = 0;
      reader.units[entry] = 0;
      reader.unitsSlow[entry] = 0;
      reader.value[entry] = 0;
      reader.decayed[entry] = 0;
      reader.decayedFast[entry] = 0;
      reader.decayedSlow[entry] = 0;
      reader.recentOrders[entry] = 0;
      lastOrder[entry] = -1;
    }
    reader.firstBought[entry] = day[i]!;
    const age = Math.min(asOf - day[i]!, LONGEST_AGE);
    if (units !== null) addUnits(i, units[i]!, entry, age, order);
    if (lastOrder[entry] === order) return;
    lastOrder[entry] = order;
    reader.orderCount[entry]! += 1;
    reader.ordersFromFirst[entry] = order + 1;
    if (order < RECENT_ORDERS) {
      reader.recentOrders[entry] = reader.recentOrders[entry]! | 1 << order;
    }
    reader.decayed[entry]! += DECAY.middle[age]!;
    reader.decayedFast[entry]! += DECAY.fast[age]!;
    reader.decayedSlow[entry]! += DECAY.slow[age]!;
  }

  function addUnits(i: number, pieces: number, entry: number, age: number, order: number) {
    const value = price[i]! >= 0 ? price[i]! * pieces : 0;
    reader.totalUnits += pieces;
    reader.totalValue += value;
    reader.units[entry]! += pieces;
    reader.unitsSlow[entry]! += pieces * DECAY.slow[age]!;
    reader.value[entry]! += value;
    if (reader.ordersSince[entry] === order) reader.lastUnits[entry]! += pieces;
  }

  return reader;
}

const LONGEST_AGE = 4000;
const decayTable = (halfLife: number) =>
  Float64Array.from({ length: LONGEST_AGE + 1 }, (_, age) => Math.pow(2, -age / halfLife));
const DECAY = {
  fast: decayTable(OWN_HALF_LIVES_DAYS.fast),
  middle: decayTable(OWN_HALF_LIVES_DAYS.middle),
  slow: decayTable(OWN_HALF_LIVES_DAYS.slow),
};

function longestHistory(offsets: Uint32Array): number {
  let longest = 0;
  for (let c = 0; c + 1 < offsets.length; c++) {
    longest = Math.max(longest, offsets[c + 1]! - offsets[c]!);
  }
  return longest;
}
