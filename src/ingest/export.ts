/**
 * Writing the store: Parquet for SQL, raw columns for everything else.
 *
 * @module
 */
import type { DuckDBDataChunk } from "@duckdb/node-api";
import { type Category, codeAttributes } from "./attributes.ts";
import { chunkColumn, openColumn } from "./columns.ts";
import { type Database, parquetFile, sqlText } from "./database.ts";
import type { MasterKind } from "./master.ts";
import { storeIn, type StorePaths } from "./store.ts";
import { openTextColumn } from "./text_column.ts";

/** What {@linkcode exportOrders} wrote. */
export interface OrdersExport {
  readonly lines: number;
  /** Days since 1970-01-01. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** Whether some line has a time of day other than midnight. */
  readonly hasTimeOfDay: boolean;
  /** Lines by day since 1970-01-01, up to the last one. */
  readonly byDay: Uint32Array;
}

/** Empties `folder` and gives the paths of a store in it. */
export function createStoreFolder(folder: string): StorePaths {
  Deno.mkdirSync(`${folder}/columns`, { recursive: true });
  return storeIn(folder);
}

/** Options of {@linkcode exportOrders}. */
export interface ExportOrdersOptions {
  /** Whether some line says of how many pieces it is; the others are of one. @default {false} */
  hasUnits?: boolean;
}

/** Writes the view `orders` as `orders.parquet` and as raw columns. */
export async function exportOrders(
  db: Database,
  store: StorePaths,
  { hasUnits = false }: ExportOrdersOptions = {},
): Promise<OrdersExport> {
  const hasTimeOfDay = await db.value(
    "select coalesce(bool_or(t >= date_trunc('day', t) + interval 1 minute), false) " +
      "from staged_transactions where reason is null",
  ) as boolean;
  const minute = hasTimeOfDay ? "minute" : "null::smallint as minute";
  const units = hasUnits ? ", coalesce(units, 1)::float as units" : "";
  await db.run(`copy (select customer, article, day, ${minute}, price, channel${units}
    from orders) to ${sqlText(store.orders)}
    (format parquet, compression zstd, compression_level 1)`);
  const days = await writeOrderColumns(db, store, { hasTimeOfDay, hasUnits });
  return { ...days, hasTimeOfDay };
}

async function writeOrderColumns(
  db: Database,
  store: StorePaths,
  { hasTimeOfDay, hasUnits }: { hasTimeOfDay: boolean; hasUnits: boolean },
): Promise<Omit<OrdersExport, "hasTimeOfDay">> {
  const customers = Number(await db.value("select count(*) from customers"));
  const offsets = new Uint32Array(customers + 1);
  const optional = [
    ...hasTimeOfDay ? [{ name: "minute.i16", sql: "coalesce(minute, -1)::smallint" }] : [],
    ...hasUnits ? [{ name: "units.f32", sql: "units" }] : [],
  ];
  const names = [
    ...["article.u32", "day.u16", "price.f32", "channel.u8"],
    ...optional.map(({ name }) => name),
  ];
  using writers = openAll(names.map((name) => store.column(`orders.${name}`)));
  const byDay = new Uint32Array(65_536);
  let [lines, firstDay, lastDay] = [0, Infinity, -Infinity];
  let [previous, previousDay] = [0, 0];
  await eachChunk(
    db,
    `select customer, article, (day - date '1970-01-01')::usmallint, price, channel
      ${optional.map(({ sql }) => `, ${sql}`).join("")} from ${parquetFile(store.orders)}`,
    (chunk) => {
      const customerColumn = chunkColumn<Uint32Array>(chunk, 0);
      const dayColumn = chunkColumn<Uint16Array>(chunk, 2);
      for (let i = 0; i < customerColumn.length; i++) {
        const customer = customerColumn[i]!;
        const day = dayColumn[i]!;
        if (customer < previous || (customer === previous && day < previousDay)) {
          throw new Error("Expected orders sorted by customer and day");
        }
        offsets[customer + 1]! += 1;
        byDay[day]! += 1;
        previous = customer;
        previousDay = day;
        if (day < firstDay) firstDay = day;
        if (day > lastDay) lastDay = day;
      }
      names.forEach((_, i) => writers.columns[i]!.write(chunkColumn(chunk, i + 1)));
      lines += chunk.rowCount;
    },
  );
  for (let c = 0; c < customers; c++) offsets[c + 1]! += offsets[c]!;
  writers.flush();
  writeColumn(store.column("orders.offsets.u32"), offsets);
  return { lines, firstDay, lastDay, byDay: byDay.slice(0, lastDay + 1) };
}

/** Writes a master table as Parquet and its codes, ids and categories as raw columns. */
export async function exportMaster(
  db: Database,
  store: StorePaths,
  kind: MasterKind,
  columns: readonly string[],
): Promise<Category[]> {
  await db.run(`copy (from ${kind}s order by ${kind})
    to ${sqlText(store[`${kind}s`])} (format parquet, compression zstd, compression_level 1)`);
  const categories = await codeAttributes(db, kind, columns);
  const path = (name: string) => store.column(`${kind}s.${name}`);
  const codes = categories.map((_, i) => path(`c${i}.u32`));
  using writers = openAll([path("known_from.u16"), path("age.f32"), ...codes]);
  using ids = openTextColumn(path("ids"));
  await eachChunk(db, `select * exclude (code) from coded_${kind}s`, (chunk) => {
    ids.write(chunk.getColumnValues(0) as string[]);
    writers.columns.forEach((column, i) => column.write(chunkColumn(chunk, i + 1)));
  });
  writers.flush();
  ids.flush();
  using byId = openAll([path("by_id.u32")]);
  await eachChunk(db, `select ${kind} from ${kind}s order by ${kind}_id`, (chunk) => {
    byId.columns[0]!.write(chunkColumn(chunk, 0));
  });
  byId.flush();
  if (kind === "article") await exportNames(db, store, columns);
  return categories;
}

async function exportNames(
  db: Database,
  store: StorePaths,
  columns: readonly string[],
): Promise<void> {
  const name = columns.includes("prod_name") ? "coalesce(prod_name, '')" : "''";
  using names = openTextColumn(store.column("articles.names"));
  await eachChunk(db, `select ${name} from articles order by article`, (chunk) => {
    names.write(chunk.getColumnValues(0) as string[]);
  });
  names.flush();
}

function openAll(paths: readonly string[]) {
  const columns = paths.map(openColumn);
  return {
    columns,
    flush: () => columns.forEach((column) => column.flush()),
    [Symbol.dispose]: () => columns.forEach((column) => column[Symbol.dispose]()),
  };
}

function writeColumn(path: string, values: ArrayBufferView): void {
  using column = openColumn(path);
  column.write(values);
  column.flush();
}

/** Runs a query and hands over its result chunk by chunk, in order. */
async function eachChunk(
  db: Database,
  sql: string,
  take: (chunk: DuckDBDataChunk) => void,
): Promise<void> {
  const result = await db.connection.stream(sql);
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) take(chunk);
}
