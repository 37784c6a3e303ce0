/**
 * The stages by name, in the order of the data's way.
 *
 * @module
 */
import { candidatesStage } from "./candidates.ts";
import { evaluateStage } from "./evaluate.ts";
import { featuresStage } from "./features.ts";
import { recommendStage } from "./recommend.ts";
import { reportStage } from "./report.ts";
import type { Run } from "./run.ts";
import { sendTimeStage } from "./send_time.ts";
import { simulateStage } from "./simulate.ts";
import { trainStage } from "./train.ts";

/** A stage as the command line offers it. */
export interface Stage {
  readonly description: string;
  /** Options of the example in its help. */
  readonly example: string;
  /** Does the work; what it needs from earlier stages is made where it is not current. */
  work(run: Run): Promise<object>;
}

/** Everything that `run` does, in this order. */
const PATH = {
  ingest: {
    description: "Read and check the source, make the store",
    example: "--data ~/hm --memory 6GB",
    work: (run: Run) => run.ingested(),
  },
  features: {
    description: "Feature store: one row per customer, one per article",
    example: "--as-of 2011-12-01",
    work: featuresStage,
  },
  candidates: {
    description: "Recall of the candidates, by source and by customers' history",
    example: "--json",
    work: candidatesStage,
  },
  train: {
    description: "Train the ranker, the propensity model and the calibration",
    example: "--engine wasm --seed 7",
    work: trainStage,
  },
  evaluate: {
    description: "Test weeks: ranker, baselines, ablations, calibration, who and when",
    example: "--as-of 2011-12-01 --folds 3",
    work: evaluateStage,
  },
  recommend: {
    description: "Both output tables for every customer",
    example: "--top-k 20 --format parquet,csv",
    work: recommendStage,
  },
  "send-time": {
    description: "When to send: days and hours of the push plan",
    example: "--json",
    work: sendTimeStage,
  },
  simulate: {
    description: "Virtual customers: validity gate, simulated A/B test, randomised send plan",
    example: "--personas 500 --paired",
    work: simulateStage,
  },
  report: {
    description: "The report as one page that opens without a network",
    example: "--workspace /tmp/shop",
    work: reportStage,
  },
} as const satisfies Record<string, Stage>;

/** The whole path; returns every stage's summary by name. */
async function runAll(run: Run): Promise<object> {
  const summaries: Record<string, object> = {};
  for (const [name, stage] of Object.entries(PATH)) summaries[name] = await stage.work(run);
  return summaries;
}

/** Every stage, and `run` for all of them. */
export const STAGES = {
  run: { description: "All stages in order", example: "--data online-retail", work: runAll },
  ...PATH,
} as const satisfies Record<string, Stage>;

/** A name of {@linkcode STAGES}. */
export type StageName = keyof typeof STAGES;
