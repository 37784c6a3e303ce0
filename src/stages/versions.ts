/**
 * The train stage's ledger: every training becomes a version, and one version serves.
 *
 * @module
 */
import { DEFAULT_SOURCE, resolveSource } from "../ingest/sources.ts";
import { storePaths } from "../ingest/store.ts";
import {
  afterTraining,
  isGated,
  readLedger,
  servingVersion,
  versionOf,
  writeLedger,
} from "../tracking/ledger.ts";
import { readReference } from "../tracking/reference.ts";
import { fileSha256 } from "../tracking/runs.ts";
import {
  contentVersion,
  damagedFile,
  installVersion,
  keepVersion,
  outdatedVersions,
  readVersion,
  readVersions,
  removeVersions,
  type VersionRecord,
  type Way,
} from "../tracking/versions.ts";
import {
  currentStage,
  fingerprint,
  forgetStage,
  hasFingerprint,
  readJson,
  readStage,
  recordStage,
  writeAtomically,
} from "../workspace.ts";
import { codeFingerprint } from "./code_fingerprint.ts";
import { MODEL_FILES, SERVED_FILE, SERVING_FILES, VERSION_FILES } from "./model_files.ts";
import { dayText } from "./options.ts";
import { type Run, type StageDefinition, stagePrint, type StageResult } from "./run.ts";
import type { TrainSummary } from "./train_summary.ts";

/** What a training made and what serves. */
export interface VersionMarks {
  /** The version that the run's data, day, options and code make. */
  readonly version: string;
  /** The version that the workspace's outputs follow from. */
  readonly serves: string;
}

/** Versions that are kept beside those of the newest decisions. */
const KEPT = 20;

/**
 * Runs the train stage under the ledger. What was trained before from the same data, day, options
 * and code is put back instead of trained again. As long as nobody has decided, the newest model
 * serves; from the first `promote` or `rollback` on it is a candidate, and the one that was decided
 * for is put into the models' place where it can serve this run.
 *
 * @param train Runs the stage.
 * @param made Told of a version that was trained now, or whose rows are no longer kept.
 */
export async function trainVersion(
  run: Run,
  definition: StageDefinition,
  train: () => Promise<StageResult<TrainSummary>>,
  made: (version: VersionRecord, summary: StageResult<TrainSummary>) => Promise<void>,
): Promise<StageResult<TrainSummary> & VersionMarks> {
  const { root } = run.workspace;
  const print = await stagePrint(run, definition);
  await putBack(run, definition, print);
  let summary = await train();
  const known = versionOf(readLedger(root), print);
  let record = await keptVersion(root, known);
  if (summary.reused && record === null && !await holdsTraining(run, summary, known)) {
    run.progress.note(`train: the files of version ${known ?? "of this run"} are lost, made again`);
    forgetStage(root, definition.name);
    summary = await train();
  }
  if (!summary.reused || record === null) {
    record = await keepVersion(root, VERSION_FILES, await factsOf(run, summary));
    const { version } = record;
    const ledger = afterTraining(readLedger(root), { print, version, at: Date.now() });
    await writeLedger(root, ledger);
    const kept = readVersions(root).map((one) => one.version);
    removeVersions(root, outdatedVersions(ledger, kept, KEPT));
  }
  const { version } = record;
  const serves = await whoServes(run, record);
  if (servedVersion(run) !== serves || !await inPlace(run, serves)) await serve(run, serves);
  if (!summary.reused || readReference(root, version) === null) await made(record, summary);
  return { ...summary, version, serves };
}

/** A version's record where all of it is kept, whole. */
async function keptVersion(root: string, version: string | null): Promise<VersionRecord | null> {
  if (version === null || await damagedFile(root, version) !== null) return null;
  return readVersion(root, version);
}

/** Whether the files in the models' place are those that a training left. */
async function holdsTraining(
  run: Run,
  { reused: _reused, ...summary }: StageResult<TrainSummary>,
  version: string | null,
): Promise<boolean> {
  const { root, path } = run.workspace;
  if (version !== null) return await contentVersion(root, VERSION_FILES.hashed) === version;
  const card = readJson(path(MODEL_FILES.card));
  return card !== null && fingerprint(card) === fingerprint(JSON.parse(JSON.stringify(summary)));
}

/** Puts back what the same fingerprint made before, so that the stage finds it current. */
async function putBack(run: Run, definition: StageDefinition, print: string): Promise<void> {
  const { root } = run.workspace;
  if (currentStage(root, definition.name, print)) return;
  const record = await keptVersion(root, versionOf(readLedger(root), print));
  if (record === null) return;
  await installVersion(root, record.version, [...VERSION_FILES.hashed, ...VERSION_FILES.kept]);
  await writeServed(run, record.version);
  const summary = readJson(run.workspace.path(MODEL_FILES.card))!;
  await recordStage(root, definition.name, print, { outputs: definition.outputs, summary });
  await writeLedger(
    root,
    afterTraining(readLedger(root), { print, version: record.version, at: Date.now() }),
  );
  run.progress.note(`train: version ${record.version} was trained before, put back`);
}

/** The version that serves this run: the one decided for, where it can. */
async function whoServes(run: Run, trained: VersionRecord): Promise<string> {
  const { root } = run.workspace;
  const ledger = readLedger(root);
  const decided = servingVersion(ledger);
  if (!isGated(ledger) || decided === null || decided === trained.version) return trained.version;
  const record = await keptVersion(root, decided);
  const obstacle = record === null
    ? `${await damagedFile(root, decided)} is gone or damaged`
    : await whyNot(run, record, trained.features);
  if (obstacle === null) {
    run.progress.note(
      `train: version ${trained.version} is a candidate, ${decided} serves ` +
        `(helix promote ${trained.version} compares them)`,
    );
    return decided;
  }
  run.progress.note(`train: version ${decided} cannot serve here, ${obstacle}`);
  return trained.version;
}

/** Why a version cannot serve a run; `null` where it can. */
export async function whyNot(
  run: Run,
  record: VersionRecord,
  features: readonly string[] | null,
): Promise<string | null> {
  const { horizonDays } = run.options;
  if (record.data !== shopName(run)) return `it was trained on ${record.data}`;
  if (record.horizonDays !== horizonDays) return `it is for ${record.horizonDays} days`;
  const asOf = dayText(await run.asOf());
  if (record.asOf > asOf) return `it has seen days up to ${record.asOf}`;
  const other = features !== null && features.length > 0 && record.noRanker === null &&
    record.features.join() !== features.join();
  return other ? "its features are another version's" : null;
}

/** The version of the files in the models' place; `null` where nothing says so. */
export function servedVersion(run: Pick<Run, "workspace">): string | null {
  const version = readJson<{ version: unknown }>(run.workspace.path(SERVED_FILE))?.version;
  return typeof version === "string" ? version : null;
}

/**
 * Puts a version's files into the models' place. The propensities stay: they are the newest day's.
 *
 * @throws {WorkspaceError} If the version is missing or damaged.
 */
export async function serve(run: Run, version: string): Promise<void> {
  const { root } = run.workspace;
  const record = readStage(root, "train");
  if (!await inPlace(run, version)) await installVersion(root, version, SERVING_FILES);
  await writeServed(run, version);
  if (record === undefined) return;
  const others = Object.entries(record.outputs)
    .filter(([path]) => !(SERVING_FILES as readonly string[]).includes(path));
  if (!others.every(([path, print]) => hasFingerprint(run.workspace.path(path), print))) {
    return forgetStage(root, "train");
  }
  await recordStage(root, "train", record.fingerprint, {
    outputs: Object.keys(record.outputs),
    summary: record.summary,
  });
}

/** Whether the models' files are this version's. */
export async function inPlace(run: Run, version: string): Promise<boolean> {
  const record = readVersion(run.workspace.root, version);
  if (record === null) return false;
  const expected: Record<string, string> = { ...record.along, ...record.files };
  for (const path of SERVING_FILES) {
    const found = await fileSha256(run.workspace.path(path)).catch(() => undefined);
    if (found !== expected[path]) return false;
  }
  return true;
}

async function writeServed(run: Run, version: string): Promise<void> {
  await writeAtomically(
    run.workspace.path(SERVED_FILE),
    (path) => Deno.writeTextFileSync(path, JSON.stringify({ version }) + "\n"),
  );
}

async function factsOf(run: Run, summary: TrainSummary) {
  const { horizonDays } = run.options;
  return {
    asOf: summary.asOf,
    data: shopName(run),
    dataFingerprint: await dataFingerprint(run),
    horizonDays,
    way: wayOf(run),
    code: codeFingerprint(),
    features: summary.features,
    noRanker: summary.noRanker,
  };
}

/** The shop's name: as the user named it, a folder by its absolute path. */
export function shopName({ options }: Pick<Run, "options">): string {
  const source = resolveSource(options.data);
  return source.kind === "directory" && source.name !== DEFAULT_SOURCE
    ? source.directory
    : source.name;
}

/** How a run trains, whatever its data and day. */
export function wayOf(run: Run): Way {
  const { seed, engine, selectFeatures } = run.options;
  return { recipe: run.recipe, seed, engine, selectFeatures: selectFeatures ?? null };
}

const contents = new Map<string, string>();

/**
 * Changes with any row that was ingested and any id, and with nothing else: neither with where the
 * files lie nor with the order of their rows. SHA-256 over the store's columns.
 */
export async function dataFingerprint(run: Run): Promise<string> {
  await run.ingested();
  const { folder } = storePaths(run.workspace);
  const key = `${folder} ${Deno.statSync(storePaths(run.workspace).manifest).mtime?.getTime()}`;
  const known = contents.get(key);
  if (known !== undefined) return known;
  const columns = [...Deno.readDirSync(`${folder}/columns`)].map(({ name }) => `columns/${name}`);
  const hashes: [string, string][] = [];
  for (const name of [...columns.sort(), "store.json"]) {
    hashes.push([name, await fileSha256(`${folder}/${name}`)]);
  }
  const print = fingerprint(Object.fromEntries(hashes));
  contents.set(key, print);
  return print;
}
