/**
 * Runs as folders of a workspace: what was done, with what, and what came out.
 *
 * @module
 */
import { createHash, randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { explainSystemError } from "../workspace.ts";

/** Folder of the runs, relative to the workspace. */
export const RUNS_FOLDER = "data/runs";

/** One value of a metric. */
export interface RunMetric {
  /** Letters, digits and `_ - . / :` and blanks, as MLflow takes them. */
  readonly key: string;
  readonly value: number;
  /** Iteration, or number of the fold. */
  readonly step: number;
  /** Milliseconds since 1970; fixed when the run is recorded, so that sending twice changes nothing. */
  readonly timestamp: number;
}

/** The data that a run has seen. */
export interface RunDataset {
  readonly name: string;
  /** Fingerprint of the ingested content: changes with any row. */
  readonly fingerprint: string;
  /** Folder that was read. */
  readonly source: string;
  /** Plain facts: lines, customers, first and last day. */
  readonly profile: Readonly<Record<string, string | number | boolean>>;
}

/** A file that belongs to a run. */
export interface RunArtifact {
  /** Relative to the run's `artifacts` folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** `run.json` of a run's folder. */
export interface RunRecord {
  /** Begins with the time, so that names sort by age. */
  readonly id: string;
  readonly kind: "train" | "evaluate" | "tune" | "trial";
  /** Id of the run that this one is a part of. */
  readonly parent: string | null;
  readonly status: "finished" | "failed";
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly ended: number;
  /** First day that the run could not see, `YYYY-MM-DD`. */
  readonly asOf: string;
  /** The model version that a training made. */
  readonly version: string | null;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: readonly RunMetric[];
  readonly dataset: RunDataset;
  readonly artifacts: readonly RunArtifact[];
}

/** What {@linkcode saveRun} stores as an artifact: text, bytes, or a file that is copied. */
export type ArtifactSource = string | Uint8Array | { readonly file: string };

/**
 * A new run's id: time, kind, and some random letters.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { newRunId } from "./runs.ts";
 *
 * assert.match(newRunId("train", Date.UTC(2020, 0, 2)), /^20200102T000000000-train-[0-9a-f]{6}$/);
 * ```
 */
export function newRunId(kind: RunRecord["kind"], time: number): string {
  const when = new Date(time).toISOString().replaceAll(/[-:.Z]/g, "");
  return `${when}-${kind}-${randomBytes(3).toString("hex")}`;
}

/**
 * Keeps a run: the folder appears whole, by one rename.
 *
 * @param root The workspace's folder.
 * @param artifacts By path in the run's `artifacts` folder.
 * @returns The record with its artifacts' sizes and hashes.
 * @throws {WorkspaceError} If the disk is full or rights are missing.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readRun, type RunRecord, saveRun } from "./runs.ts";
 *
 * const root = Deno.makeTempDirSync();
 * const run: Omit<RunRecord, "artifacts"> = {
 *   id: "1-train-a", kind: "train", parent: null, status: "finished", started: 0, ended: 1,
 *   asOf: "2020-01-01", version: null, params: {}, tags: {}, metrics: [],
 *   dataset: { name: "shop", fingerprint: "f", source: "/shop", profile: {} },
 * };
 * await saveRun(root, run, { "notes/a.txt": "hello" });
 * assert.deepEqual(readRun(root, "1-train-a")?.artifacts.map(({ path }) => path), ["notes/a.txt"]);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export async function saveRun(
  root: string,
  run: Omit<RunRecord, "artifacts">,
  artifacts: Readonly<Record<string, ArtifactSource>>,
): Promise<RunRecord> {
  const folder = runFolder(root, run.id);
  const fresh = join(dirname(folder), `.${run.id}.tmp`);
  try {
    await Deno.mkdir(join(fresh, "artifacts"), { recursive: true });
    const kept: RunArtifact[] = [];
    for (const [path, source] of Object.entries(artifacts)) {
      kept.push(await keepArtifact(fresh, path, source));
    }
    const record = { ...run, artifacts: kept };
    await Deno.writeTextFile(join(fresh, "run.json"), JSON.stringify(record, null, 1) + "\n");
    await Deno.rename(fresh, folder);
    return record;
  } catch (error) {
    await Deno.remove(fresh, { recursive: true }).catch(() => {});
    throw explainSystemError(error, `keep the run ${folder}`);
  }
}

async function keepArtifact(
  folder: string,
  path: string,
  source: ArtifactSource,
): Promise<RunArtifact> {
  const target = join(folder, "artifacts", path);
  await Deno.mkdir(dirname(target), { recursive: true });
  if (typeof source === "string") await Deno.writeTextFile(target, source);
  else if (source instanceof Uint8Array) await Deno.writeFile(target, source);
  else await Deno.copyFile(source.file, target);
  const { size } = await Deno.stat(target);
  return { path, bytes: size, sha256: await fileSha256(target) };
}

/**
 * A second name for a file, or a copy where the file system has no links. For files that are
 * replaced by renaming and never changed in their place, as all of a workspace are.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { linkOrCopy } from "./runs.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(`${folder}/a`, "text");
 * await linkOrCopy(`${folder}/a`, `${folder}/b`);
 * assert.equal(Deno.readTextFileSync(`${folder}/b`), "text");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await Deno.link(from, to);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw error;
    await Deno.copyFile(from, to);
  }
}

/**
 * SHA-256 of a file, in hexadecimal, read block by block.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { fileSha256 } from "./runs.ts";
 *
 * const file = Deno.makeTempFileSync();
 * assert.equal((await fileSha256(file)).slice(0, 8), "e3b0c442");
 * Deno.removeSync(file);
 * ```
 */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  using file = await Deno.open(path);
  const block = new Uint8Array(1 << 20);
  for (let read = await file.read(block); read !== null; read = await file.read(block)) {
    hash.update(block.subarray(0, read));
  }
  return hash.digest("hex");
}

/** A run's folder. */
export function runFolder(root: string, id: string): string {
  return join(root, RUNS_FOLDER, id);
}

/** A run's record; `null` where there is none, or it cannot be read. */
export function readRun(root: string, id: string): RunRecord | null {
  try {
    return JSON.parse(Deno.readTextFileSync(join(runFolder(root, id), "run.json")));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Ids of a workspace's runs, oldest first. */
export function runIds(root: string): string[] {
  try {
    return [...Deno.readDirSync(join(root, RUNS_FOLDER))]
      .filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
      .map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * A workspace's runs, newest first.
 *
 * @param limit Most runs wanted.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readRuns } from "./runs.ts";
 *
 * assert.deepEqual(readRuns("/no/such/workspace"), []);
 * ```
 */
export function readRuns(root: string, limit = Infinity): RunRecord[] {
  const found: RunRecord[] = [];
  for (const id of runIds(root).reverse()) {
    if (found.length >= limit) break;
    const run = readRun(root, id);
    if (run !== null) found.push(run);
  }
  return found;
}

/**
 * A plain value as the flat parameters of a run: `{ a: { b: [1] } }` is `a.b.0 = 1`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { flatParams } from "./runs.ts";
 *
 * assert.deepEqual(flatParams({ trees: { leaves: 15 }, engine: null }), {
 *   "trees.leaves": "15",
 *   engine: "null",
 * });
 * ```
 */
export function flatParams(value: unknown, prefix = ""): Record<string, string> {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null) return { [prefix]: String(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) =>
      flatParams(inner, prefix === "" ? key : `${prefix}.${key}`)
    ),
  );
}

/**
 * A metric's name as MLflow takes it: `ndcg@12` is `ndcg_at_12`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { metricKey } from "./runs.ts";
 *
 * assert.equal(metricKey("newest week, ndcg@12"), "newest week_ ndcg_at_12");
 * ```
 */
export function metricKey(name: string): string {
  return name.replaceAll("@", "_at_").replaceAll(/[^\w./ :-]/g, "_");
}
