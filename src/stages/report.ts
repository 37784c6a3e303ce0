/**
 * The report stage: `reports/index.html`, and `reports/what-if.html` beside it.
 *
 * @module
 */
import { METRICS_FILE } from "../evaluation/results.ts";
import { openDatabase, parquetFile } from "../ingest/database.ts";
import { storePaths } from "../ingest/store.ts";
import { report } from "../report/report.ts";
import type { PlanExample } from "../report/sections/plan.ts";
import { writeAtomically } from "../workspace.ts";
import { evaluateStage } from "./evaluate.ts";
import { OUTPUT_FOLDER, recommendStage } from "./recommend.ts";
import type { Run } from "./run.ts";
import { simulateStage } from "./simulate.ts";
import { loadCard, trainStage } from "./train.ts";
import { writeWhatIf } from "./what_if.ts";

/** The file that the stage leaves. */
export const REPORT_FILE = "reports/index.html";

/** Customers shown as examples. */
const EXAMPLES = 8;

/** What the stage says. */
export interface ReportSummary {
  readonly report: string;
  readonly metrics: string;
  readonly bytes: number;
}

/** Writes the page; makes what it shows where it is not current. */
export async function reportStage(run: Run): Promise<ReportSummary> {
  const metrics = await evaluateStage(run);
  await trainStage(run);
  const summary = await recommendStage(run);
  const simulation = await simulateStage(run);
  const whatIf = await writeWhatIf(run);
  const page = await report({
    metrics,
    model: { ...loadCard(run.workspace), whatIf },
    plan: { summary, examples: await examples(run) },
    simulation,
    pages: notebookPages(run),
  });
  const path = run.workspace.path(REPORT_FILE);
  await writeAtomically(path, (temporary) => Deno.writeTextFileSync(temporary, page));
  return { report: path, metrics: run.workspace.path(METRICS_FILE), bytes: page.length };
}

/** The customers likeliest to buy, from the plan itself, with the articles' names. */
async function examples(run: Run): Promise<PlanExample[]> {
  using db = await openDatabase({ threads: run.options.threads });
  const plan = parquetFile(run.workspace.path(OUTPUT_FOLDER, "push_plan.parquet"));
  const articles = parquetFile(storePaths(run.workspace).articles);
  const named = (await db.rows(`describe select * from ${articles}`))
    .some(({ column_name }) => column_name === "prod_name");
  const rows = await db.rows(`
    with chosen as (
      select * from ${plan} order by purchase_propensity desc, customer_id limit ${EXAMPLES}
    ), items as (
      select customer_id, unnest(articles[:3]) as article_id, generate_subscripts(articles[:3], 1) as r
      from chosen
    ), names as (
      select i.customer_id, list(${
    named ? "coalesce(nullif(a.prod_name, ''), i.article_id)" : "i.article_id"
  } order by i.r) as titles
      from items i left join ${articles} a using (article_id) group by i.customer_id
    )
    select c.customer_id, c.purchase_propensity, c.send_day_of_week, c.send_hour,
      c.send_time_basis, to_json(n.titles)::varchar as titles
    from chosen c join names n using (customer_id)
    order by c.purchase_propensity desc, c.customer_id`);
  return rows.map((row) => ({
    customer: String(row.customer_id),
    propensity: Number(row.purchase_propensity),
    day: Number(row.send_day_of_week),
    hour: row.send_hour === null ? null : Number(row.send_hour),
    basis: String(row.send_time_basis),
    articles: JSON.parse(String(row.titles)),
  }));
}

function notebookPages(run: Run): { href: string; text: string }[] {
  return [...Deno.readDirSync(run.workspace.reports)]
    .filter(({ name }) => /^\d\d_.*\.html$/.test(name))
    .map(({ name }) => ({ href: name, text: name.slice(0, -5).replaceAll("_", " ") }))
    .sort((a, b) => a.href < b.href ? -1 : 1);
}
