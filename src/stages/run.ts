/**
 * One run over one workspace: what its stages share, made once and when first asked for.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import { ingest, type IngestSummary, isIngested } from "../ingest/ingest.ts";
import { type Labels, loadLabels, loadShop } from "../ingest/load.ts";
import type { EpochDay, Shop, Snapshot } from "../ingest/shop.ts";
import { DEFAULT_SOURCE, resolveSource } from "../ingest/sources.ts";
import { storePaths } from "../ingest/store.ts";
import { generateSynthetic } from "../ingest/synthetic/generate.ts";
import { type Progress, silent } from "../progress.ts";
import { createRankerMemory, type RankerMemory } from "../ranking/fit.ts";
import { fitInputs } from "../ranking/fit_inputs.ts";
import { DEFAULT_RECIPE, type RankerRecipe } from "../ranking/recipe.ts";
import type { RowInputs } from "../ranking/rows.ts";
import { loadInputs, saveInputs } from "../serving/inputs_store.ts";
import {
  currentStage,
  fingerprint,
  isFile,
  lockWorkspace,
  openWorkspace,
  readStage,
  recordStage,
  stageIsCurrent,
  type Workspace,
  WorkspaceError,
} from "../workspace.ts";
import { codeFingerprint } from "./code_fingerprint.ts";
import { dayText, parseDay, type StageOptions } from "./options.ts";
import { readRecipe } from "./recipe.ts";
import type { PropensityMemory } from "./propensity_fits.ts";

/** What the rows are filled from, kept between processes. */
const INPUTS_FILE = "data/candidates/inputs.bin";

/** A run's options: those that were given, and the data where they were not. */
export interface RunOptions extends StageOptions {
  readonly data: string;
  /** Seed of a generated shop; that of the run where the data were named. */
  readonly shopSeed: number;
}

/** A run: options, workspace, and memoised inputs. */
export interface Run {
  readonly options: RunOptions;
  readonly workspace: Workspace;
  readonly progress: Progress;
  /** How the ranker is made: the default recipe, or `--recipe`. */
  readonly recipe: RankerRecipe;
  /** Whether the source is ingested already, as it is now; changes nothing. */
  isIngested(): boolean;
  /** The ingested source; ingests it on the first call. */
  ingested(): Promise<IngestSummary>;
  /** The day of the run: `--as-of`, else the day after the last order. */
  asOf(): Promise<EpochDay>;
  /** The shop as of that day. */
  snapshot(): Promise<Snapshot>;
  /** Everything, the days from `asOf` on too: for the evaluation's truth alone. */
  shop(): Promise<Shop>;
  /** What the ranker's rows are filled from, as of the run's day. */
  inputs(): Promise<RowInputs>;
  /** Ids and names. */
  labels(): Promise<Labels>;
  /** What the trainings of this run's stages take over from one another. */
  readonly memory: RunMemory;
  /** Takes the workspace for this run alone. */
  lock(): Disposable;
}

/** Trainings that several stages ask for; `forget` frees them once no stage will. */
export interface RunMemory {
  readonly ranker: RankerMemory;
  readonly propensity: PropensityMemory;
  /** Stages that this run has worked on or found unchanged. */
  readonly seen: Set<string>;
  forget(): void;
}

function createRunMemory(): RunMemory {
  const ranker = createRankerMemory();
  const propensity: PropensityMemory = new Map();
  return {
    ranker,
    propensity,
    seen: new Set(),
    forget() {
      ranker.windowRows.clear();
      ranker.fits.clear();
      propensity.clear();
    },
  };
}

/** Options of {@linkcode openRun}. */
export interface OpenRunOptions {
  /** @default {silent} */
  progress?: Progress;
}

/** Opens a run; nothing is read before a stage asks for it. */
export function openRun(given: StageOptions, { progress = silent }: OpenRunOptions = {}): Run {
  const recipe = given.recipe === undefined ? DEFAULT_RECIPE : readRecipe(given.recipe);
  const workspace = openWorkspace(given.workspace);
  const options: RunOptions = { ...given, ...dataOf(given, workspace, progress) };
  const ingested = once(async () => {
    const directory = await sourceDirectory(options, workspace, progress);
    const { threads, memory, asOf, maxRejects } = options;
    return await ingest(directory, workspace, {
      threads,
      memory,
      maxRejects,
      progress,
      ...(asOf === undefined ? {} : { asOf }),
    });
  });
  const asOf = once(async () => {
    const { lastDay, stray } = await ingested();
    if (options.asOf !== undefined) return options.asOf;
    if (stray !== undefined) throw strayError(options.data, stray, lastDay);
    return parseDay(lastDay)! + 1;
  });
  const snapshot = once(async (): Promise<Snapshot> => {
    const before = await asOf();
    return { ...loadShop(workspace, { before }), asOf: before };
  });
  const inputs = once(async () => {
    const known = await snapshot();
    const path = workspace.path(INPUTS_FILE);
    const print = fingerprint({
      code: codeFingerprint(),
      store: stageMark({ workspace }, "ingest"),
      asOf: known.asOf,
      candidates: DEFAULT_RECIPE.candidates as Record<string, unknown>,
    });
    const kept = loadInputs(path, known, print);
    if (kept !== null) return kept;
    const { threads } = options;
    const made = await fitInputs(known, DEFAULT_RECIPE.candidates, { threads });
    await saveInputs(path, made, print);
    return made;
  });
  return {
    options,
    workspace,
    progress,
    recipe,
    isIngested: () => {
      const directory = directoryOf(options, workspace);
      const made = resolveSource(options.data).kind === "directory" || isGenerated(directory);
      return made && isIngested(directory, workspace, options);
    },
    ingested,
    asOf,
    snapshot,
    shop: async () => {
      await ingested();
      return loadShop(workspace);
    },
    inputs,
    labels: once(async () => {
      await ingested();
      return loadLabels(workspace);
    }),
    memory: createRunMemory(),
    lock: () => lockWorkspace(workspace),
  };
}

/**
 * The data that were asked for; without any, those of the workspace's store, so that a forgotten
 * `--data` takes no other shop.
 *
 * @throws {DataError} If there is a store that does not say what it was made from.
 */
function dataOf(
  options: StageOptions,
  workspace: Workspace,
  progress: Progress,
): Pick<RunOptions, "data" | "hours" | "shopSeed"> {
  const { data, hours, seed } = options;
  if (data !== undefined) return { data, hours, shopSeed: seed };
  const stored = storedSource(workspace);
  if (stored === null) return { data: DEFAULT_SOURCE, hours, shopSeed: seed };
  if (stored.data !== DEFAULT_SOURCE) {
    progress.note(`No --data: going on with ${stored.data}, which this workspace was made from`);
  }
  const { shopSeed = seed } = stored;
  return { data: stored.data, hours: hours || stored.hours, shopSeed };
}

/** What a workspace's store was made from; `null` where it has none. */
function storedSource(
  workspace: Workspace,
): { data: string; hours: boolean; shopSeed?: number } | null {
  const directory = (readStage(workspace.root, "ingest")?.summary as { directory?: unknown })
    ?.directory;
  if (typeof directory !== "string") {
    if (!isFile(storePaths(workspace).manifest)) return null;
    throw new DataError(
      `Expected data/.stages/ingest.json of ${workspace.root} to name the workspace's shop but ` +
        "found it missing or damaged",
      { hint: "Say which shop it is with --data; helix ingest --data … makes the record anew." },
    );
  }
  const path = directory.replaceAll("\\", "/");
  if (path.endsWith("/data/samples/online-retail")) return { data: DEFAULT_SOURCE, hours: false };
  const made = /\/data\/synthetic\/(\d+)-seed(\d+)(-hours)?$/.exec(path);
  return made === null
    ? { data: directory, hours: false }
    : { data: `synthetic:${made[1]}`, hours: made[3] !== undefined, shopSeed: Number(made[2]) };
}

function strayError(
  data: string,
  { before, from, lines }: NonNullable<IngestSummary["stray"]>,
  lastDay: string,
): DataError {
  const count = lines === 1 ? "1 order line" : `${lines} order lines`;
  const years = ((parseDay(from)! - parseDay(before)!) / 365.25).toFixed(1);
  return new DataError(
    `Expected the last orders to follow on the others but found ${count} of ${from}` +
      `${from === lastDay ? "" : ` to ${lastDay}`}, ${years} years after ${before}`,
    {
      place: { file: data, column: "t_dat" },
      hint: `Mend the dates, or give --as-of ${dayText(parseDay(before)! + 1)} to leave them out ` +
        `(--as-of ${dayText(parseDay(lastDay)! + 1)} to believe them).`,
    },
  );
}

/** The folder that a run reads; a generated shop's may not be there yet. */
function directoryOf(options: RunOptions, workspace: Workspace): string {
  const source = resolveSource(options.data);
  if (source.kind === "directory") return source.directory;
  const { shopSeed, hours } = options;
  return workspace.path(
    `data/synthetic/${source.customers}-seed${shopSeed}${hours ? "-hours" : ""}`,
  );
}

function isGenerated(directory: string): boolean {
  return isFile(`${directory}/transactions_train.csv`);
}

async function sourceDirectory(
  options: RunOptions,
  workspace: Workspace,
  progress: Progress,
): Promise<string> {
  const source = resolveSource(options.data);
  const directory = directoryOf(options, workspace);
  if (source.kind === "synthetic" && !isGenerated(directory)) {
    const { customers } = source;
    const { shopSeed: seed, hours, threads } = options;
    await generateSynthetic(directory, { customers, seed, hours, threads, progress });
  }
  return directory;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}

/** What a stage is: its name, what it depends on, and what it leaves. */
export interface StageDefinition {
  readonly name: string;
  /** Everything besides data, code and day that its outputs follow from. */
  readonly depends: unknown;
  /** Files and folders it leaves, relative to the workspace. */
  readonly outputs: readonly string[];
}

/** A stage's summary and whether an earlier run's outputs still stood. */
export type StageResult<T> = T & { readonly reused: boolean };

/**
 * Runs a stage unless its outputs are current: made from the same data, day, options and code.
 *
 * @param work Leaves the outputs in their place and returns the summary, plain JSON.
 */
export async function runStage<T extends object>(
  run: Run,
  definition: StageDefinition,
  work: () => Promise<T>,
): Promise<StageResult<T>> {
  const { name, outputs } = definition;
  const print = await stagePrint(run, definition);
  const record = currentStage(run.workspace.root, name, print);
  if (record) {
    if (!run.memory.seen.has(name)) run.progress.note(`${name}: unchanged, kept`);
    run.memory.seen.add(name);
    return { ...record.summary as T, reused: true };
  }
  const summary = await work();
  run.memory.seen.add(name);
  await recordStage(run.workspace.root, name, print, { outputs, summary });
  return { ...summary, reused: false };
}

/** Whether a stage's outputs are there and made from the run's data, day, options and code. */
export async function isCurrent(run: Run, definition: StageDefinition): Promise<boolean> {
  return stageIsCurrent(run.workspace.root, definition.name, await stagePrint(run, definition));
}

/** Fingerprint of a stage: of its data, day, options and code. */
export async function stagePrint(run: Run, { name, depends }: StageDefinition): Promise<string> {
  const ingestion = await run.ingested();
  const { seconds: _seconds, reused: _reused, directory: _directory, ...data } = ingestion;
  return fingerprint({
    name,
    depends: depends as Record<string, unknown>,
    code: codeFingerprint(),
    data: { ...data, store: stageMark(run, "ingest") },
    asOf: await run.asOf(),
    seed: run.options.seed,
    horizon: run.options.horizonDays,
  });
}

/**
 * What a later stage's fingerprint takes from an earlier one.
 *
 * @throws {WorkspaceError} If the earlier one has left no record that can be read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openWorkspace, recordStage } from "../workspace.ts";
 * import { stageMark } from "./run.ts";
 *
 * const workspace = openWorkspace(Deno.makeTempDirSync());
 * assert.throws(() => stageMark({ workspace }, "train"), /data\/\.stages\/train\.json/);
 * await recordStage(workspace.root, "train", "f1", { outputs: [] });
 * assert.equal(stageMark({ workspace }, "train"), "f1");
 * Deno.removeSync(workspace.root, { recursive: true });
 * ```
 */
export function stageMark({ workspace }: Pick<Run, "workspace">, stage: string): string {
  const record = readStage(workspace.root, stage);
  if (record !== undefined) return record.fingerprint;
  throw new WorkspaceError(
    `Expected data/.stages/${stage}.json to say what helix ${stage} left but found it missing or damaged`,
    { hint: `helix ${stage} makes it anew.` },
  );
}
