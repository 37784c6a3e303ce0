/**
 * Model versions: the files that a training left, kept by what is in them.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { RankerRecipe } from "../ranking/recipe.ts";
import { fingerprint, publish } from "../workspace.ts";
import type { Ledger } from "./ledger.ts";
import { fileSha256, linkOrCopy } from "./runs.ts";

/** Folder of the versions, relative to the workspace. */
export const VERSIONS_FOLDER = "models/versions";

/** Everything but data and day that a ranker follows from. */
export interface Way {
  readonly recipe: RankerRecipe;
  readonly seed: number;
  readonly engine: "native" | "wasm" | "auto";
  readonly selectFeatures: number | null;
}

/** What is known of a version besides its files; the same wherever it is made again. */
export interface VersionFacts {
  /** First day that the training could not see, `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly data: string;
  readonly dataFingerprint: string;
  readonly horizonDays: number;
  readonly way: Way;
  /** Fingerprint of the code that computes outputs. */
  readonly code: string;
  readonly features: readonly string[];
  /** Why there is no ranker; `null` where there is one. */
  readonly noRanker: string | null;
}

/** `version.json` of a version's folder. */
export interface VersionRecord extends VersionFacts {
  /** Twelve hexadecimal digits of a hash of the content of {@linkcode VersionRecord.files}. */
  readonly version: string;
  /** SHA-256 by path in the workspace, of the files that make predictions. */
  readonly files: Readonly<Record<string, string>>;
}

/** Paths of a version's files in the workspace. */
export interface VersionFiles {
  /** Make predictions and are hashed; those that do not exist are left out. */
  readonly hashed: readonly string[];
  /** Kept along with them. */
  readonly kept: readonly string[];
}

/**
 * Keeps what is in its place as a version, named by the hash of its content: the same data, code and
 * seed give the same name everywhere, and keeping it again changes nothing.
 *
 * @param root The workspace's folder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { DEFAULT_RECIPE } from "../ranking/recipe.ts";
 * import { keepVersion, readVersion } from "./versions.ts";
 *
 * const root = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(`${root}/ranker.txt`, "trees");
 * const { version } = await keepVersion(root, { hashed: ["ranker.txt"], kept: [] }, {
 *   asOf: "2020-01-01", data: "shop", dataFingerprint: "f", horizonDays: 7, code: "c",
 *   way: { recipe: DEFAULT_RECIPE, seed: 1, engine: "auto", selectFeatures: null },
 *   features: ["age"], noRanker: null,
 * });
 * assert.equal(readVersion(root, version)?.asOf, "2020-01-01");
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export async function keepVersion(
  root: string,
  { hashed, kept }: VersionFiles,
  facts: VersionFacts,
): Promise<VersionRecord> {
  const files: Record<string, string> = {};
  const contents: Record<string, string> = {};
  for (const path of hashed) {
    if (!exists(join(root, path))) continue;
    files[path] = await fileSha256(join(root, path));
    contents[path] = path.endsWith(".txt") ? modelContent(join(root, path)) : files[path];
  }
  const version = fingerprint(contents).slice(0, 12);
  const known = readVersion(root, version);
  if (known !== null && await isWhole(root, known)) return known;
  const record: VersionRecord = { version, ...facts, files };
  await publish(root, async ({ stage }) => {
    const folder = stage(`${VERSIONS_FOLDER}/${version}`);
    await Deno.mkdir(folder);
    for (const path of [...Object.keys(files), ...kept]) {
      await linkOrCopy(join(root, path), join(folder, basename(path)));
    }
    await Deno.writeTextFile(join(folder, "version.json"), JSON.stringify(record, null, 1) + "\n");
  });
  return record;
}

/** Hash of a text model without the one parameter that says how, not what: the number of threads. */
function modelContent(path: string): string {
  return fingerprint(Deno.readTextFileSync(path).replace(/^\[num_threads: .*\]$/m, ""));
}

/** A version's record; `null` where it is not kept. */
export function readVersion(root: string, version: string): VersionRecord | null {
  try {
    return JSON.parse(Deno.readTextFileSync(versionPath(root, version, "version.json")));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** All kept versions, in the order of their names. */
export function readVersions(root: string): VersionRecord[] {
  try {
    return [...Deno.readDirSync(join(root, VERSIONS_FOLDER))].map(({ name }) => name).sort()
      .flatMap((name) => readVersion(root, name) ?? []);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The path of one of a version's files, given by its path in the workspace. */
export function versionPath(root: string, version: string, path: string): string {
  return join(root, VERSIONS_FOLDER, version, basename(path));
}

/** Whether every file of a version is there with the content that its name stands for. */
export async function isWhole(root: string, record: VersionRecord): Promise<boolean> {
  for (const [path, sha256] of Object.entries(record.files)) {
    const kept = versionPath(root, record.version, path);
    if (!exists(kept) || await fileSha256(kept) !== sha256) return false;
  }
  return true;
}

/**
 * Puts a version's files into their place, all or nothing; files of `paths` that it does not have
 * are removed.
 *
 * @param paths Which files, by path in the workspace.
 * @throws {Error} If the version is missing or damaged.
 */
export async function installVersion(
  root: string,
  version: string,
  paths: readonly string[],
): Promise<void> {
  const record = readVersion(root, version);
  if (record === null || !await isWhole(root, record)) {
    throw new Error(
      `Expected the files of version ${version} in ${VERSIONS_FOLDER} to be whole but found ` +
        (record === null ? "none" : "others than it was made of"),
    );
  }
  const has = (path: string) => exists(versionPath(root, version, path));
  await publish(root, async ({ stage }) => {
    for (const path of paths) {
      if (has(path)) await linkOrCopy(versionPath(root, version, path), stage(path));
    }
  });
  for (const path of paths) {
    if (!has(path) && exists(join(root, path))) Deno.removeSync(join(root, path));
  }
}

/**
 * The versions that are kept no longer: all but the newest `most` trainings' and those of the newest
 * `most` decisions.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { outdatedVersions } from "./versions.ts";
 *
 * const trainings = ["a", "b", "c"].map((version, at) => ({ print: version, version, at }));
 * const decisions = [{ version: "a", at: 0, by: "promote", why: "" }] as const;
 * assert.deepEqual(outdatedVersions({ trainings, decisions }, ["a", "b", "c"], 1), ["b"]);
 * ```
 */
export function outdatedVersions(
  { trainings, decisions }: Ledger,
  kept: readonly string[],
  most: number,
): string[] {
  const newest = (entries: readonly { version: string }[]) =>
    [...new Set(entries.toReversed().map(({ version }) => version))].slice(0, most);
  const needed = new Set([...newest(trainings), ...newest(decisions)]);
  return kept.filter((version) => !needed.has(version));
}

/** Removes versions. */
export function removeVersions(root: string, versions: readonly string[]): void {
  for (const version of versions) {
    Deno.removeSync(join(root, VERSIONS_FOLDER, version), { recursive: true });
  }
}

function exists(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
