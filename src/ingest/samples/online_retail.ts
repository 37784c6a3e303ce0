/**
 * The embedded real sample: UCI Online Retail in the Kaggle H&M layout with timestamps.
 *
 * Run it with `deno task sample --source <the published file as Parquet>`.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Database, openDatabase, sqlText } from "../database.ts";
import { DataError } from "../../errors.ts";
import { describeGiftware } from "./giftware_words.ts";
import linesSql from "./online_retail.sql" with { type: "text" };

/** What {@linkcode writeOnlineRetailSample} wrote. */
export interface SampleSummary {
  /** Order lines. */
  lines: number;
  /** Distinct customers. */
  customers: number;
  /** Distinct articles. */
  articles: number;
  /** Size of the three files together, in bytes. */
  bytes: number;
}

/** The sample as README.md describes it; anything else is another file than the published one. */
export const PUBLISHED_COUNTS = { lines: 396_370, customers: 4_335, articles: 3_659 };

/**
 * Turns the published Online Retail table into the three files of the Kaggle H&M layout in
 * `directory`. The same source gives the same bytes.
 *
 * @param source Parquet with the published columns `InvoiceNo`, `StockCode`, `Description`,
 * `Quantity`, `InvoiceDate`, `UnitPrice`, `CustomerID`, `Country`.
 * @throws {DataError} If the source cannot be read or has other columns.
 *
 * @example
 * ```ts ignore
 * await writeOnlineRetailSample("online_retail.parquet", "data/samples/online-retail");
 * ```
 */
export async function writeOnlineRetailSample(
  source: string,
  directory: string,
): Promise<SampleSummary> {
  Deno.mkdirSync(directory, { recursive: true });
  using db = await openDatabase({ threads: 1 });
  await db.run(linesSql, { source }).catch((cause: Error) => {
    const [message] = cause.message.split("\n");
    throw new DataError(`Expected the published Online Retail table but found: ${message}`, {
      place: { file: source },
      cause,
    });
  });
  await describeArticles(db);
  const files: Record<string, string> = {
    transactions_train: "select t_dat, customer_id, article_id, price, quantity, invoice_no " +
      "from sample_lines",
    customers: "select customer_id, arg_min(country, (t_dat, invoice_no)) as country " +
      "from sample_lines group by all order by customer_id",
    articles: "from sample_articles order by article_id",
  };
  let bytes = 0;
  for (const [name, query] of Object.entries(files)) {
    const file = join(directory, `${name}.parquet`);
    await db.run(
      `copy (${query}) to ${sqlText(file)} ` +
        "(format parquet, compression zstd, compression_level 19, row_group_size 500000)",
    );
    bytes += Deno.statSync(file).size;
  }
  const [counts] = await db.rows(
    "select count(*)::integer as lines, " +
      "count(distinct customer_id)::integer as customers, " +
      "count(distinct article_id)::integer as articles from sample_lines",
  );
  return { ...counts as unknown as Omit<SampleSummary, "bytes">, bytes };
}

/** Makes `sample_articles` from each article's first description. */
async function describeArticles(db: Database): Promise<void> {
  await db.run(`create table sample_articles (
    article_id varchar, product_code varchar, prod_name varchar, product_type_name varchar,
    product_group_name varchar, colour_group_name varchar, graphical_appearance_name varchar,
    occasion_name varchar)`);
  const articles = await db.rows(
    "select article_id, arg_min(description, (t_dat, invoice_no, description)) as name " +
      "from sample_lines group by article_id order by article_id",
  ) as { article_id: string; name: string }[];
  const appender = await db.connection.createAppender("sample_articles");
  for (const { article_id, name } of articles) {
    const words = describeGiftware(name);
    appender.appendVarchar(article_id);
    appender.appendVarchar(article_id.slice(0, 5));
    appender.appendVarchar(name);
    const { productType, productGroup, colour, pattern, occasion } = words;
    for (const label of [productType, productGroup, colour, pattern, occasion]) {
      if (label === "") appender.appendNull();
      else appender.appendVarchar(label);
    }
    appender.endRow();
  }
  appender.closeSync();
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      source: { type: "string" },
      to: { type: "string", default: "data/samples/online-retail" },
    },
  });
  if (!values.source) {
    console.error("Expected --source FILE, the Online Retail table as Parquet, but found none");
    Deno.exit(2);
  }
  const summary = await writeOnlineRetailSample(values.source, values.to);
  console.log(JSON.stringify(summary));
  const { bytes: _, ...counts } = summary;
  if (JSON.stringify(counts) !== JSON.stringify(PUBLISHED_COUNTS)) {
    console.error(`Expected ${JSON.stringify(PUBLISHED_COUNTS)} from the published table`);
    Deno.exit(1);
  }
}
