/**
 * dunnhumby's "The Complete Journey" in the Kaggle H&M layout with timestamps: the second shop on
 * which figures are reported. It is not embedded; the published tables are given by path.
 *
 * Run it with `deno task sample:journey --source <folder of the published Parquet files> --to DIR`.
 *
 * @module
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Database, openDatabase, parquetFile, sqlText } from "../database.ts";
import { DataError } from "../../errors.ts";
import { isFile } from "../../workspace.ts";
import linesSql from "./complete_journey.sql" with { type: "text" };

/** What {@linkcode writeCompleteJourney} wrote. */
export interface JourneySummary {
  /** Order lines. */
  lines: number;
  /** Distinct customers. */
  customers: number;
  /** Distinct articles. */
  articles: number;
}

/** The order lines, of which the folder must hold one. */
const LINE_FILES = ["transactions_sample", "transactions"];

/** Columns of an article that the published `products` gives, where it is there. */
const ARTICLE_COLUMNS = "p.product_type as product_type_name, " +
  "p.product_category as product_group_name, p.department as department_name, p.brand, " +
  "p.manufacturer_id";

/** An age band's middle in years: `19-24` is 21.5, `65+` is 70. */
const AGE = "case when age like '%+' then cast(replace(age, '+', '') as float) + 5 " +
  "else (cast(split_part(age, '-', 1) as float) + cast(split_part(age, '-', 2) as float)) / 2 end";

/**
 * Turns the published tables into the three files of the Kaggle H&M layout in `directory`. The
 * same source gives the same bytes. Every line is kept; a price is a line's value over its
 * quantity.
 *
 * @param source Folder with `transactions_sample.parquet` (or `transactions.parquet`) and, where
 * present, `products.parquet` and `demographics.parquet`, columns as in the R package
 * completejourney 1.1.
 * @throws {DataError} If there is no table of lines, or a table cannot be read.
 *
 * @example
 * ```ts ignore
 * await writeCompleteJourney("completejourney", "journey");
 * ```
 */
export async function writeCompleteJourney(
  source: string,
  directory: string,
): Promise<JourneySummary> {
  const lines = LINE_FILES.map((name) => join(source, `${name}.parquet`)).find(isFile);
  if (lines === undefined) {
    throw new DataError("Expected transactions_sample.parquet or transactions.parquet", {
      place: { file: source },
      hint: "Write the tables of the R package completejourney as Parquet files first.",
    });
  }
  Deno.mkdirSync(directory, { recursive: true });
  using db = await openDatabase({ threads: 1 });
  const readable = async (file: string, sql: string, values?: Record<string, string>) => {
    await db.run(sql, values).catch((cause: Error) => {
      const [message] = cause.message.split("\n");
      const text = `Expected a published table of The Complete Journey but found: ${message}`;
      throw new DataError(text, { place: { file }, cause });
    });
  };
  await readable(lines, linesSql, { source: lines });
  const write = (name: string, query: string, from: string) =>
    readable(
      from,
      `copy (${query}) to ${sqlText(join(directory, `${name}.parquet`))} ` +
        "(format parquet, compression zstd)",
    );
  await write("transactions_train", "from journey_lines", lines);
  const products = join(source, "products.parquet");
  await write("articles", articlesQuery(isFile(products) ? products : null), products);
  const households = join(source, "demographics.parquet");
  await write("customers", customersQuery(isFile(households) ? households : null), households);
  return await countsOf(db);
}

function articlesQuery(products: string | null): string {
  const ids = "select distinct article_id from journey_lines";
  if (products === null) return `${ids} order by article_id`;
  return `select l.article_id, ${ARTICLE_COLUMNS} from (${ids}) as l left join ${
    parquetFile(products)
  } as p on cast(p.product_id as varchar) = l.article_id order by l.article_id`;
}

function customersQuery(households: string | null): string {
  const ids = "select distinct customer_id from journey_lines";
  if (households === null) return `${ids} order by customer_id`;
  return `select l.customer_id, ${AGE} as age, h.income, h.household_size, h.household_comp
    from (${ids}) as l left join ${parquetFile(households)} as h
    on cast(h.household_id as varchar) = l.customer_id order by l.customer_id`;
}

async function countsOf(db: Database): Promise<JourneySummary> {
  const [counts] = await db.rows(
    "select count(*)::integer as lines, " +
      "count(distinct customer_id)::integer as customers, " +
      "count(distinct article_id)::integer as articles from journey_lines",
  );
  return counts as unknown as JourneySummary;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: { source: { type: "string" }, to: { type: "string" } },
  });
  if (!values.source || !values.to) {
    console.error("Expected --source FOLDER and --to FOLDER but found only one or none");
    Deno.exit(2);
  }
  try {
    console.log(JSON.stringify(await writeCompleteJourney(values.source, values.to)));
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    console.error(error.message);
    Deno.exit(2);
  }
}
