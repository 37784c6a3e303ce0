/**
 * The two tables that a run is for: `recommendations` and `push_plan`, with ids, in the formats
 * asked for.
 *
 * @module
 */
import { appendTable } from "../ingest/append.ts";
import { type Database, parquetFile, sqlText } from "../ingest/database.ts";
import type { StorePaths } from "../ingest/store.ts";
import { SEND_TIME_BASES, type SendTimes } from "../timing/send_times.ts";
import type { CustomerLists } from "./customer_lists.ts";
import { writeSqlite } from "./sqlite.ts";

/** A format of the output tables. */
export type OutputFormat = "parquet" | "csv" | "sqlite";

/** All formats, for option checks. */
export const OUTPUT_FORMATS: readonly OutputFormat[] = ["parquet", "csv", "sqlite"];

/** What the tables are made of; every per-customer array is in the lists' order. */
export interface PlanInputs {
  readonly lists: CustomerLists;
  /** P(buys the article within the horizon), slot by slot as the lists. */
  readonly probability: Float64Array;
  /** P(buys anything within the horizon) per customer. */
  readonly propensity: Float64Array;
  readonly times: SendTimes;
}

/**
 * Writes both tables into `folder`, as Parquet always and in the other formats asked for.
 * `recommendations` is sorted by customer code and
 * rank, `push_plan` by customer code.
 *
 * @param metadata Kept in the Parquet files' footers, e.g. which model made them.
 */
export async function writeOutputs(
  db: Database,
  inputs: PlanInputs,
  store: StorePaths,
  folder: string,
  formats: readonly OutputFormat[],
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  Deno.mkdirSync(folder, { recursive: true });
  await appendLists(db, inputs);
  await appendPlan(db, inputs);
  const tables = {
    recommendations: recommendationsQuery(store),
    push_plan: pushPlanQuery(store, inputs.times.hourProbability !== null),
  };
  const pairs = Object.entries(metadata).map(([key, value]) => `${key}: ${sqlText(value)}`);
  const about = pairs.length === 0 ? "" : `, kv_metadata {${pairs.join(", ")}}`;
  for (const [name, query] of Object.entries(tables)) {
    await db.run(`copy (${query}) to ${sqlText(`${folder}/${name}.parquet`)}
      (format parquet, compression zstd, compression_level 1${about})`);
    if (formats.includes("csv")) {
      await db.run(`copy (${query}) to ${sqlText(`${folder}/${name}.csv`)} (format csv, header)`);
    }
  }
  if (formats.includes("sqlite")) await writeSqlite(db, folder, Object.keys(tables));
}

async function appendLists(db: Database, { lists, probability }: PlanInputs) {
  const rows = lists.count.reduce((sum, n) => sum + n, 0);
  const customer = new Uint32Array(rows);
  const rank = new Int32Array(rows);
  const article = new Uint32Array(rows);
  const score = new Float64Array(rows);
  const chance = new Float64Array(rows);
  let at = 0;
  for (let i = 0; i < lists.customers; i++) {
    for (let r = 0; r < lists.count[i]!; r++, at++) {
      customer[at] = lists.from + i;
      rank[at] = r + 1;
      article[at] = lists.article[i * lists.k + r]!;
      score[at] = lists.score[i * lists.k + r]!;
      chance[at] = probability[i * lists.k + r]!;
    }
  }
  await appendTable(db, "lists", [
    { name: "customer", values: customer },
    { name: "rank", values: rank },
    { name: "article", values: article },
    { name: "score", values: score },
    { name: "purchase_probability", values: chance },
  ], rows);
}

async function appendPlan(db: Database, { lists, propensity, times }: PlanInputs) {
  const n = lists.customers;
  const column = (name: string, values: Float64Array, width: number, at: number) => ({
    name,
    values: Float64Array.from({ length: n }, (_, i) => values[i * width + at]!),
  });
  const days = Array.from({ length: 7 }, (_, d) => column(`d${d}`, times.dayProbability, 7, d));
  const hours = times.hourProbability === null ? [] : Array.from(
    { length: 24 },
    (_, h) => column(`h${h}`, times.hourProbability!, 24, h),
  );
  await appendTable(db, "plan", [
    {
      name: "customer",
      values: Uint32Array.from({ length: n }, (_, i) => lists.from + i),
    },
    { name: "purchase_propensity", values: propensity },
    { name: "send_day_of_week", values: Int32Array.from(times.dayOfWeek) },
    { name: "send_hour", values: Int32Array.from(times.hour ?? new Int8Array(n)) },
    { name: "basis", values: times.basis },
    ...days,
    ...hours,
  ], n);
}

function recommendationsQuery(store: StorePaths): string {
  return `
    select c.customer_id, l.rank, a.article_id, l.score, l.purchase_probability
    from lists l
    join ${parquetFile(store.customers)} c using (customer)
    join ${parquetFile(store.articles)} a using (article)
    order by l.customer, l.rank`;
}

function pushPlanQuery(store: StorePaths, hasHours: boolean): string {
  const list = (letter: string, n: number) =>
    `[${Array.from({ length: n }, (_, i) => `p.${letter}${i}`).join(", ")}]::double[]`;
  const basis = `[${SEND_TIME_BASES.map(sqlText).join(", ")}][p.basis + 1]`;
  return `
    with articles as (
      select l.customer, list(a.article_id order by l.rank) as articles
      from lists l join ${parquetFile(store.articles)} a using (article)
      group by l.customer
    )
    select
      c.customer_id,
      p.purchase_propensity,
      p.send_day_of_week,
      ${hasHours ? "p.send_hour" : "null::integer"} as send_hour,
      ${basis} as send_time_basis,
      ${hasHours ? list("h", 24) : "null::double[]"} as hour_probability,
      ${list("d", 7)} as day_probability,
      coalesce(r.articles, []::varchar[]) as articles
    from plan p
    join ${parquetFile(store.customers)} c using (customer)
    left join articles r using (customer)
    order by p.customer`;
}
