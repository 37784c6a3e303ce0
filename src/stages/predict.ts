/**
 * `helix predict`: one customer's articles, probabilities, send time and reasons.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import { openDatabase, sqlText } from "../ingest/database.ts";
import { loadEngine } from "../lightgbm/mod.ts";
import { type PredictedArticle, predictor } from "../serving/predict.ts";
import { OUTPUT_FOLDER, recommendStage, type RecommendSummary } from "./recommend.ts";
import { openRun, type Run } from "./run.ts";
import { loadModels } from "./train.ts";

/** What `predict --json` prints. */
export interface Prediction {
  readonly customer_id: string;
  /** The version of the model; `helix rollback` and `helix compare` take it. */
  readonly model_version: string;
  /** P(buys anything within the horizon). */
  readonly purchase_propensity: number;
  readonly send_day_of_week: number;
  /** `null` where the source has no time of day. */
  readonly send_hour: number | null;
  readonly send_time_basis: string;
  readonly articles: readonly {
    readonly rank: number;
    readonly article_id: string;
    readonly name: string;
    readonly score: number;
    readonly purchase_probability: number;
    readonly reasons: readonly string[];
  }[];
}

/** Predicts for one customer and prints a table, or JSON. */
export async function predictCommand(
  run: Run,
  customer: string,
  options: { json?: boolean },
): Promise<void> {
  const prediction = await predict(run, customer);
  console.log(options.json ? JSON.stringify(prediction) : table(prediction));
}

/**
 * One customer's prediction; makes the run's models and plan where they are not current.
 *
 * @throws {DataError} If the shop has no such customer.
 */
export async function predict(run: Run, customerId: string): Promise<Prediction> {
  const { modelVersion } = await planIsThere(run);
  const { customers, articles, articleName } = await run.labels();
  const code = customers.codeOf(customerId);
  if (code === undefined || code >= (await run.snapshot()).orders.customers) {
    throw new DataError(`Expected a customer of ${run.options.data} but found ${customerId}`, {
      hint: "Give the id as it stands in the data's customer_id column.",
    });
  }
  const models = loadModels(run.workspace);
  using engine = models.ranker === null
    ? null
    : await loadEngine({ engine: run.options.engine, threads: 1 });
  using booster = models.ranker === null ? null : engine!.loadModel(models.ranker);
  const list = predictor({ inputs: await run.inputs(), ...models, modelText: models.ranker }, {
    k: run.options.topK,
    ...(booster === null ? {} : { booster }),
  }).predict(code);
  return {
    customer_id: customerId,
    model_version: modelVersion,
    ...await planOf(run, customerId),
    articles: list.map((article: PredictedArticle) => ({
      rank: article.rank,
      article_id: articles.idOf(article.article),
      name: articleName(article.article),
      score: article.score,
      purchase_probability: article.purchaseProbability,
      reasons: article.reasons,
    })),
  };
}

/** Whatever top K was asked for: the plan's own K does not matter here. */
async function planIsThere(run: Run): Promise<RecommendSummary> {
  const options = { ...run.options, topK: 12, formats: ["parquet"] as const };
  return await recommendStage(openRun(options, { progress: run.progress }));
}

async function planOf(run: Run, customerId: string) {
  using db = await openDatabase({ threads: 1 });
  const file = run.workspace.path(OUTPUT_FOLDER, "push_plan.parquet");
  const [row] = await db.rows(
    `select purchase_propensity, send_day_of_week, send_hour, send_time_basis
     from read_parquet(${sqlText(file)}) where customer_id = $customer`,
    { customer: customerId },
  );
  return row as unknown as Omit<Prediction, "customer_id" | "model_version" | "articles">;
}

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function table(prediction: Prediction): string {
  const percent = (p: number) => `${(100 * p).toFixed(1)} %`;
  const hour = prediction.send_hour === null
    ? "no hour: the source has dates only"
    : `${String(prediction.send_hour).padStart(2, "0")}:00`;
  const day = DAYS[prediction.send_day_of_week - 1];
  const rows = prediction.articles.map((article) => [
    String(article.rank),
    article.article_id,
    article.name.slice(0, 36),
    percent(article.purchase_probability),
    article.reasons.join("; "),
  ]);
  const head = ["rank", "article", "name", "P(buys)", "why"];
  const widths = head.map((title, i) =>
    Math.max(title.length, ...rows.map((row) => row[i]!.length))
  );
  const line = (cells: string[]) =>
    cells.map((cell, i) => cell.padEnd(widths[i]!)).join("  ").trimEnd();
  return [
    `Customer ${prediction.customer_id}: buys within the horizon with ` +
    `${percent(prediction.purchase_propensity)}; send on ${day}, ${hour} ` +
    `(${prediction.send_time_basis})`,
    line(head),
    ...rows.map(line),
    `Model version ${prediction.model_version}`,
  ].join("\n");
}
