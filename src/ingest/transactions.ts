/**
 * The order lines on their way in: read once, checked, coded, sorted.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import type { Database } from "./database.ts";
import { type FileCount, setAside, type SetAsideOptions, unreadableLines } from "./rejects.ts";
import { findColumns, floatOf, type InputTable, textOf, timestampOf } from "./tables.ts";
import aliasesSql from "./article_aliases.sql" with { type: "text" };
import checkedSql from "./transactions_checked.sql" with { type: "text" };
import newArticlesSql from "./new_articles.sql" with { type: "text" };
import newCustomersSql from "./new_customers.sql" with { type: "text" };
import ordersSql from "./orders.sql" with { type: "text" };
import rejectsSql from "./transaction_rejects.sql" with { type: "text" };
import stagedSql from "./transactions_staged.sql" with { type: "text" };

/** What {@linkcode loadTransactions} found. */
export interface TransactionsLoad {
  readonly count: FileCount;
  /** Labels of the sales channels by code; code 0 is the unknown. */
  readonly channels: readonly string[];
  /** Whether some line says of how many pieces it is. */
  readonly hasUnits: boolean;
  /** What the reader should know. */
  readonly notes: readonly string[];
}

/** Options of {@linkcode loadTransactions}. */
export interface LoadTransactionsOptions extends SetAsideOptions {
  /** Whether there is an articles file; articles it does not have are then set aside. */
  hasArticles: boolean;
}

/**
 * Reads the transactions into `staged_transactions`, numbers the customers and articles that the
 * master tables do not have, and makes the view `orders` of all lines that are kept.
 *
 * @throws {DataError} If a required column is missing, no line is left, or too many must be set
 * aside.
 */
export async function loadTransactions(
  db: Database,
  table: InputTable,
  options: LoadTransactionsOptions,
): Promise<TransactionsLoad> {
  await db.run(inputView(table));
  await db.run(checkedSql);
  await stage(db, table);
  const lines = await unreadableLines(db, "transactions", table);
  await codeNewIds(db, options.hasArticles);
  const count = await countTransactions(db, table, lines);
  await db.run(rejectsSql);
  await setAside(db, "transactions", "transaction_rejects", count, options);
  if (count.kept === 0) {
    throw new DataError("Expected at least one order line but found none", {
      place: { file: table.file },
    });
  }
  const notes = table.columns.get(findColumns(table, ["t_dat"], []).t_dat) ===
      "TIMESTAMP WITH TIME ZONE"
    ? ["t_dat has a time zone; its hours are those of UTC"]
    : [];
  const channels = await codeChannels(db, notes);
  await db.run(ordersSql);
  const hasUnits = await knowsUnits(db, table, notes);
  return { count, channels, hasUnits, notes };
}

/**
 * Makes `staged_transactions`. DuckDB takes a CSV file for a few rows and would build its hash
 * tables on the file instead of on the master tables, at four times the work and all the memory.
 */
async function stage(db: Database, table: InputTable): Promise<void> {
  await db.run("set preserve_insertion_order = false");
  await db.run("set disabled_optimizers = 'build_side_probe_side,join_order'");
  await db.run(stagedSql).catch((error) => {
    throw table.explain(error);
  });
  await db.run("reset disabled_optimizers");
  await db.run("set preserve_insertion_order = true");
}

/** The view `input_transactions`: the file's columns under fixed names and types. */
function inputView(table: InputTable): string {
  const found = findColumns(table, ["t_dat", "customer_id", "article_id"], [
    "price",
    "sales_channel_id",
    "quantity",
  ]);
  const { price, sales_channel_id: channel, quantity } = found;
  return `create temp view input_transactions as select
    ${textOf(table, found.t_dat)} as t_dat_text,
    ${timestampOf(table, found.t_dat)} as t,
    ${textOf(table, found.customer_id)} as customer_id,
    ${textOf(table, found.article_id)} as article_id,
    ${price === undefined ? "null::varchar" : textOf(table, price)} as price_text,
    ${price === undefined ? "null::float" : floatOf(table, price)} as price,
    ${channel === undefined ? "null::varchar" : textOf(table, channel)} as channel,
    ${quantity === undefined ? "null::tinyint" : floatOf(table, quantity)} as quantity,
    from ${table.relation}`;
}

/** Whether some line that is kept has a usable quantity; a note where others have none. */
async function knowsUnits(db: Database, table: InputTable, notes: string[]): Promise<boolean> {
  if (findColumns(table, [], ["quantity"]).quantity === undefined) return false;
  const [found] = await db.rows(`select count(units)::double as known,
    (count(*) - count(units))::double as unknown from orders`);
  const { known, unknown } = found as { known: number; unknown: number };
  if (unknown > 0) {
    const lines = unknown === 1 ? "1 order line has" : `${unknown} order lines have`;
    notes.push(`${lines} no quantity above 0; each counts as one piece`);
  }
  return known > 0;
}

/** Finds or numbers the articles and customers that the master tables do not have by that id. */
async function codeNewIds(db: Database, hasArticles: boolean): Promise<void> {
  await db.run(hasArticles ? aliasesSql : newArticlesSql);
  if (!hasArticles) {
    await db.run("insert into articles by name from article_aliases");
  }
  await db.run(newCustomersSql);
  await db.run("insert into customers by name from new_customers");
  await db.run(`create table unknown_articles as
    select distinct new_article_id as article_id from staged_transactions
    where reason is null and new_article_id is not null
    and new_article_id not in (select article_id from article_aliases)`);
}

async function countTransactions(
  db: Database,
  table: InputTable,
  lines: number,
): Promise<FileCount> {
  const found = await db.rows(`select
      coalesce(reason, case when unknown.article_id is not null then 'unknown_article' end)
        as reason,
      count(*) as n
    from staged_transactions as staged
    left join unknown_articles as unknown on staged.new_article_id = unknown.article_id
    group by 1 order by 1`);
  const reasons: Record<string, number> = lines === 0 ? {} : { unreadable_line: lines };
  let rows = lines;
  let kept = 0;
  for (const { reason, n } of found) {
    rows += Number(n);
    if (reason === null) kept = Number(n);
    else reasons[String(reason)] = Number(n);
  }
  return { file: table.file, rows, kept, rejected: rows - kept, reasons };
}

/**
 * Makes `channels` (channel, code). Numbers from 0 to 255 stand for themselves; other labels are
 * numbered from 1 in their order.
 */
async function codeChannels(db: Database, notes: string[]): Promise<string[]> {
  await db.run(`create table channels as
    with labels as (
      select distinct channel from staged_transactions where channel is not null
    )
    select channel, case
        when (select bool_and(try_cast(channel as utinyint) is not null
          and cast(try_cast(channel as utinyint) as varchar) = channel) from labels)
        then try_cast(channel as utinyint)
        when (select count(*) from labels) <= 255
        then cast(row_number() over (order by channel) as utinyint)
        else 0
      end as code
    from labels`);
  const rows = await db.rows("select code::integer as code, channel from channels order by code");
  const channels: string[] = [""];
  for (const { code, channel } of rows) {
    if (Number(code) > 0) channels[Number(code)] = String(channel);
  }
  if (rows.length > 255) notes.push(`${rows.length} sales channels are too many; all are unknown`);
  return Array.from(channels, (label) => label ?? "");
}
