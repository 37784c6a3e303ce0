/**
 * The articles as the pages list them, and what each sold per week: read once for every version of
 * the outputs, so that a search costs no query.
 *
 * @module
 */
import { dayText } from "../stages/options.ts";
import type { Live, Served } from "./live.ts";
import { columnOr, columnsOf, tablesOf } from "./queries.ts";
import { eachChunk, int32, uint32 } from "./serving_index.ts";
import { findPlaces, pause, type TextSearch, textSearch } from "./text_search.ts";

/** Ways to sort articles. */
export const SORTS = ["shown", "sold", "name"] as const;

/** One of {@linkcode SORTS}. */
export type Sort = typeof SORTS[number];

/** All articles, by code. */
export interface Catalogue {
  /** `product_group_name`, `""` where there is none. */
  readonly kind: readonly string[];
  /** Pieces sold in the last 28 days; `null` without a feature store. */
  readonly sold: Float64Array | null;
  /** Lists that the article is in. */
  readonly shown: Uint32Array;
  /** Ids and names. */
  readonly text: TextSearch;
  /** Codes in each order. */
  readonly orders: Readonly<Record<Sort, Uint32Array>>;
}

/** The catalogue of what is served, read once. */
export function catalogueOf(live: Live, served: Served): Promise<Catalogue> {
  return live.remember("catalogue", () => readCatalogue(live, served));
}

async function readCatalogue(live: Live, { index, labels }: Served): Promise<Catalogue> {
  const { articles, itemFeatures } = tablesOf(live);
  const count = labels.articles.count;
  const name = await columnOr(live, articles, "a", "prod_name");
  const group = await columnOr(live, articles, "a", "product_group_name");
  const hasSold = (await columnsOf(live, itemFeatures)).includes("sales_28d");
  const kind = new Array<string>(count).fill("");
  const sold = hasSold ? new Float64Array(count) : null;
  const byName: number[] = [];
  await eachChunk(
    live.db,
    `select a.article, ${group}, ${hasSold ? "coalesce(f.sales_28d, 0)" : "0"}::integer
     from ${articles} a ${hasSold ? `left join ${itemFeatures} f using (article_id)` : ""}
     order by ${name}, a.article_id`,
    (chunk) => {
      const [codes, groups, pieces] = [uint32(chunk, 0), chunk.getColumnValues(1), int32(chunk, 2)];
      for (let i = 0; i < chunk.rowCount; i++) {
        const code = codes[i]!;
        if (code >= count) continue;
        byName.push(code);
        kind[code] = String(groups[i]);
        if (sold) sold[code] = pieces[i]!;
      }
    },
  );
  const shown = await countShown(index, count);
  const most = (values: { readonly [code: number]: number }) =>
    Uint32Array.from({ length: count }, (_, code) => code)
      .sort((a, b) => values[b]! - values[a]! || a - b);
  const text = await textSearch(
    count,
    (code) => `${labels.articles.idOf(code)} ${labels.articleName(code)}`,
  );
  const orders = { name: Uint32Array.from(byName), shown: most(shown), sold: most(sold ?? shown) };
  return { kind, sold, shown, text, orders };
}

/** How many lists each article is in. */
async function countShown(
  { order, k, count, article }: Pick<Served["index"], "order" | "k" | "count" | "article">,
  articles: number,
): Promise<Uint32Array> {
  const shown = new Uint32Array(articles);
  for (let i = 0; i < order.length; i++) {
    const at = order[i]! * k;
    const end = at + count[order[i]!]!;
    for (let slot = at; slot < end; slot++) shown[article[slot]!]!++;
    if (i % 65_536 === 0) await pause();
  }
  return shown;
}

/**
 * The first articles, at most `most`, whose id or name contains `wanted`, in an order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findArticles } from "./catalogue.ts";
 * import { textSearch } from "./text_search.ts";
 *
 * const text = await textSearch(3, (code) => ["01 red hat", "02 shoe", "03 hatbox"][code]!);
 * const [shown, sold, name] = [Uint32Array.of(2, 1, 0), Uint32Array.of(0, 1, 2), Uint32Array.of(2, 0, 1)];
 * const catalogue = { text, orders: { shown, sold, name } };
 * assert.deepEqual([...findArticles(catalogue, "hat", "shown", 5)], [2, 0]);
 * assert.deepEqual([...findArticles(catalogue, "", "sold", 2)], [0, 1]);
 * ```
 */
export function findArticles(
  { text, orders }: Pick<Catalogue, "text" | "orders">,
  wanted: string,
  sort: Sort,
  most: number,
): Uint32Array {
  const order = orders[sort];
  if (wanted === "") return order.subarray(0, most);
  const found = new Uint8Array(order.length);
  for (const code of findPlaces(text, wanted, Infinity)) found[code] = 1;
  return order.filter((code) => found[code] === 1).subarray(0, most);
}

/** Order lines of all articles by week; those of article `a` lie from `begin[a]` to `begin[a + 1]`. */
export interface WeeklyLines {
  readonly begin: Uint32Array;
  /** Weeks since the one that began on Monday, 1969-12-29; ascending within an article. */
  readonly week: Int32Array;
  readonly lines: Uint32Array;
}

/** The order lines of every article by week, read once. */
export function weeklyLinesOf(live: Live, { labels }: Served): Promise<WeeklyLines> {
  return live.rememberServed("weekly lines", () => readWeeklyLines(live, labels.articles.count));
}

async function readWeeklyLines(live: Live, articles: number): Promise<WeeklyLines> {
  const parts: { article: Uint32Array; week: Int32Array; lines: Uint32Array }[] = [];
  const begin = new Uint32Array(articles + 1);
  await eachChunk(
    live.db,
    `select article, floor((day - date '1970-01-01' + 3) / 7)::integer as week,
       count(*)::uinteger
     from ${tablesOf(live).orders} group by article, week`,
    (chunk) => {
      const part = {
        article: uint32(chunk, 0).slice(),
        week: int32(chunk, 1).slice(),
        lines: uint32(chunk, 2).slice(),
      };
      parts.push(part);
      for (const code of part.article) begin[code + 1]!++;
    },
  );
  for (let a = 0; a < articles; a++) begin[a + 1]! += begin[a]!;
  const [week, lines] = [new Int32Array(begin[articles]!), new Uint32Array(begin[articles]!)];
  const next = begin.slice();
  for (const part of parts) {
    for (let i = 0; i < part.article.length; i++) {
      const at = next[part.article[i]!]!++;
      week[at] = part.week[i]!;
      lines[at] = part.lines[i]!;
    }
  }
  return { begin, week, lines };
}

/**
 * An article's order lines in every week from its first to its last; weeks without any are zeros.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { linesByWeek } from "./catalogue.ts";
 *
 * const lines = {
 *   begin: Uint32Array.of(0, 0, 2),
 *   week: Int32Array.of(2, 0),
 *   lines: Uint32Array.of(5, 7),
 * };
 * assert.deepEqual(linesByWeek(lines, 1), [
 *   { week: "1969-12-29", lines: 7 },
 *   { week: "1970-01-05", lines: 0 },
 *   { week: "1970-01-12", lines: 5 },
 * ]);
 * assert.deepEqual(linesByWeek(lines, 0), []);
 * ```
 */
export function linesByWeek(
  { begin, week, lines }: WeeklyLines,
  article: number,
): { week: string; lines: number }[] {
  const known = new Map<number, number>();
  for (let at = begin[article]!; at < begin[article + 1]!; at++) known.set(week[at]!, lines[at]!);
  if (known.size === 0) return [];
  const [first, last] = [Math.min(...known.keys()), Math.max(...known.keys())];
  return Array.from({ length: last - first + 1 }, (_, i) => ({
    week: dayText(7 * (first + i) - 3),
    lines: known.get(first + i) ?? 0,
  }));
}
