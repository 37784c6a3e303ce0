/**
 * One stage of the benchmark in a process of its own, so that its memory is its own:
 * `stage.ts STAGE OPTIONS-AS-JSON`. The last line of standard output is one JSON object.
 *
 * @module
 */
import { candidateGenerator } from "../candidates/candidates.ts";
import { predictor } from "../serving/predict.ts";
import { candidatesStage } from "../stages/candidates.ts";
import { featuresStage } from "../stages/features.ts";
import { stageOptions, type StageOptionsInput } from "../stages/options.ts";
import { recommendStage } from "../stages/recommend.ts";
import { openRun, type Run } from "../stages/run.ts";
import { loadModels, trainStage } from "../stages/train.ts";
import { terminalProgress } from "../terminal_progress.ts";
import { measured } from "./measure.ts";

/** The stages that can be measured. */
export const BENCH_STAGES: Readonly<Record<string, (run: Run) => Promise<object>>> = {
  ingest: (run) => run.ingested(),
  features: featuresStage,
  candidates: candidatesStage,
  train: trainStage,
  recommend: recommendStage,
  generate: generateAll,
  predict: predictLatency,
};

/** Candidates of all customers on one thread. */
export interface Generated {
  readonly customers: number;
  /** Mean number per customer. */
  readonly candidates: number;
  /** Without reading what the sources have learned. */
  readonly cpuSeconds: number;
}

/** Finds every customer's candidates one after the other, on one thread. */
async function generateAll(run: Run): Promise<Generated> {
  const { candidates: model } = await run.inputs();
  const { generate } = candidateGenerator(model);
  const { customers } = model.snapshot.orders;
  const { result, usage } = await measured(() => {
    let found = 0;
    for (let c = 0; c < customers; c++) found += generate(c).size;
    return Promise.resolve(found);
  });
  return { customers, candidates: result / customers, cpuSeconds: usage.cpuSeconds };
}

/** Latency of single predictions from a warm process, in milliseconds. */
export interface Latency {
  readonly customers: number;
  readonly p50: number;
  readonly p99: number;
  readonly largest: number;
}

/** Customers whose prediction is timed, spread evenly over the shop. */
const PREDICTED = 10_000;
const WARM_UP = 500;

/** Times complete predictions with reasons: articles, probabilities, SHAP values in words. */
async function predictLatency(run: Run): Promise<Latency> {
  const models = loadModels(run.workspace);
  const inputs = await run.inputs();
  const { predict } = predictor({ inputs, ...models, modelText: models.ranker });
  const all = inputs.customers.rows;
  const times = new Float64Array(Math.min(PREDICTED, all));
  const customer = (i: number) => Math.floor(i * all / times.length);
  for (let i = 0; i < Math.min(WARM_UP, times.length); i++) predict(customer(i));
  for (let i = 0; i < times.length; i++) {
    const started = performance.now();
    predict(customer(i));
    times[i] = performance.now() - started;
  }
  return latencyOf(times);
}

/**
 * Median, 99th percentile and maximum of times.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { latencyOf } from "./stage.ts";
 *
 * const times = Float64Array.from({ length: 200 }, (_, i) => 200 - i);
 * assert.deepEqual(latencyOf(times), { customers: 200, p50: 100, p99: 198, largest: 200 });
 * ```
 */
export function latencyOf(times: Float64Array): Latency {
  const sorted = times.toSorted();
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1]!;
  return { customers: times.length, p50: at(0.5), p99: at(0.99), largest: at(1) };
}

if (import.meta.main) {
  const [name, options] = Deno.args;
  const stage = BENCH_STAGES[name!];
  if (stage === undefined) throw new RangeError(`Expected a stage but found ${name}`);
  const { quiet, ...input } = JSON.parse(options!) as StageOptionsInput & { quiet?: boolean };
  const progress = quiet ? {} : { progress: terminalProgress() };
  const run = openRun(stageOptions(input), progress);
  console.log(JSON.stringify(await measured(() => stage(run))));
}
