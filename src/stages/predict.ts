/**
 * `helix predict`: one customer's articles, probabilities, send time and reasons.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import { openDatabase, parquetFile } from "../ingest/database.ts";
import { loadEngine } from "../lightgbm/mod.ts";
import type { PropensityModel } from "../propensity/model.ts";
import { explainPropensity } from "../propensity/reasons.ts";
import { type PredictedArticle, predictor } from "../serving/predict.ts";
import { MODEL_FILES } from "./model_files.ts";
import { readVersion } from "../tracking/versions.ts";
import { readJson, readStage, WorkspaceError } from "../workspace.ts";
import { pushRank } from "./push_list.ts";
import {
  OUTPUT_FOLDER,
  recommendStage,
  type RecommendSummary,
  tablesAreCurrent,
} from "./recommend.ts";
import type { StageOptions } from "./options.ts";
import { openRun, type Run } from "./run.ts";
import { loadModels } from "./train.ts";
import { servedVersion, shopName } from "./versions.ts";

/** What `predict --json` prints. */
export interface Prediction {
  readonly customer_id: string;
  /** The version of the model; `helix rollback` and `helix compare` take it. */
  readonly model_version: string;
  /** P(buys anything within the horizon). */
  readonly purchase_propensity: number;
  /** Why, the weightiest first; empty where the model that said so is not at hand. */
  readonly propensity_reasons: readonly string[];
  /** Place among all customers by propensity, from 1. */
  readonly push_rank: number;
  /** Whether that is within `--budget`; left out without one. */
  readonly pushed?: boolean;
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

/**
 * Predicts for one customer and prints a table, or JSON. Where the tables that lie there are whole
 * and of the model that serves, they answer, whatever else runs in the workspace; where they must be
 * made first, the workspace is taken as for any other stage.
 *
 * @throws {DataError} If the lists that lie there are for another horizon than was asked for.
 * @throws {WorkspaceError} If another run is about to replace what the answer would come from.
 */
export async function predictCommand(
  run: Run,
  customer: string,
  options: { json?: boolean; horizonDays?: unknown },
): Promise<void> {
  const asked = atServedHorizon(run, options.horizonDays !== undefined);
  const prediction = await steadily(asked, customer);
  const { horizonDays } = asked.options;
  console.log(options.json ? JSON.stringify(prediction) : table(prediction, horizonDays));
}

/**
 * The run, for the horizon of the lists that lie there: a question about one customer replaces
 * nobody's tables by those of another one.
 *
 * @throws {DataError} If another horizon was asked for.
 */
function atServedHorizon(run: Run, asked: boolean): Run {
  const { workspace, options, progress } = run;
  const version = servedVersion(run);
  const record = version === null ? null : readVersion(workspace.root, version);
  if (record === null || record.data !== shopName(run)) return run;
  const { horizonDays } = record;
  if (horizonDays === options.horizonDays) return run;
  if (!asked) return openRun({ ...options, horizonDays }, { progress });
  throw new DataError(
    `Expected the ${horizonDays} days that this workspace's lists are for but found ` +
      `--horizon-days ${options.horizonDays}`,
    { hint: `helix run --horizon-days ${options.horizonDays} makes lists for that horizon.` },
  );
}

/**
 * One customer's prediction; makes the run's models and plan where they are not current.
 *
 * @throws {DataError} If the shop has no such customer.
 */
export async function predict(run: Run, customerId: string): Promise<Prediction> {
  const { modelVersion } = await recommendStage(planRun(run));
  return await predictionOf(run, customerId, modelVersion);
}

/** The prediction from the models and tables that lie there; changes neither. */
async function predictionOf(
  run: Run,
  customerId: string,
  modelVersion: string,
): Promise<Prediction> {
  const { customers, articles, articleName } = await run.labels();
  const code = customers.codeOf(customerId);
  if (code === undefined || code >= (await run.snapshot()).orders.customers) {
    throw new DataError(`Expected a customer of ${run.options.data} but found ${customerId}`, {
      hint: "Give the id as it stands in the data's customer_id column.",
    });
  }
  const models = loadModels(run.workspace);
  const list = predictor({ inputs: await run.inputs(), ...models, modelText: models.ranker }, {
    k: run.options.topK,
  }).predict(code);
  const rank = pushRank(models.propensity, code);
  const { budget } = run.options;
  return {
    customer_id: customerId,
    model_version: modelVersion,
    ...await planOf(run, customerId),
    propensity_reasons: await propensityReasons(run, code, models.propensity[code]!),
    push_rank: rank,
    ...(budget === undefined ? {} : { pushed: rank <= budget }),
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

/** Reasons given for a propensity at most. */
const MOST_REASONS = 4;

/**
 * Why a customer is expected to buy or not, from the model that the train stage left; nothing where
 * another one (a version that was promoted) gave the propensity that is served.
 */
async function propensityReasons(run: Run, code: number, served: number): Promise<string[]> {
  const model = propensityModel(run);
  const snapshot = await run.snapshot();
  if (model === null || model.asOf !== snapshot.asOf) return [];
  using engine = model.kind === "boosted"
    ? await loadEngine({ engine: run.options.engine, threads: 1 })
    : null;
  const [explained] = explainPropensity(model, snapshot, [code], engine === null ? {} : { engine });
  if (explained === undefined || Math.abs(explained.probability - served) > 1e-9) return [];
  return explained.reasons.slice(0, MOST_REASONS).map(({ text, effect }) =>
    effect === null ? text : `${text} (${effect < 0 ? "lowers" : "raises"} it)`
  );
}

function propensityModel(run: Run): PropensityModel | null {
  return readJson<PropensityModel>(run.workspace.path(MODEL_FILES.propensityModel));
}

/** From tables that are current without the lock, but never a stage without it. */
async function steadily(run: Run, customerId: string): Promise<Prediction> {
  const before = marks(run);
  const plan = planRun(run);
  if (!await tablesAreCurrent(plan)) {
    using _lock = run.lock();
    return await predict(run, customerId);
  }
  const outcome = await predictionOf(
    { ...plan, options: run.options },
    customerId,
    servedVersion(run)!,
  ).then((value) => ({ value }), (error: unknown) => ({ error }));
  if (marks(run) !== before) {
    throw new WorkspaceError(
      "Expected data/recommendations to stay while a customer was looked up but found that " +
        "another run has replaced it",
      { hint: "Ask again." },
    );
  }
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/** Changes with every model and every set of tables. */
function marks({ workspace: { root } }: Run): string {
  return ["ingest", "train", "recommend"].map((stage) => readStage(root, stage)?.fingerprint)
    .join();
}

/**
 * The tables that lie there serve, whatever their number of articles and formats: asking for one
 * customer changes nothing of theirs.
 */
function planRun(run: Run): Run {
  const usual = { topK: 12, formats: ["parquet"] as StageOptions["formats"] };
  const options = { ...run.options, ...(tablesThere(run) ?? usual), budget: undefined };
  return openRun(options, { progress: run.progress });
}

function tablesThere(run: Run): Pick<StageOptions, "topK" | "formats"> | null {
  const summary = readStage(run.workspace.root, "recommend")?.summary as
    | RecommendSummary
    | undefined;
  return summary?.topK === undefined || !Array.isArray(summary.formats)
    ? null
    : { topK: summary.topK, formats: summary.formats as StageOptions["formats"] };
}

async function planOf(run: Run, customerId: string) {
  using db = await openDatabase({ threads: 1 });
  const file = run.workspace.path(OUTPUT_FOLDER, "push_plan.parquet");
  const [row] = await db.rows(
    `select purchase_propensity, send_day_of_week, send_hour, send_time_basis
     from ${parquetFile(file)} where customer_id = $customer`,
    { customer: customerId },
  );
  return row as unknown as Pick<
    Prediction,
    "purchase_propensity" | "send_day_of_week" | "send_hour" | "send_time_basis"
  >;
}

const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function table(prediction: Prediction, horizonDays: number): string {
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
    `Customer ${prediction.customer_id}: buys within ${horizonDays} days with ` +
    `${percent(prediction.purchase_propensity)}; send on ${day}, ${hour} ` +
    `(${prediction.send_time_basis})`,
    ...(prediction.propensity_reasons.length === 0
      ? []
      : [`Why: ${prediction.propensity_reasons.join("; ")}`]),
    pushLine(prediction),
    line(head),
    ...rows.map(line),
    `Model version ${prediction.model_version}`,
  ].join("\n");
}

function pushLine({ push_rank: rank, pushed }: Prediction): string {
  const place = `Push: number ${rank} of all customers`;
  if (pushed === undefined) return place;
  return `${place}, ${pushed ? "within" : "not within"} the budget`;
}
