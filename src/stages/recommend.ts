/**
 * The recommend stage: both output tables for every customer, written together.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import { openDatabase } from "../ingest/database.ts";
import { storePaths } from "../ingest/store.ts";
import { type PlanInputs, writeOutputs } from "../serving/outputs.ts";
import { purchaseProbability } from "../serving/probability.ts";
import type { CustomerLists } from "../serving/customer_lists.ts";
import { rankRange } from "../serving/rank_customers.ts";
import { type BucketFolder, removeBuckets } from "../serving/ranked_buckets.ts";
import { fitTiming, SEND_TIME_BASES, type SendTimes, sendTimes } from "../timing/send_times.ts";
import { fingerprint, publish } from "../workspace.ts";
import { dayText } from "./options.ts";
import { type PushSummary, writePushList } from "./push_list.ts";
import {
  isCurrent,
  type Run,
  runStage,
  type StageDefinition,
  stageMark,
  type StageResult,
} from "./run.ts";
import { keepTables, OUTPUT_FOLDER } from "./tables.ts";
import { type LoadedModels, loadModels, trainDefinition, trainStage } from "./train.ts";
import { inPlace, servedVersion } from "./versions.ts";

export { OUTPUT_FOLDER };

/** Beside the tables: which version made them, as of which day. */
export const MADE_BY = "model.json";

/** What the stage says. */
export interface RecommendSummary {
  /** Articles per customer, and the formats of the tables. */
  readonly topK: number;
  readonly formats: readonly string[];
  /** The version of the model that made the tables. */
  readonly modelVersion: string;
  readonly customers: number;
  readonly recommendations: number;
  /** Customers expected to buy within the horizon: the sum of the propensities. */
  readonly expectedBuyers: number;
  /** Customers by send day, Monday first. */
  readonly sendDays: readonly number[];
  /** Customers by send hour; `null` for sources with dates only. */
  readonly sendHours: readonly number[] | null;
  /** Customers by basis of their send time. */
  readonly bases: Readonly<Record<string, number>>;
  /** Whom to push, where a budget was given. */
  readonly push?: PushSummary;
}

/** What one shard says. */
export interface ShardSummary {
  /** Which shard of how many. */
  readonly shard: string;
  /** Customers whose lists are finished now. */
  readonly customers: number;
}

/**
 * Ranks, calibrates, plans and writes. Every finished bucket of customers is kept until the tables
 * are written, so a run that is killed goes on after it, and buckets that shards have ranked are
 * only gathered.
 */
export async function recommendStage(run: Run): Promise<StageResult<RecommendSummary>> {
  const { serves } = await trainStage(run);
  const { topK, formats } = run.options;
  const definition = recommendDefinition(run, serves);
  const summary = await runStage(run, definition, async () => {
    run.memory.forget();
    const snapshot = await run.snapshot();
    const models = loadModels(run.workspace);
    const lists = await rankedLists(run, models);
    const probability = probabilities(lists, models);
    const times = sendTimes(fitTiming(snapshot), snapshot);
    const plan = { lists, probability, propensity: models.propensity, times };
    await writePlan(run, plan, serves);
    removeBuckets(bucketFolder(run));
    return { modelVersion: serves, topK, formats, ...summarise(plan) };
  });
  if (!summary.reused) await keepTables(run, serves);
  const { budget } = run.options;
  if (budget === undefined) return summary;
  const { propensity } = loadModels(run.workspace);
  return { ...summary, push: await writePushList(run, propensity, budget) };
}

function recommendDefinition(run: Run, serves: string): StageDefinition {
  const { topK, formats } = run.options;
  return {
    name: "recommend",
    depends: { topK, formats: [...formats], train: stageMark(run, "train"), serves },
    outputs: [OUTPUT_FOLDER],
  };
}

/**
 * Whether {@linkcode recommendStage} would find everything as it is wanted and change nothing: the
 * store, the models in their place, and the tables that this very model made.
 */
export async function tablesAreCurrent(run: Run): Promise<boolean> {
  const version = servedVersion(run);
  return version !== null && run.isIngested() && await isCurrent(run, trainDefinition(run)) &&
    await inPlace(run, version) && await isCurrent(run, recommendDefinition(run, version));
}

/**
 * Ranks one shard's customers and leaves their buckets in the workspace; any number of shards may
 * run at the same time, in this process or others. {@linkcode recommendStage} then gathers them.
 *
 * @throws {DataError} If the train stage's outputs are missing or made from something else.
 */
export async function recommendShard(
  run: Run,
  shard: { readonly index: number; readonly of: number },
): Promise<ShardSummary> {
  const version = servedVersion(run);
  const trained = version !== null && await isCurrent(run, trainDefinition(run)) &&
    await inPlace(run, version);
  if (!trained) {
    throw new DataError("Expected trained models in the workspace but found none for this run", {
      hint: "Run the train stage with the same options first: shards share its outputs.",
    });
  }
  const lists = await rankedLists(run, loadModels(run.workspace), shard);
  return {
    shard: `${shard.index}/${shard.of}`,
    customers: lists.count.reduce((sum, n) => sum + (n > 0 ? 1 : 0), 0),
  };
}

async function rankedLists(
  run: Run,
  models: LoadedModels,
  shard?: { readonly index: number; readonly of: number },
): Promise<CustomerLists> {
  const { customers } = (await run.snapshot()).orders;
  return await rankRange({ from: 0, to: customers }, run.inputs, models.ranker, {
    k: run.options.topK,
    threads: run.options.threads,
    buckets: bucketFolder(run),
    ...(shard === undefined ? {} : { shard }),
    progress: run.progress,
  });
}

/** Where finished buckets of this run's ranking are. */
function bucketFolder(run: Run): BucketFolder {
  const print = fingerprint({
    train: stageMark(run, "train"),
    serves: servedVersion(run),
    topK: run.options.topK,
  });
  return { path: run.workspace.path("data/.ranked"), fingerprint: print };
}

function probabilities(lists: CustomerLists, models: LoadedModels): Float64Array {
  const out = new Float64Array(lists.article.length);
  for (let i = 0; i < lists.customers; i++) {
    const propensity = models.propensity[lists.from + i]!;
    let most = 1;
    for (let r = 0; r < lists.count[i]!; r++) {
      const at = i * lists.k + r;
      most = out[at] = Math.min(
        most,
        purchaseProbability(models.probability, lists.score[at]!, propensity),
      );
    }
  }
  return out;
}

async function writePlan(run: Run, plan: PlanInputs, version: string) {
  const { threads, memory, formats } = run.options;
  const made = { model_version: version, as_of: dayText(await run.asOf()) };
  const bar = run.progress.start("Writing the tables", 0, "");
  await publish(run.workspace.root, async ({ stage, scratch }) => {
    using db = await openDatabase({
      threads,
      memory: Math.round(memory * 0.5),
      tempDirectory: `${scratch}/spill`,
    });
    await writeOutputs(db, plan, storePaths(run.workspace), stage(OUTPUT_FOLDER), formats, made);
    Deno.writeTextFileSync(`${stage(OUTPUT_FOLDER)}/${MADE_BY}`, JSON.stringify(made) + "\n");
  });
  bar.finish();
}

function summarise(
  { lists, propensity, times }: PlanInputs,
): Omit<RecommendSummary, "modelVersion" | "topK" | "formats"> {
  return {
    customers: lists.customers,
    recommendations: lists.count.reduce((sum, n) => sum + n, 0),
    expectedBuyers: propensity.reduce((sum, p) => sum + p, 0),
    sendDays: histogram(times.dayOfWeek, 8).slice(1),
    sendHours: times.hour === null ? null : histogram(times.hour, 24),
    bases: basisCounts(times),
  };
}

function histogram(values: ArrayLike<number>, bins: number): number[] {
  const counts = Array.from({ length: bins }, () => 0);
  for (let i = 0; i < values.length; i++) counts[values[i]!]! += 1;
  return counts;
}

function basisCounts(times: SendTimes): Record<string, number> {
  const counts = histogram(times.basis, SEND_TIME_BASES.length);
  return Object.fromEntries(SEND_TIME_BASES.map((name, i) => [name, counts[i]!]));
}
