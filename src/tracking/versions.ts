/**
 * Model versions: the files that a training left, kept by what is in them.
 *
 * @module
 */
import { basename, join } from "node:path";
import type { RankerRecipe } from "../ranking/recipe.ts";
import { fingerprint, isRecord, publish, readJson, WorkspaceError } from "../workspace.ts";
import type { Ledger } from "./ledger.ts";
import { fileSha256 } from "./runs.ts";

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
  /** SHA-256 by path in the workspace, of what is kept along. */
  readonly along: Readonly<Record<string, string>>;
}

/** Paths of a version's files in the workspace. */
export interface VersionFiles {
  /** Make predictions and are hashed; those that do not exist are left out. */
  readonly hashed: readonly string[];
  /** Kept along with them; those that do not exist are left out. */
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
  paths: VersionFiles,
  facts: VersionFacts,
): Promise<VersionRecord> {
  const version = await contentVersion(root, paths.hashed);
  const known = readVersion(root, version);
  if (known !== null && await damagedFile(root, version) === null) return known;
  const files = await hashesOf(root, paths.hashed);
  const along = await hashesOf(root, paths.kept);
  const record: VersionRecord = { version, ...facts, files, along };
  await publish(root, async ({ stage }) => {
    const folder = stage(`${VERSIONS_FOLDER}/${version}`);
    await Deno.mkdir(folder);
    for (const path of [...Object.keys(files), ...Object.keys(along)]) {
      await Deno.copyFile(join(root, path), join(folder, basename(path)));
    }
    await Deno.writeTextFile(join(folder, "version.json"), JSON.stringify(record, null, 1) + "\n");
  });
  return record;
}

/**
 * The name of the version that the files in their place make, whether it is kept or not.
 *
 * @param hashed Paths in the workspace, as in {@linkcode VersionFiles}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { contentVersion } from "./versions.ts";
 *
 * const root = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(`${root}/ranker.txt`, "tree\n");
 * const name = await contentVersion(root, ["ranker.txt", "none.txt"]);
 * assert.match(name, /^[0-9a-f]{12}$/);
 * assert.equal(await contentVersion(root, ["ranker.txt"]), name);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export async function contentVersion(root: string, hashed: readonly string[]): Promise<string> {
  const contents = await hashesOf(root, hashed);
  for (const path of Object.keys(contents)) {
    if (path.endsWith(".txt")) contents[path] = modelContent(join(root, path));
  }
  return fingerprint(contents).slice(0, 12);
}

async function hashesOf(root: string, paths: readonly string[]): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const path of paths) {
    const hash = await hashOf(join(root, path));
    if (hash !== null) hashes[path] = hash;
  }
  return hashes;
}

/** SHA-256 of a file; `null` where there is none. */
async function hashOf(path: string): Promise<string | null> {
  try {
    return await fileSha256(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory) {
      return null;
    }
    throw error;
  }
}

/** Hash of a text model without the one parameter that says how, not what: the number of threads. */
function modelContent(path: string): string {
  return fingerprint(Deno.readTextFileSync(path).replace(/^\[num_threads: .*\]$/m, ""));
}

/** A version's record; `null` where it is not kept, or its record is damaged. */
export function readVersion(root: string, version: string): VersionRecord | null {
  const record = readJson<VersionRecord>(versionPath(root, version, "version.json"));
  const whole = record !== null && record.version === version && isRecord(record.files) &&
    isRecord(record.way) && Array.isArray(record.features);
  return whole ? { ...record, along: record.along ?? {} } : null;
}

/** All kept versions whose record can be read, in the order of their names. */
export function readVersions(root: string): VersionRecord[] {
  return versionsLike(root, "").flatMap((name) => readVersion(root, name) ?? []);
}

/**
 * Names of the kept versions, damaged or not, that begin so, in their order.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { versionsLike } from "./versions.ts";
 *
 * const root = Deno.makeTempDirSync();
 * for (const name of ["a2", "a1", "b1"]) {
 *   Deno.mkdirSync(`${root}/models/versions/${name}`, { recursive: true });
 * }
 * assert.deepEqual(versionsLike(root, "a"), ["a1", "a2"]);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function versionsLike(root: string, prefix: string): string[] {
  try {
    return [...Deno.readDirSync(join(root, VERSIONS_FOLDER))].map(({ name }) => name)
      .filter((name) => name.startsWith(prefix)).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** The path of one of a version's files, given by its path in the workspace. */
export function versionPath(root: string, version: string, path: string): string {
  return join(root, VERSIONS_FOLDER, version, basename(path));
}

/**
 * The first of a version's files that is gone or not as it was made, by its path in the workspace;
 * `null` where the version is whole.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { damagedFile } from "./versions.ts";
 *
 * const root = Deno.makeTempDirSync();
 * assert.equal(await damagedFile(root, "a1"), "models/versions/a1/version.json");
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export async function damagedFile(root: string, version: string): Promise<string | null> {
  const record = readVersion(root, version);
  const inFolder = (path: string) => `${VERSIONS_FOLDER}/${version}/${basename(path)}`;
  if (record === null) return inFolder("version.json");
  for (const [path, sha256] of Object.entries({ ...record.files, ...record.along })) {
    if (await hashOf(versionPath(root, version, path)) !== sha256) return inFolder(path);
  }
  return null;
}

/**
 * A version's record, every file checked.
 *
 * @throws {WorkspaceError} If the version is missing or damaged; it names the file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { wholeVersion } from "./versions.ts";
 *
 * const root = Deno.makeTempDirSync();
 * await assert.rejects(wholeVersion(root, "a1"), /version\.json to be .* found that it is not there/);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export async function wholeVersion(root: string, version: string): Promise<VersionRecord> {
  const damaged = await damagedFile(root, version);
  if (damaged === null) return readVersion(root, version)!;
  const found = exists(join(root, damaged)) ? "it is damaged" : "it is not there";
  const day = readVersion(root, version)?.asOf;
  throw new WorkspaceError(
    `Expected ${damaged} to be as version ${version} was made but found that ${found}`,
    {
      hint:
        `helix train${day === undefined ? "" : ` --as-of ${day}`} makes the version again from ` +
        "the same data and options; helix versions lists the others.",
    },
  );
}

/**
 * Puts a version's files into their place, all or nothing; files of `paths` that it does not have
 * are removed.
 *
 * @param paths Which files, by path in the workspace.
 * @throws {WorkspaceError} If the version is missing or damaged.
 */
export async function installVersion(
  root: string,
  version: string,
  paths: readonly string[],
): Promise<void> {
  await wholeVersion(root, version);
  const has = (path: string) => exists(versionPath(root, version, path));
  await publish(root, async ({ stage }) => {
    for (const path of paths) {
      if (has(path)) await Deno.copyFile(versionPath(root, version, path), stage(path));
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
