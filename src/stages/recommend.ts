/**
 * The recommend stage: both output tables for every customer, written together.
 *
 * @module
 */
import { openDatabase } from "../ingest/database.ts";
import { storePaths } from "../ingest/store.ts";
import { type PlanInputs, writeOutputs } from "../serving/outputs.ts";
import { purchaseProbability } from "../serving/probability.ts";
import { type CustomerLists, rankCustomers } from "../serving/rank_customers.ts";
import { fitTiming, SEND_TIME_BASES, type SendTimes, sendTimes } from "../timing/send_times.ts";
import { publish } from "../workspace.ts";
import { type Run, runStage, type StageResult } from "./run.ts";
import { type LoadedModels, loadModels, trainStage } from "./train.ts";

/** Folder of the output tables. */
export const OUTPUT_FOLDER = "data/recommendations";

/** What the stage says. */
export interface RecommendSummary {
  readonly customers: number;
  readonly recommendations: number;
  /** Orders expected within the horizon: the sum of the propensities. */
  readonly expectedBuyers: number;
  /** Customers by send day, Monday first. */
  readonly sendDays: readonly number[];
  /** Customers by send hour; `null` for sources with dates only. */
  readonly sendHours: readonly number[] | null;
  /** Customers by basis of their send time. */
  readonly bases: Readonly<Record<string, number>>;
}

/** Ranks, calibrates, plans and writes. */
export async function recommendStage(run: Run): Promise<StageResult<RecommendSummary>> {
  await trainStage(run);
  const { topK, formats } = run.options;
  const definition = {
    name: "recommend",
    depends: { topK, formats: [...formats], train: stageMark(run, "train") },
    outputs: [OUTPUT_FOLDER],
  };
  return await runStage(run, definition, async () => {
    const snapshot = await run.snapshot();
    const models = loadModels(run.workspace);
    const lists = await rankCustomers(await run.inputs(), models.ranker, {
      k: topK,
      threads: run.options.threads,
      progress: run.progress,
    });
    const probability = probabilities(lists, models);
    const times = sendTimes(fitTiming(snapshot), snapshot);
    const plan = { lists, probability, propensity: models.propensity, times };
    await writePlan(run, plan);
    return summarise(plan);
  });
}

/** What a later stage's fingerprint takes from an earlier one. */
export function stageMark(run: Run, stage: string): string {
  const path = run.workspace.path(`data/.stages/${stage}.json`);
  return JSON.parse(Deno.readTextFileSync(path)).fingerprint;
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

async function writePlan(run: Run, plan: PlanInputs) {
  const { threads, memory, formats } = run.options;
  const bar = run.progress.start("Writing the tables", 0, "");
  await publish(run.workspace.root, async ({ stage, scratch }) => {
    using db = await openDatabase({
      threads,
      memory: Math.round(memory * 0.5),
      tempDirectory: `${scratch}/spill`,
    });
    await writeOutputs(db, plan, storePaths(run.workspace), stage(OUTPUT_FOLDER), formats);
  });
  bar.finish();
}

function summarise({ lists, propensity, times }: PlanInputs): RecommendSummary {
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
