/**
 * The queue of runs that a server has not got yet: on disk, delivered when the server is there.
 *
 * @module
 */
import { join } from "node:path";
import { writeAtomically } from "../workspace.ts";
import { type Delivered, deliverRun, ensureExperiment, EXPERIMENT, setAlias } from "./deliver.ts";
import { type MlflowClient, mlflowClient } from "./mlflow_client.ts";
import { readRun, runFolder, runIds, RUNS_FOLDER } from "./runs.ts";

/** What a sync did. */
export interface SyncReport {
  /** Runs that were delivered now. */
  readonly delivered: number;
  /** Runs that still wait. */
  readonly pending: number;
  /** Why it ended early; `null` where it did not. */
  readonly trouble: string | null;
}

/** Options of {@linkcode syncRuns}. */
export interface SyncOptions {
  /** Milliseconds after which it gives up; what is left waits. @default {no bound} */
  budgetMs?: number;
  /** @default {"local-helix"} */
  experiment?: string;
  /** The model version that serves now: the alias `current` is pointed at it. @default {none} */
  current?: string;
  /** Told of each delivered run. @default {nothing} */
  onRun?: (id: string) => void;
}

/** The alias of the version that serves. */
export const CURRENT_ALIAS = "current";

/**
 * Delivers every run of a workspace that the server has not got, oldest first, parents before their
 * parts; a part whose whole is not finished waits for it. Never throws for what a server does or fails to do: it says so, and the runs wait.
 *
 * @param root The workspace's folder.
 * @param url The server's address.
 * @throws {RangeError} If the address is none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { syncRuns } from "./sync.ts";
 *
 * const root = Deno.makeTempDirSync();
 * assert.equal((await syncRuns(root, "http://127.0.0.1:9")).delivered, 0);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export async function syncRuns(
  root: string,
  url: string,
  options: SyncOptions = {},
): Promise<SyncReport> {
  const stop = new AbortController();
  const timer = options.budgetMs === undefined
    ? undefined
    : setTimeout(() => stop.abort(new Error("the time for it was over")), options.budgetMs);
  const client = mlflowClient(url, { signal: stop.signal });
  const ids = runIds(root);
  if (ids.length === 0) return { delivered: 0, pending: 0, trouble: null };
  const lock = lockQueue(root);
  if (lock === null) {
    return { delivered: 0, pending: ids.length, trouble: "another process is sending them" };
  }
  const counts = { delivered: 0, pending: ids.length };
  try {
    const name = options.experiment ?? Deno.env.get("MLFLOW_EXPERIMENT_NAME") ?? EXPERIMENT;
    await deliverAll(client, root, ids, { ...options, experiment: name }, counts);
    return { ...counts, trouble: null };
  } catch (error) {
    return { ...counts, trouble: reason(error, stop.signal) };
  } finally {
    clearTimeout(timer);
    lock.close();
  }
}

async function deliverAll(
  client: MlflowClient,
  root: string,
  ids: readonly string[],
  options: SyncOptions & { experiment: string },
  counts: { delivered: number; pending: number },
): Promise<void> {
  const experiment = await ensureExperiment(client, options.experiment);
  const server = `${client.url} ${options.experiment} ${experiment.id} ${experiment.created}`;
  const done = new Map<string, Delivered>();
  let current: string | null = null;
  for (const id of parentsFirst(root, ids)) {
    const run = readRun(root, id)!;
    const known = readReceipts(root, id)[server];
    const parentRunId = run.parent === null ? undefined : done.get(run.parent)?.runId;
    if (run.parent !== null && parentRunId === undefined) continue;
    const delivered = known ?? await deliverRun(client, root, run, experiment, {
      ...(parentRunId === undefined ? {} : { parentRunId }),
    });
    done.set(id, delivered);
    if (run.version === options.current) current = delivered.modelVersion ?? current;
    counts.pending--;
    if (known !== undefined) continue;
    await keepReceipt(root, id, server, delivered);
    counts.delivered++;
    options.onRun?.(id);
  }
  if (current !== null) await setAlias(client, CURRENT_ALIAS, current);
}

/** Ids of readable runs, oldest first, with a run before its parts. */
function parentsFirst(root: string, ids: readonly string[]): string[] {
  const runs = ids.flatMap((id) => readRun(root, id) ?? []);
  return [...runs.filter(({ parent }) => parent === null), ...runs.filter(({ parent }) => parent)]
    .map(({ id }) => id);
}

function reason(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return String((signal.reason as Error).message);
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s*\n\s*/g, " ");
}

/** One sender at a time; the lock is the operating system's and ends with the process. */
function lockQueue(root: string): Deno.FsFile | null {
  const file = Deno.openSync(join(root, RUNS_FOLDER, ".lock"), { create: true, write: true });
  if (file.tryLockSync(true)) return file;
  file.close();
  return null;
}

/** What servers have answered, beside the run: by server, experiment and the store's age. */
function readReceipts(root: string, id: string): Record<string, Delivered> {
  try {
    return JSON.parse(Deno.readTextFileSync(join(runFolder(root, id), "delivered.json")));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return {};
    throw error;
  }
}

async function keepReceipt(root: string, id: string, server: string, delivered: Delivered) {
  const receipts = { ...readReceipts(root, id), [server]: delivered };
  await writeAtomically(
    join(runFolder(root, id), "delivered.json"),
    (path) => Deno.writeTextFileSync(path, JSON.stringify(receipts, null, 1) + "\n"),
  );
}
