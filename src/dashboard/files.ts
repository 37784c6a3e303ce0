/**
 * The JSON files of a workspace as the pages read them.
 *
 * @module
 */
import { type Metrics, METRICS_FILE } from "../evaluation/results.ts";
import type { IngestSummary } from "../ingest/ingest.ts";
import type { RecommendSummary } from "../stages/recommend.ts";
import { MODEL_FILES } from "../stages/model_files.ts";
import type { TrainSummary } from "../stages/train_summary.ts";
import type { Workspace } from "../workspace.ts";

/**
 * A JSON file, `null` where there is none.
 *
 * @throws {SyntaxError} If it is not JSON.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "./files.ts";
 *
 * assert.equal(await readJson("/no/such/file.json"), null);
 * ```
 */
export async function readJson<T>(path: string): Promise<T | null> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SyntaxError(`Expected ${path} to be JSON but it is not`, { cause });
  }
}

/** `reports/metrics.json`. */
export function readMetrics(workspace: Workspace): Promise<Metrics | null> {
  return readJson(workspace.path(METRICS_FILE));
}

/** `models/ranker.json`. */
export function readCard(workspace: Workspace): Promise<TrainSummary | null> {
  return readJson(workspace.path(MODEL_FILES.card));
}

/** What a stage said when it was done. */
export async function readSummary(
  workspace: Workspace,
  stage: "ingest",
): Promise<IngestSummary | null>;
export async function readSummary(
  workspace: Workspace,
  stage: "recommend",
): Promise<RecommendSummary | null>;
export async function readSummary(workspace: Workspace, stage: string): Promise<unknown> {
  const path = workspace.path(`data/.stages/${stage}.json`);
  return (await readJson<{ summary: unknown }>(path))?.summary ?? null;
}

/** A stage and when it was done. */
export interface StageTime {
  readonly stage: string;
  readonly done: Date;
}

/** When each stage was last done, oldest first. */
export async function stageTimes(workspace: Workspace): Promise<StageTime[]> {
  const times: StageTime[] = [];
  try {
    for await (const { name } of Deno.readDir(workspace.path("data/.stages"))) {
      if (!name.endsWith(".json")) continue;
      const { mtime } = await Deno.stat(workspace.path("data/.stages", name));
      if (mtime !== null) times.push({ stage: name.slice(0, -5), done: mtime });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return times.sort((a, b) => a.done.getTime() - b.done.getTime());
}
