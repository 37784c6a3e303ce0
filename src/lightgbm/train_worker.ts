/**
 * The Worker of {@linkcode trainInWorker}: opens an engine, trains once, and is done.
 *
 * @module
 */

/// <reference lib="deno.worker" />

import { openEngine } from "./select.ts";
import { sendError, type WorkerJob, type WorkerReply } from "./train_in_worker.ts";
import type { TrainOutcome } from "./types.ts";

/** Does a job; `tell` gets its reports. */
export async function work(
  job: WorkerJob,
  tell: (reply: WorkerReply) => void,
): Promise<TrainOutcome> {
  using engine = await openEngine(job.choice, { threads: job.threads });
  return engine.train(job.spec, {
    onIteration: (report) => {
      if (job.reports) tell({ type: "iteration", report });
      return Atomics.load(job.stop, 0) === 0;
    },
  });
}

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<WorkerJob>) => void;
  postMessage: (reply: WorkerReply) => void;
};

// only in a Worker: the module is also imported by its test
if (typeof (globalThis as { WorkerGlobalScope?: unknown }).WorkerGlobalScope === "function") {
  scope.onmessage = async ({ data }) => {
    const tell = (reply: WorkerReply) => scope.postMessage(reply);
    try {
      tell({ type: "done", outcome: await work(data, tell) });
    } catch (error) {
      tell({ type: "failed", error: sendError(error) });
    }
  };
}
