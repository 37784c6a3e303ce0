/**
 * The store back in memory: a {@linkcode Shop} over shared arrays, and the ids behind its codes.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import type { Workspace } from "../workspace.ts";
import type { Category } from "./attributes.ts";
import { type Column, type ColumnType, readColumn } from "./columns.ts";
import type {
  ArticleTable,
  CodedColumn,
  CustomerTable,
  EpochDay,
  OrderLines,
  Shop,
  Snapshot,
} from "./shop.ts";
import { severalPieces } from "./shop.ts";
import { readManifest, type StoreManifest, type StorePaths, storePaths } from "./store.ts";
import { findText, readTextColumn, textAt } from "./text_column.ts";

/** Options of the loaders. */
export interface LoadOptions {
  /**
   * Leave out every line of this day and after, and customers and articles that only those name.
   * @default {nothing is left out}
   */
  before?: EpochDay;
}

/**
 * Loads the shop that was ingested into a workspace, over `SharedArrayBuffer`s.
 *
 * Codes are the same with and without `before`: those that the master files name come first, the
 * others in order of their first day, so a shop as of an earlier day has the first codes of a later
 * one, and rows from `before` on can change neither a code nor a tie that is broken by codes.
 *
 * @throws {DataError} If nothing was ingested, or no line is before `before`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openWorkspace } from "../workspace.ts";
 * import { ingest } from "./ingest.ts";
 * import { loadShop } from "./load.ts";
 *
 * const root = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(
 *   `${root}/transactions_train.csv`,
 *   "t_dat,customer_id,article_id\n1970-01-11,anna,1\n1970-01-12,bert,2\n",
 * );
 * const workspace = openWorkspace(root);
 * await ingest(root, workspace);
 * assert.equal(loadShop(workspace).customers.count, 2);
 * assert.equal(loadShop(workspace, { before: 11 }).customers.count, 1);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function loadShop(workspace: Workspace, options: LoadOptions = {}): Shop {
  const { before = Infinity } = options;
  if (before !== Infinity && !Number.isInteger(before)) {
    throw new RangeError(`Expected before to be a whole number of days but found ${before}`);
  }
  const manifest = readManifest(workspace);
  const store = storePaths(workspace);
  const customers = knownBefore(store, "customers", manifest.customers, before);
  const articles = knownBefore(store, "articles", manifest.articles, before);
  const { orders, firstDay, lastDay } = loadOrders(store, manifest, {
    customers,
    articles,
    before,
  });
  return {
    orders,
    customers: loadCustomers(store, manifest, customers),
    articles: loadArticles(store, manifest, articles),
    firstDay,
    lastDay,
  };
}

/** {@linkcode loadShop} as a {@linkcode Snapshot}: the shop on the morning of `asOf`. */
export function loadSnapshot(workspace: Workspace, asOf: EpochDay): Snapshot {
  return { ...loadShop(workspace, { before: asOf }), asOf };
}

/** How many of the codes are known before a day; those are the first. */
function knownBefore(store: StorePaths, table: string, count: number, before: EpochDay): number {
  if (before === Infinity) return count;
  const knownFrom = readColumn(store.column(`${table}.known_from.u16`), Uint16Array, count);
  let known = count;
  while (known > 0 && knownFrom[known - 1]! >= before) known--;
  return known;
}

interface OrdersWanted {
  customers: number;
  articles: number;
  before: EpochDay;
}

function loadOrders(store: StorePaths, manifest: StoreManifest, wanted: OrdersWanted) {
  const { customers, articles, before } = wanted;
  const path = (name: string) => store.column(`orders.${name}`);
  const all = readColumn(path("offsets.u32"), Uint32Array, customers + 1);
  const lines = all[customers]!;
  const days = readColumn(path("day.u16"), Uint16Array, lines);
  const { offsets, ends } = keptRanges(all, days, before);
  const load = <C extends Column>(name: string, type: ColumnType<C>, whole?: C): C =>
    keepRanges(whole ?? readColumn(path(name), type, lines), type, all, ends, offsets);
  const day = load("day.u16", Uint16Array, days);
  const [firstDay, lastDay] = rangeOf(day);
  if (day.length === 0) throw nothingBefore(before, manifest.firstDay);
  const minute = manifest.hasTimeOfDay ? load("minute.i16", Int16Array) : null;
  const orders: OrderLines = {
    customers,
    articles,
    offsets,
    article: load("article.u32", Uint32Array),
    day,
    minute: minute?.some((value) => value >= 0) ? minute : null,
    price: load("price.f32", Float32Array),
    channel: load("channel.u8", Uint8Array),
    units: severalPieces(manifest.hasUnits ? load("units.f32", Float32Array) : null),
  };
  return { orders, firstDay, lastDay };
}

/** Where each customer's lines before a day end, and the offsets once the others are left out. */
function keptRanges(all: Uint32Array, days: Uint16Array, before: EpochDay) {
  const customers = all.length - 1;
  const ends = new Uint32Array(customers);
  const offsets = new Uint32Array(new SharedArrayBuffer(4 * all.length));
  for (let c = 0; c < customers; c++) {
    let end = all[c + 1]!;
    while (end > all[c]! && days[end - 1]! >= before) end--;
    ends[c] = end;
    offsets[c + 1] = offsets[c]! + end - all[c]!;
  }
  return { offsets, ends };
}

function keepRanges<C extends Column>(
  column: C,
  type: ColumnType<C>,
  all: Uint32Array,
  ends: Uint32Array,
  offsets: Uint32Array,
): C {
  const kept = offsets[offsets.length - 1]!;
  if (kept === column.length) return column;
  const out = new type(new SharedArrayBuffer(kept * type.BYTES_PER_ELEMENT));
  for (let c = 0; c < ends.length; c++) {
    let at = offsets[c]!;
    for (let i = all[c]!; i < ends[c]!; i++) out[at++] = column[i]!;
  }
  return out;
}

function rangeOf(day: Uint16Array): [EpochDay, EpochDay] {
  let [first, last] = [Infinity, -Infinity];
  for (let i = 0; i < day.length; i++) {
    if (day[i]! < first) first = day[i]!;
    if (day[i]! > last) last = day[i]!;
  }
  return [first, last];
}

function nothingBefore(before: EpochDay, firstDay: EpochDay): DataError {
  const text = (day: EpochDay) => new Date(day * 86_400_000).toISOString().slice(0, 10);
  return new DataError(
    `Expected orders before ${text(before)} but the first is of ${text(firstDay)}`,
    { hint: "Give a later day with --as-of." },
  );
}

function loadCustomers(store: StorePaths, manifest: StoreManifest, count: number): CustomerTable {
  return {
    count,
    age: readColumn(store.column("customers.age.f32"), Float32Array, count),
    attributes: loadAttributes(store, "customers", manifest.customerCategories, count),
  };
}

function loadArticles(store: StorePaths, manifest: StoreManifest, count: number): ArticleTable {
  const attributes = loadAttributes(store, "articles", manifest.articleCategories, count);
  return { count, attributes };
}

function loadAttributes(
  store: StorePaths,
  table: string,
  categories: readonly Category[],
  count: number,
): Map<string, CodedColumn> {
  return new Map(categories.map(({ name, labels }, i) => {
    const codes = readColumn(store.column(`${table}.c${i}.u32`), Uint32Array, count);
    return [name, { codes, labels }];
  }));
}

/** Ids behind codes, without a string per id in memory. */
export interface Ids {
  readonly count: number;
  /** The id of a code. @throws {RangeError} If there is no such code. */
  idOf(code: number): string;
  /** The code of an id, `undefined` where it is not known. */
  codeOf(id: string): number | undefined;
}

/** What {@linkcode loadLabels} gives. */
export interface Labels {
  readonly customers: Ids;
  readonly articles: Ids;
  /** `prod_name` of an article; `""` where the shop has none. */
  articleName(article: number): string;
}

/**
 * Ids and names for people. For output tables of many customers join the codes with the store's
 * `customers.parquet` and `articles.parquet` in SQL instead.
 *
 * @throws {DataError} If nothing was ingested.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openWorkspace } from "../workspace.ts";
 * import { ingest } from "./ingest.ts";
 * import { loadLabels } from "./load.ts";
 *
 * const root = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(
 *   `${root}/transactions_train.csv`,
 *   "t_dat,customer_id,article_id\n2020-01-01,anna,0108775015\n",
 * );
 * const workspace = openWorkspace(root);
 * await ingest(root, workspace);
 * const { customers, articles } = loadLabels(workspace);
 * assert.equal(customers.codeOf("anna"), 0);
 * assert.equal(customers.codeOf("bert"), undefined);
 * assert.equal(articles.idOf(0), "0108775015");
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function loadLabels(workspace: Workspace, options: LoadOptions = {}): Labels {
  const { before = Infinity } = options;
  const manifest = readManifest(workspace);
  const store = storePaths(workspace);
  const ids = (table: "customers" | "articles") =>
    loadIds(store, table, manifest[table], knownBefore(store, table, manifest[table], before));
  const names = readTextColumn(store.column("articles.names"), manifest.articles);
  return {
    customers: ids("customers"),
    articles: ids("articles"),
    articleName: (article) => textAt(names, article),
  };
}

function loadIds(store: StorePaths, table: string, all: number, count: number): Ids {
  const texts = readTextColumn(store.column(`${table}.ids`), all);
  const order = readColumn(store.column(`${table}.by_id.u32`), Uint32Array, all);
  return {
    count,
    idOf: (code) => textAt({ ...texts, length: count }, code),
    codeOf: (id) => {
      const code = findText(texts, order, id);
      return code < 0 || code >= count ? undefined : code;
    },
  };
}
