/**
 * The simulation's tables: the answers one by one, and the randomised send plan that a shop would
 * send by, so that its log can be judged later.
 *
 * @module
 */
import { appendTable } from "../ingest/append.ts";
import { type Database, parquetFile, sqlText } from "../ingest/database.ts";
import type { StorePaths } from "../ingest/store.ts";
import type { Observation } from "./analysis.ts";
import { ARMS, assignedArm } from "./design.ts";
import { popularArm, SEND_HOUR_COUNT } from "./messages.ts";
import type { ArticleFacts } from "./article_facts.ts";
import type { Recommended } from "./messages.ts";

/**
 * Arm B's articles and hours from the output tables.
 *
 * @param folder Folder with `recommendations.parquet` and `push_plan.parquet`.
 */
export async function readRecommended(
  db: Database,
  folder: string,
  store: StorePaths,
  customers: Uint32Array,
): Promise<Map<number, Recommended>> {
  await appendTable(
    db,
    "wanted",
    [{ name: "customer", values: customers }],
    customers.length,
  );
  const rows = await db.rows(`
    with people as (
      select w.customer, c.customer_id
      from wanted w join ${parquetFile(store.customers)} c using (customer)
    )
    select p.customer, any_value(h.send_hour) as hour,
      string_agg(a.article, ',' order by r.rank) as articles
    from people p
    join ${parquetFile(`${folder}/push_plan.parquet`)} h using (customer_id)
    join ${parquetFile(`${folder}/recommendations.parquet`)} r using (customer_id)
    join ${parquetFile(store.articles)} a on a.article_id = r.article_id
    group by p.customer`);
  return new Map(rows.map(({ customer, hour, articles }) => [Number(customer), {
    articles: String(articles).split(",").map(Number),
    hour: hour === null ? null : Number(hour),
  }]));
}

/** Options of {@linkcode writeSendPlan}. */
export interface SendPlanOptions {
  /** Articles per message of arm A. @default {12} */
  size?: number;
  /** @default {1} */
  seed?: number;
}

/**
 * Writes the randomised send plan of all customers of the push plan, sorted by customer:
 * `customer_id`, `arm`, `send_day_of_week`, `send_hour` (NULL where the shop has no times),
 * `articles`, `arm_propensity` and `propensity`, the probability with which this arm and hour
 * were drawn. Both are what inverse propensity scoring of the log needs.
 */
export async function writeSendPlan(
  db: Database,
  folder: string,
  store: StorePaths,
  facts: ArticleFacts,
  path: string,
  customers: number,
  options: SendPlanOptions & { readonly hours: boolean },
): Promise<void> {
  const { size = 12, seed = 1, hours } = options;
  const arm = new Uint8Array(customers);
  const hour = new Float32Array(customers).fill(NaN);
  const popular = popularArm(facts, { size, hours, seed });
  for (let c = 0; c < customers; c++) {
    arm[c] = assignedArm(c, seed);
    const drawn = hours && arm[c] === 0 ? popular.message(c).hour : null;
    if (drawn !== null) hour[c] = drawn;
  }
  await appendTable(db, "assigned", [
    { name: "customer", values: Uint32Array.from({ length: customers }, (_, c) => c) },
    { name: "arm", values: arm },
    { name: "hour", values: hour },
  ], customers);
  const articles = Uint32Array.from([...popular.message(0).articles].sort((a, b) => a - b));
  await appendTable(db, "popular", [{ name: "article", values: articles }], articles.length);
  const drawn = hours ? `case when s.arm = 0 then ${1 / SEND_HOUR_COUNT} else 1 end` : "1";
  await db.run(`copy (
    with popular_ids as (
      select coalesce(list(a.article_id order by p.article), []::varchar[]) as ids
      from popular p join ${parquetFile(store.articles)} a using (article)
    )
    select c.customer_id,
      if(s.arm = 0, '${ARMS[0]}', '${ARMS[1]}') as arm,
      h.send_day_of_week,
      if(s.arm = 0, s.hour::integer, h.send_hour) as send_hour,
      if(s.arm = 0, p.ids, h.articles) as articles,
      0.5::double as arm_propensity,
      (0.5 * ${drawn})::double as propensity
    from assigned s
    join ${parquetFile(store.customers)} c using (customer)
    join ${parquetFile(`${folder}/push_plan.parquet`)} h using (customer_id)
    cross join popular_ids p
    order by s.customer
  ) to ${sqlText(path)} (format parquet, compression zstd)`);
}

/**
 * Writes the simulated answers: `customer_id`, `arm`, `send_hour`, `shown`, `opened`, `clicked`,
 * `would_buy` (articles), `satisfaction`, `answered_by`, `parse_failure`, and `simulated`, which is
 * true in every row.
 */
export async function writeAnswers(
  db: Database,
  observations: readonly Observation[],
  store: StorePaths,
  path: string,
): Promise<void> {
  const column = (name: string, of: (one: Observation) => number) => ({
    name,
    values: Int32Array.from(observations, of),
  });
  await appendTable(db, "answers", [
    column("customer", ({ persona }) => persona.customer),
    column("arm", ({ arm }) => arm),
    column("hour", ({ hour }) => hour ?? -1),
    column("shown", ({ shown }) => shown),
    column("opened", ({ answer }) => answer.opened ? 1 : 0),
    column("clicked", ({ answer }) => answer.clicked.length),
    column("would_buy", ({ answer }) => answer.wouldBuy.length),
    column("satisfaction", ({ answer }) => answer.satisfaction),
    column("model", ({ answer }) => answer.by === "language model" ? 1 : 0),
    column("parse_failure", ({ answer }) => answer.parseFailure ? 1 : 0),
  ], observations.length);
  await db.run(`copy (
    select true as simulated, c.customer_id, if(a.arm = 0, '${ARMS[0]}', '${ARMS[1]}') as arm,
      nullif(a.hour, -1) as send_hour, a.shown, a.opened = 1 as opened, a.clicked, a.would_buy,
      a.satisfaction, if(a.model = 1, 'language model', 'rule-based') as answered_by,
      a.parse_failure = 1 as parse_failure
    from answers a join ${parquetFile(store.customers)} c on c.customer = a.customer
    order by a.arm, a.customer
  ) to ${sqlText(path)} (format parquet, compression zstd)`);
}
