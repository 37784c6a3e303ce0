/**
 * What the dashboard and the API show: the workspace's newest outputs, loaded beside the ones that
 * are being served and swapped in when they are whole.
 *
 * @module
 */
import { type Database, openDatabase } from "../ingest/database.ts";
import { type Labels, loadLabels } from "../ingest/load.ts";
import { STORE, storePaths } from "../ingest/store.ts";
import { DRIFT_FILE } from "../stages/check.ts";
import { MADE_BY, OUTPUT_FOLDER } from "../stages/recommend.ts";
import { MODEL_FILES } from "../stages/model_files.ts";
import type { TrainSummary } from "../stages/train_summary.ts";
import { servedVersion } from "../stages/versions.ts";
import { LEDGER_FILE } from "../tracking/ledger.ts";
import type { Workspace } from "../workspace.ts";
import { type Explainer, openExplainer } from "./explain.ts";
import { readJson } from "./files.ts";
import { readServingIndex, type ServingIndex } from "./serving_index.ts";

/** One consistent set of outputs. */
export interface Served {
  /** The version of the model that made the tables: twelve hex digits of a hash of its content. */
  readonly modelVersion: string;
  /** Names these outputs and no others: model version and mark of the tables. */
  readonly tag: string;
  /** {@linkcode storeMark} of the store that the codes are of. */
  readonly store: string;
  /** The first day that the outputs speak of. */
  readonly asOf: string;
  readonly loadedAt: Date;
  readonly labels: Labels;
  readonly index: ServingIndex;
}

/** The live state of a workspace; close it with `using`. */
export interface Live extends Disposable {
  readonly workspace: Workspace;
  /** DuckDB for the pages' queries. */
  readonly db: Database;
  /** What is served; `null` while there is nothing to serve. */
  served(): Served | null;
  /**
   * Why the newest outputs could not be loaded, or that their lists are of another model than the
   * one that serves, as an interrupted run leaves them; `null` where all is well.
   */
  trouble(): string | null;
  /** Changes whenever anything that a page shows has changed. */
  mark(): string;
  /** Loads since the start, and those that failed. */
  readonly loads: { done: number; failed: number };
  /** Reasons and similar articles of what is served; started when first asked for. */
  explainer(): Explainer;
  /** A result kept until anything changes. */
  remember<T>(key: string, make: () => Promise<T>): Promise<T>;
  /** A result kept until other outputs are served: of their tables and their store alone. */
  rememberServed<T>(key: string, make: () => Promise<T>): Promise<T>;
  /** Looks at the workspace once and loads what has changed; true where something had. */
  check(): Promise<boolean>;
}

/** Options of {@linkcode openLive}. */
export interface LiveOptions {
  /** Milliseconds between two looks at the workspace; 0 looks only when told. @default {1000} */
  everyMs?: number;
  /** Threads of the database. @default {2} */
  threads?: number;
  /**
   * Makes the new state remember what its pages will ask for, before it is shown; it has a database
   * of its own, so that the pages' queries need not wait. @default {nothing}
   */
  prepare?: (next: Live) => Promise<void>;
}

/**
 * Opens the live state of a workspace. A workspace without outputs is no error: they are picked up
 * when a run leaves them there.
 */
export async function openLive(workspace: Workspace, options: LiveOptions = {}): Promise<Live> {
  const { everyMs = 1000, threads = 2, prepare } = options;
  const db = await openDatabase({ threads });
  const loads = { done: 0, failed: 0 };
  let served: Served | null = null;
  let trouble: string | null = null;
  let seen = { outputs: "", all: "" };
  let memory: Memories = { all: new Map(), served: new Map() };
  let explainer: Explainer | null = null;
  let closed = false;

  /** New outputs and why there are none; `served` stays what it was until they are whole. */
  async function load(outputs: string): Promise<{ next: Served | null; why: string | null }> {
    if (outputs.includes("-")) return { next: served, why: NOTHING_YET };
    try {
      return { next: await loadServed(db, workspace), why: null };
    } catch (error) {
      loads.failed++;
      return { next: served, why: error instanceof Error ? error.message : String(error) };
    }
  }

  async function remembered(next: Served | null): Promise<Memories> {
    const fresh = { all: new Map(), served: next === served ? memory.served : new Map() };
    if (prepare === undefined) return fresh;
    using own = await openDatabase({ threads: served === null ? threads : 1 });
    await prepare({
      ...live,
      db: own,
      served: () => next,
      remember: rememberIn(() => fresh.all),
      rememberServed: rememberIn(() => fresh.served),
    });
    return fresh;
  }

  let checking: Promise<boolean> | null = null;
  async function look(): Promise<boolean> {
    const now = marks(workspace);
    if (now.all === seen.all) return false;
    const { next, why } = now.outputs === seen.outputs
      ? { next: served, why: trouble }
      : await load(now.outputs);
    const fresh = await remembered(next);
    if (closed) return false;
    if (next !== served) {
      loads.done++;
      explainer?.[Symbol.dispose]();
      explainer = null;
    }
    [served, trouble, seen, memory] = [next, why, now, fresh];
    return true;
  }
  const check = () => checking ??= look().finally(() => checking = null);
  let timer: ReturnType<typeof setInterval> | undefined;

  const live: Live = {
    workspace,
    db,
    loads,
    check,
    served: () => served,
    trouble: () => trouble ?? (served === null ? null : olderTables(workspace, served)),
    mark: () => hash(seen.all),
    explainer: () =>
      explainer ??= openExplainer(workspace, served?.asOf ?? "", served?.index.k ?? 0),
    remember: rememberIn(() => memory.all),
    rememberServed: rememberIn(() => memory.served),
    [Symbol.dispose]() {
      closed = true;
      clearInterval(timer);
      explainer?.[Symbol.dispose]();
      db[Symbol.dispose]();
    },
  };
  await check();
  // what was served goes on being served, with the reason why nothing newer is
  const failed = (error: unknown) => {
    trouble = error instanceof Error ? error.message : String(error);
  };
  if (everyMs > 0) timer = setInterval(() => void check().catch(failed), everyMs);
  return live;
}

type Memory = Map<string, Promise<unknown>>;

/** What is kept until anything changes, and until other outputs are served. */
interface Memories {
  readonly all: Memory;
  readonly served: Memory;
}

function rememberIn(memoryNow: () => Memory): Live["remember"] {
  return <T>(key: string, make: () => Promise<T>): Promise<T> => {
    const memory = memoryNow();
    const known = memory.get(key) as Promise<T> | undefined;
    if (known) return known;
    const made = make();
    memory.set(key, made);
    made.catch(() => memory.delete(key));
    return made;
  };
}

const NOTHING_YET = "The workspace has no recommendations yet: run `deno task start`.";

function olderTables(workspace: Workspace, { modelVersion }: Served): string | null {
  const version = servedVersion({ workspace });
  if (version === null || version === modelVersion) return null;
  return `These lists are of model ${modelVersion}, but model ${version} serves since: ` +
    "`deno task helix recommend` renews them.";
}

async function loadServed(db: Database, workspace: Workspace): Promise<Served> {
  const table = (name: string) => workspace.path(OUTPUT_FOLDER, `${name}.parquet`);
  const store = storePaths(workspace);
  const [before, mark] = [marks(workspace).outputs, storeMark(workspace)];
  const labels = loadLabels(workspace);
  const index = await readServingIndex(db, {
    recommendations: table("recommendations"),
    pushPlan: table("push_plan"),
    customers: store.customers,
    articles: store.articles,
  }, labels.customers.count);
  const card = JSON.parse(
    await Deno.readTextFile(workspace.path(MODEL_FILES.card)),
  ) as TrainSummary;
  const made = await readJson<{ model_version: string; as_of: string }>(
    workspace.path(OUTPUT_FOLDER, MADE_BY),
  );
  const modelVersion = made?.model_version ?? "unknown";
  return {
    modelVersion,
    tag: `${modelVersion}-${hash(before)}`,
    store: mark,
    asOf: made?.as_of ?? card.asOf,
    loadedAt: new Date(),
    labels,
    index,
  };
}

/** Files by whose times of change new outputs are noticed; a missing one leaves a "-". */
function marks(workspace: Workspace): { outputs: string; all: string } {
  const time = (path: string) => timeOf(workspace, path);
  // The store as well: codes of one reading must not meet names of another.
  const tables = [
    `${OUTPUT_FOLDER}/recommendations.parquet`,
    `${OUTPUT_FOLDER}/push_plan.parquet`,
    MODEL_FILES.card,
  ];
  const outputs = [storeMark(workspace), ...tables.map(time)].join(" ");
  const reports = [
    "reports/metrics.json",
    "reports/simulation.json",
    DRIFT_FILE,
    LEDGER_FILE,
    MODEL_FILES.ranker,
  ];
  const stages = ["ingest", "features", "candidates", "train", "evaluate", "recommend"]
    .map((stage) => `data/.stages/${stage}.json`);
  return { outputs, all: [outputs, ...[...reports, ...stages].map(time)].join(" ") };
}

/**
 * Changes with the store: whoever reads it by codes must have those of the same one.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openWorkspace } from "../workspace.ts";
 * import { storeMark } from "./live.ts";
 *
 * const root = Deno.makeTempDirSync();
 * assert.equal(storeMark(openWorkspace(root)), "-");
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function storeMark(workspace: Workspace): string {
  return timeOf(workspace, `${STORE}/store.json`);
}

function timeOf(workspace: Workspace, path: string): string {
  try {
    const { mtime, size } = Deno.statSync(workspace.path(path));
    return `${mtime?.getTime()}:${size}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "-";
    throw error;
  }
}

/** FNV-1a, 32 bits, as hex: a short name for a text. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  return value.toString(16).padStart(8, "0");
}
