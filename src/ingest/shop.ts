/**
 * The shop as every later stage sees it: order lines as parallel arrays behind integer codes, the
 * two master tables, and snapshots of them as of a day.
 *
 * @module
 */

/** Days since 1970-01-01, the calendar of every array in this project. */
export type EpochDay = number;

/**
 * Order lines as parallel columns, sorted by customer, then time (oldest first), then article.
 * Lines of customer `c` are `[offsets[c], offsets[c + 1])`. The columns lie over
 * `SharedArrayBuffer`s, so Workers read them without a copy.
 */
export interface OrderLines {
  /** Number of customers (codes `0 … customers - 1`). */
  readonly customers: number;
  /** Number of articles (codes `0 … articles - 1`). */
  readonly articles: number;
  /** Length `customers + 1`. */
  readonly offsets: Uint32Array;
  /** Article code per line. */
  readonly article: Uint32Array;
  /** Day per line, days since 1970-01-01 in the shop's local calendar. */
  readonly day: Uint16Array;
  /**
   * Minutes after local midnight (0–1439) per line, −1 where the line has a date only; `null` when
   * no line has a time.
   */
  readonly minute: Int16Array | null;
  /** Price per line in the shop's own unit; NaN where unknown. */
  readonly price: Float32Array;
  /** Sales channel per line; 0 where unknown. */
  readonly channel: Uint8Array;
  /** Pieces per line, above 0; `null` where every line is one piece or the source does not say. */
  readonly units: Float32Array | null;
}

/** A categorical column: `codes[i]` indexes `labels`; code 0 is always "unknown" (label `""`). */
export interface CodedColumn {
  readonly codes: Uint32Array;
  readonly labels: readonly string[];
}

/** The articles' master table; every column has one entry per article code. */
export interface ArticleTable {
  readonly count: number;
  /** Categorical attributes by column name, e.g. `product_type_name`, `colour_group_name`. */
  readonly attributes: ReadonlyMap<string, CodedColumn>;
}

/** The customers' master table; every column has one entry per customer code. */
export interface CustomerTable {
  readonly count: number;
  /** Age in years; NaN where unknown. */
  readonly age: Float32Array;
  /** Categorical attributes by column name, e.g. `club_member_status`, `country`. */
  readonly attributes: ReadonlyMap<string, CodedColumn>;
}

/** Everything that is known about a shop. */
export interface Shop {
  readonly orders: OrderLines;
  readonly articles: ArticleTable;
  readonly customers: CustomerTable;
  /** First day with an order line. */
  readonly firstDay: EpochDay;
  /** Last day with an order line. */
  readonly lastDay: EpochDay;
}

/** A shop as it was known on the morning of `asOf`: no line of that day or later is in it. */
export interface Snapshot extends Shop {
  readonly asOf: EpochDay;
}

/**
 * Customers from which on a shop is large: purchases are plenty, and what a customer costs counts.
 * The READMEs of the candidates and the features say what is left out there, and why.
 */
export const LARGE_SHOP = 100_000;

/**
 * Whether a shop is large, see {@linkcode LARGE_SHOP}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isLarge, shopFromLines } from "./shop.ts";
 *
 * assert.ok(!isLarge(shopFromLines([{ customer: 0, article: 0, day: 5 }])));
 * ```
 */
export function isLarge({ orders }: Pick<Shop, "orders">): boolean {
  return orders.customers >= LARGE_SHOP;
}

/**
 * What the shop knew before `asOf`: a compact copy that holds no later line, so whoever has it
 * cannot leak.
 *
 * @throws {RangeError} If `asOf` is not a whole number of days.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "./shop.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 1, day: 100 },
 *   { customer: 0, article: 0, day: 107 },
 * ]);
 * const snapshot = snapshotAt(shop, 107);
 * assert.deepEqual([...snapshot.orders.article], [1]);
 * assert.equal(snapshot.lastDay, 100);
 * ```
 */
export function snapshotAt(shop: Shop, asOf: EpochDay): Snapshot {
  if (!Number.isInteger(asOf)) {
    throw new RangeError(`Expected asOf to be a whole number of days but found ${asOf}`);
  }
  const orders = linesBefore(shop.orders, asOf);
  const { firstDay, lastDay } = dayRange(orders.day);
  return { ...shop, orders, firstDay, lastDay, asOf };
}

/** One order line as tests and small examples write it. */
export interface LineInput {
  customer: number;
  article: number;
  day: EpochDay;
  /** @default {undefined} unknown; a source with dates only when no line has it */
  minute?: number;
  /** @default {NaN} */
  price?: number;
  /** @default {0} */
  channel?: number;
  /** Pieces. @default {1; a source without quantities when no line has it} */
  units?: number;
}

/** Options of {@linkcode shopFromLines}. */
export interface ShopFromLinesOptions {
  /** @default {1 + the largest customer code} */
  customers?: number;
  /** @default {1 + the largest article code} */
  articles?: number;
  /** Labels per article by attribute name. @default {no attributes} */
  articleAttributes?: Record<string, readonly string[]>;
  /** Labels per customer by attribute name. @default {no attributes} */
  customerAttributes?: Record<string, readonly string[]>;
  /** Ages per customer. @default {all unknown} */
  ages?: readonly number[];
}

/**
 * A shop from plain records, for tests, examples and small experiments.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines } from "./shop.ts";
 *
 * const shop = shopFromLines([{ customer: 1, article: 0, day: 5, minute: 600 }]);
 * assert.deepEqual([...shop.orders.offsets], [0, 0, 1]);
 * ```
 */
export function shopFromLines(
  lines: readonly LineInput[],
  options: ShopFromLinesOptions = {},
): Shop {
  const customers = options.customers ?? 1 + lines.reduce((m, l) => Math.max(m, l.customer), -1);
  const articles = options.articles ?? 1 + lines.reduce((m, l) => Math.max(m, l.article), -1);
  const sorted = [...lines].sort((a, b) =>
    a.customer - b.customer || a.day - b.day || (a.minute ?? -1) - (b.minute ?? -1) ||
    a.article - b.article
  );
  const hasMinutes = lines.some((line) => line.minute !== undefined);
  const hasUnits = lines.some((line) => line.units !== undefined);
  const orders = allocateOrderLines(customers, articles, sorted.length, { hasMinutes, hasUnits });
  sorted.forEach((line, i) => {
    orders.article[i] = line.article;
    orders.day[i] = line.day;
    if (orders.minute) orders.minute[i] = line.minute ?? -1;
    orders.price[i] = line.price ?? NaN;
    orders.channel[i] = line.channel ?? 0;
    if (orders.units) orders.units[i] = line.units ?? 1;
    orders.offsets[line.customer + 1]! += 1;
  });
  for (let c = 0; c < customers; c++) orders.offsets[c + 1]! += orders.offsets[c]!;
  const age = Float32Array.from({ length: customers }, (_, c) => options.ages?.[c] ?? NaN);
  return {
    orders,
    articles: { count: articles, attributes: codeColumns(options.articleAttributes) },
    customers: { count: customers, age, attributes: codeColumns(options.customerAttributes) },
    ...dayRange(orders.day),
  };
}

/** Options of {@linkcode allocateOrderLines}. */
export interface AllocateOptions {
  /** Whether lines have a time of day. */
  hasMinutes: boolean;
  /** Whether lines say of how many pieces they are. */
  hasUnits: boolean;
}

/** Empty order lines of the given size over shared memory, to be filled by the caller. */
export function allocateOrderLines(
  customers: number,
  articles: number,
  lines: number,
  options: AllocateOptions,
): OrderLines {
  return {
    customers,
    articles,
    offsets: new Uint32Array(new SharedArrayBuffer(4 * (customers + 1))),
    article: new Uint32Array(new SharedArrayBuffer(4 * lines)),
    day: new Uint16Array(new SharedArrayBuffer(2 * lines)),
    minute: options.hasMinutes ? new Int16Array(new SharedArrayBuffer(2 * lines)) : null,
    price: new Float32Array(new SharedArrayBuffer(4 * lines)),
    channel: new Uint8Array(new SharedArrayBuffer(lines)),
    units: options.hasUnits ? new Float32Array(new SharedArrayBuffer(4 * lines)) : null,
  };
}

/**
 * A coded column from labels; labels are numbered in order of first appearance after code 0, the
 * unknown.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { codeColumn } from "./shop.ts";
 *
 * assert.deepEqual([...codeColumn(["red", "", "blue", "red"]).codes], [1, 0, 2, 1]);
 * ```
 */
export function codeColumn(values: readonly string[]): CodedColumn {
  const index = new Map<string, number>([["", 0]]);
  const codes = new Uint32Array(new SharedArrayBuffer(4 * values.length));
  values.forEach((value, i) => {
    let code = index.get(value);
    if (code === undefined) index.set(value, code = index.size);
    codes[i] = code;
  });
  return { codes, labels: [...index.keys()] };
}

function codeColumns(columns: Record<string, readonly string[]> = {}): Map<string, CodedColumn> {
  return new Map(Object.entries(columns).map(([name, values]) => [name, codeColumn(values)]));
}

function linesBefore(orders: OrderLines, asOf: EpochDay): OrderLines {
  const { customers, offsets, day } = orders;
  const ends = new Uint32Array(customers);
  let kept = 0;
  for (let c = 0; c < customers; c++) {
    let end = offsets[c + 1]!;
    while (end > offsets[c]! && day[end - 1]! >= asOf) end--;
    ends[c] = end;
    kept += end - offsets[c]!;
  }
  const out = allocateOrderLines(customers, orders.articles, kept, {
    hasMinutes: orders.minute !== null,
    hasUnits: orders.units !== null,
  });
  let at = 0;
  for (let c = 0; c < customers; c++) {
    out.offsets[c] = at;
    const end = ends[c]!;
    for (let i = offsets[c]!; i < end; i++, at++) {
      out.article[at] = orders.article[i]!;
      out.day[at] = orders.day[i]!;
      out.price[at] = orders.price[i]!;
      out.channel[at] = orders.channel[i]!;
      if (out.minute) out.minute[at] = orders.minute![i]!;
      if (out.units) out.units[at] = orders.units![i]!;
    }
  }
  out.offsets[customers] = at;
  return {
    ...out,
    minute: out.minute?.some((minute) => minute >= 0) ? out.minute : null,
    units: severalPieces(out.units),
  };
}

/**
 * Pieces per line, `null` where none of the lines is of several: what later lines say is no matter.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { severalPieces } from "./shop.ts";
 *
 * assert.equal(severalPieces(Float32Array.of(1, 1)), null);
 * assert.equal(severalPieces(Float32Array.of(1, 0.5))?.length, 2);
 * ```
 */
export function severalPieces(units: Float32Array | null): Float32Array | null {
  return units?.some((pieces) => pieces !== 1) ? units : null;
}

function dayRange(day: Uint16Array): { firstDay: EpochDay; lastDay: EpochDay } {
  let firstDay = Infinity;
  let lastDay = -Infinity;
  for (let i = 0; i < day.length; i++) {
    if (day[i]! < firstDay) firstDay = day[i]!;
    if (day[i]! > lastDay) lastDay = day[i]!;
  }
  return { firstDay, lastDay };
}
