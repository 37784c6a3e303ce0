/**
 * What rows are filled from, fitted in two Workers where the shop is large enough to be worth it.
 *
 * @module
 */
import {
  type CandidateModel,
  type CandidateOptions,
  fitCandidates,
} from "../candidates/candidates.ts";
import type { Snapshot } from "../ingest/shop.ts";
import { askWorker } from "./ask_worker.ts";
import { type RowInputs, rowInputs } from "./rows.ts";

/** Options of {@linkcode fitInputs}. */
export interface FitInputsOptions {
  /** Threads; the result is the same for every number. @default {1} */
  threads?: number;
  /** Order lines from which on Workers are worth their start. @default {1000000} */
  workersFrom?: number;
}

/** What a Worker is asked for. */
export interface FitJob {
  readonly snapshot: Snapshot;
  /** `null`: the feature tables; else the candidate sources. */
  readonly candidates: CandidateOptions | null;
}

/** What a Worker makes of a {@linkcode FitJob}. */
export type FitResult = CandidateModel | Omit<RowInputs, "candidates">;

/**
 * Fits the candidate sources and computes the feature tables of a snapshot, side by side.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { fitInputs } from "./fit_inputs.ts";
 *
 * const shop = shopFromLines([{ customer: 0, article: 0, day: 5 }]);
 * const inputs = await fitInputs(snapshotAt(shop, 7), { maxCandidates: 50 });
 * assert.equal(inputs.candidates.maxCandidates, 50);
 * ```
 */
export async function fitInputs(
  snapshot: Snapshot,
  candidates: CandidateOptions,
  options: FitInputsOptions = {},
): Promise<RowInputs> {
  const { threads = 1, workersFrom = 1_000_000 } = options;
  if (threads === 1 || snapshot.orders.article.length < workersFrom) {
    return rowInputs(fitCandidates(snapshot, candidates));
  }
  const [model, tables] = await Promise.all([
    inWorker({ snapshot, candidates }) as Promise<CandidateModel>,
    inWorker({ snapshot, candidates: null }) as Promise<Omit<RowInputs, "candidates">>,
  ]);
  return { ...tables, candidates: { ...model, snapshot } };
}

function inWorker(job: FitJob): Promise<FitResult> {
  return askWorker(new URL("./fit_worker.ts", import.meta.url), job);
}
