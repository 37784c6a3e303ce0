/**
 * Training in a Worker: the caller's thread stays free for progress bars and requests.
 *
 * @module
 */

import { LightGBMError } from "./errors.ts";
import { type EngineChoice, selectEngine, type SelectOptions } from "./select.ts";
import type { IterationReport, TrainOutcome, TrainSpec } from "./types.ts";

/** Options of {@linkcode trainInWorker}. */
export interface TrainInWorkerOptions extends Omit<SelectOptions, "engine"> {
  /** An engine's name, or one already chosen. @default {as in selectEngine} */
  engine?: SelectOptions["engine"] | EngineChoice;
  /** @default {1} */
  threads?: number;
  /** Called after every iteration. @default {nobody} */
  onIteration?: (report: IterationReport) => void;
  /** Ends training between two iterations; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** What the Worker is sent. */
export interface WorkerJob {
  spec: TrainSpec;
  choice: EngineChoice;
  threads: number;
  /** One shared int32; anything but 0 means "stop". */
  stop: Int32Array;
  reports: boolean;
}

/** What the Worker sends back. */
export type WorkerReply =
  | { type: "iteration"; report: IterationReport }
  | { type: "done"; outcome: TrainOutcome }
  | { type: "failed"; error: SentError };

/** An error as it crosses to another thread. */
export interface SentError {
  name: string;
  message: string;
  action?: string;
  reason?: string;
}

/**
 * Trains in a Worker of its own. Arrays of the spec over `SharedArrayBuffer`s are read where they
 * lie; others are copied.
 *
 * @throws {LightGBMError} If LightGBM refuses the data or the parameters.
 * @throws The signal's reason, if it was aborted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sampleData } from "./sample_data.ts";
 * import { trainInWorker } from "./train_in_worker.ts";
 *
 * const { bestIteration, evals } = await trainInWorker({
 *   params: { objective: "lambdarank", eval_at: [12] },
 *   train: sampleData("ranking", { seed: 1 }),
 *   validation: [{ name: "last week", data: sampleData("ranking", { seed: 2 }) }],
 *   iterations: 100,
 *   earlyStopping: { rounds: 5 },
 * }, { threads: 2, onIteration: ({ iteration }) => assert.ok(iteration <= 100) });
 * assert.equal(evals[0]!.metric, "ndcg@12");
 * assert.equal(evals[0]!.values[bestIteration - 1], Math.max(...evals[0]!.values));
 * ```
 */
export async function trainInWorker(
  spec: TrainSpec,
  options: TrainInWorkerOptions = {},
): Promise<TrainOutcome> {
  const { engine, signal, onIteration, threads = 1, ...select } = options;
  signal?.throwIfAborted();
  const choice = typeof engine === "object"
    ? engine
    : await selectEngine({ ...select, ...(engine === undefined ? {} : { engine }) });
  signal?.throwIfAborted();
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL("./train_worker.ts", import.meta.url), { type: "module" });
  const abort = () => void Atomics.store(stop, 0, 1);
  signal?.addEventListener("abort", abort);
  try {
    const job: WorkerJob = { spec, choice, threads, stop, reports: onIteration !== undefined };
    const outcome = await run(worker, job, onIteration);
    signal?.throwIfAborted();
    return outcome;
  } finally {
    signal?.removeEventListener("abort", abort);
    worker.terminate();
  }
}

function run(
  worker: Worker,
  job: WorkerJob,
  onIteration: ((report: IterationReport) => void) | undefined,
): Promise<TrainOutcome> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<WorkerReply>) => {
      try {
        if (data.type === "iteration") onIteration?.(data.report);
        else if (data.type === "done") resolve(data.outcome);
        else reject(receiveError(data.error));
      } catch (error) {
        Atomics.store(job.stop, 0, 1);
        reject(error);
      }
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new LightGBMError("train", event.message));
    };
    worker.postMessage(job);
  });
}

/** An error made fit to be sent. */
export function sendError(error: unknown): SentError {
  if (error instanceof LightGBMError) {
    const { name, message, action, reason } = error;
    return { name, message, action, reason };
  }
  if (error instanceof Error) return { name: error.name, message: error.message };
  return { name: "Error", message: String(error) };
}

/** The error that {@linkcode sendError} was given, as near as can be. */
export function receiveError(sent: SentError): Error {
  if (sent.action !== undefined) return new LightGBMError(sent.action, sent.reason ?? "");
  const kinds: Record<string, ErrorConstructor> = { RangeError, TypeError, ReferenceError };
  return new (kinds[sent.name] ?? Error)(sent.message);
}
