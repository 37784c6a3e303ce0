/**
 * Outputs that appear whole or not at all: written beside their place, then moved there.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";
import { DataError } from "../errors.ts";
import { exists } from "./exists.ts";

/**
 * What could not be done with a folder or file of the workspace, told in one line; the cause is
 * the machine (full disk, missing rights, another run), not the data.
 */
export class WorkspaceError extends Error {
  override readonly name = "WorkspaceError";
  /** What the user can do about it, where there is something. */
  readonly hint: string | undefined;

  constructor(message: string, options: ErrorOptions & { hint?: string } = {}) {
    const { hint, ...rest } = options;
    super(message, rest);
    this.hint = hint;
  }
}

/**
 * The same error, or a {@linkcode WorkspaceError} of one line where it says that the disk is full,
 * that rights are missing or that memory ran out.
 *
 * @param action What was being done, e.g. `write data/store`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { explainSystemError } from "./publish.ts";
 *
 * const error = explainSystemError(new Error("IO Error: No space left on device"), "write x");
 * assert.equal(error.message, "Expected to write x but the disk is full");
 * ```
 */
export function explainSystemError(error: unknown, action: string): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  if (cause instanceof WorkspaceError || cause instanceof DataError) return cause;
  const found = SYSTEM_ERRORS.find(({ pattern }) =>
    pattern.test(`${cause.name} ${(cause as { code?: string }).code ?? ""} ${cause.message}`)
  );
  if (!found) return cause;
  return new WorkspaceError(`Expected to ${action} but ${found.says}`, { cause, hint: found.hint });
}

/**
 * Any error at the very top as one that can be told in a line: what the system says becomes what
 * could not be done with which file.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { explainAnyError } from "./publish.ts";
 *
 * const raw = new Deno.errors.PermissionDenied("Permission denied (os error 13): open '/shop/a.csv'");
 * const error = explainAnyError(raw);
 * assert.equal(error.message, "Expected to use /shop/a.csv but the rights are missing");
 * ```
 */
export function explainAnyError(thrown: unknown): Error {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const path = /(?:['"])((?:\/|[A-Za-z]:\\)[^'"]*)['"]/.exec(error.message)?.[1];
  const action = path === undefined ? "go on" : `use ${path}`;
  const explained = explainSystemError(error, action);
  if (explained !== error) return explained;
  if (error instanceof Deno.errors.NotFound || /\bENOENT\b|os error 2\b/.test(error.message)) {
    return new WorkspaceError(`Expected to ${action} but there is no such file`, {
      cause: error,
      hint: "Something has removed it meanwhile: the same command once more makes what is missing.",
    });
  }
  return error;
}

const SYSTEM_ERRORS = [
  {
    pattern: /ENOSPC|No space left on device|Disk quota exceeded|os error 28|disk is full/i,
    says: "the disk is full",
    hint: "Free some space, or give another folder with --workspace.",
  },
  {
    pattern: /EACCES|EPERM|PermissionDenied|NotCapable|Permission denied|os error 13/,
    says: "the rights are missing",
    hint: "Check who owns the folder, or give another one with --workspace.",
  },
  {
    pattern: /EROFS|Read-only file system|ReadOnlyFilesystem|os error 30/i,
    says: "the file system is read-only",
    hint: "Give another folder with --workspace.",
  },
  {
    pattern: /Out of Memory Error/,
    says: "the memory limit is too small",
    hint: "Give more with --memory, or fewer --threads.",
  },
  {
    pattern: /\bEISDIR\b|IsADirectory|os error 21\b/,
    says: "a folder is in its place",
    hint: "Move the folder away.",
  },
  {
    pattern: /ENOTDIR|NotADirectory|os error 20\b/,
    says: "a file is where a folder should be",
    hint: "Move the file away, or give another folder with --workspace.",
  },
  {
    pattern: /EMFILE|ENFILE|Too many open files|os error 2[34]\b/i,
    says: "too many files are open",
    hint: "Raise the limit (ulimit -n 4096), or give fewer --threads.",
  },
  {
    pattern: /ENOMEM|Cannot allocate memory|Array buffer allocation failed|os error 12\b/i,
    says: "there is not enough memory",
    hint: "Give fewer --threads, or less with --memory.",
  },
  {
    pattern: /\bEIO\b|Input\/output error|os error 5\b/,
    says: "the disk does not answer",
    hint: "Check the disk, or give another folder with --workspace.",
  },
];

/**
 * Writes one file whole or not at all: `write` fills a temporary file in the same folder, which is
 * then forced to disk and renamed. Readers see the old content or the new, never a part.
 *
 * @param write Gets the path to write; its result is passed on.
 * @throws {WorkspaceError} If the disk is full or rights are missing; whatever `write` throws
 * otherwise. The old content stays in both cases.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeAtomically } from "./publish.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * await writeAtomically(`${folder}/a.txt`, (path) => Deno.writeTextFileSync(path, "whole"));
 * assert.equal(Deno.readTextFileSync(`${folder}/a.txt`), "whole");
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export async function writeAtomically<T>(
  path: string,
  write: (temporary: string) => T | Promise<T>,
): Promise<T> {
  const temporary = join(dirname(path), `.${basename(path)}.${Deno.pid}-${serial()}.tmp`);
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
    const result = await write(temporary);
    syncTree(temporary);
    Deno.renameSync(temporary, path);
    syncFolder(dirname(path));
    return result;
  } catch (error) {
    removeQuietly(temporary);
    throw explainSystemError(error, `write ${path}`);
  }
}

/** Where {@linkcode publish} lets its callback write. */
export interface StagingArea {
  /**
   * The path to write for `target`, a file or folder given relative to the workspace. A folder
   * replaces the old one with all its files.
   */
  stage(target: string): string;
  /** A folder for intermediate files, gone afterwards. */
  readonly scratch: string;
}

/**
 * Writes a set of files and folders of a workspace all or nothing. `write` fills a staging area;
 * when it is done, the list of moves is forced to disk, and only then are the targets replaced. A
 * run that is killed before that leaves the old outputs; one killed later is finished by
 * {@linkcode recoverPublishes} when the workspace is next opened.
 *
 * @param root The workspace's folder.
 * @throws {WorkspaceError} If the disk is full or rights are missing; whatever `write` throws
 * otherwise.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { publish } from "./publish.ts";
 *
 * const root = Deno.makeTempDirSync();
 * await publish(root, ({ stage }) => {
 *   Deno.writeTextFileSync(stage("data/a.txt"), "a");
 *   Deno.writeTextFileSync(stage("reports/b.txt"), "b");
 * });
 * assert.equal(Deno.readTextFileSync(`${root}/reports/b.txt`), "b");
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export async function publish<T>(
  root: string,
  write: (area: StagingArea) => T | Promise<T>,
): Promise<T> {
  const staging = join(root, STAGING, `${Deno.pid}-${serial()}`);
  const targets: string[] = [];
  let owner: Deno.FsFile | undefined;
  try {
    Deno.mkdirSync(join(staging, "scratch"), { recursive: true });
    owner = ownFolder(staging);
    const stage = (target: string) => {
      const at = targets.indexOf(target);
      return join(staging, String(at < 0 ? targets.push(target) - 1 : at));
    };
    const result = await write({ stage, scratch: join(staging, "scratch") });
    removeQuietly(join(staging, "scratch"));
    targets.forEach((_, i) => syncTree(join(staging, String(i))));
    await writeAtomically(
      join(staging, COMMIT),
      (path) => Deno.writeTextFileSync(path, JSON.stringify(targets)),
    );
    moveAll(root, staging, targets);
    return result;
  } catch (error) {
    throw explainSystemError(error, `write ${targets.join(", ") || join(root, STAGING)}`);
  } finally {
    owner?.close();
    if (!exists(join(staging, COMMIT))) removeQuietly(staging);
  }
}

/**
 * Finishes what a killed run had committed and removes what it had not. Staging areas of runs
 * that are still alive are left alone.
 *
 * @returns How many areas were finished and how many removed.
 */
export function recoverPublishes(root: string): { finished: number; removed: number } {
  const counts = { finished: 0, removed: 0 };
  const folder = join(root, STAGING);
  if (!exists(folder)) return counts;
  for (const entry of [...Deno.readDirSync(folder)]) {
    const staging = join(folder, entry.name);
    const owner = entry.isDirectory && exists(join(staging, "owner"))
      ? ownFolder(staging)
      : undefined;
    if (!owner) continue;
    try {
      if (exists(join(staging, COMMIT))) {
        const targets = JSON.parse(Deno.readTextFileSync(join(staging, COMMIT))) as string[];
        moveAll(root, staging, targets);
        counts.finished++;
      } else {
        removeQuietly(staging);
        counts.removed++;
      }
    } catch (error) {
      throw explainSystemError(error, `tidy ${staging}`);
    } finally {
      owner.close();
    }
  }
  return counts;
}

const STAGING = "data/.staging";
const COMMIT = "commit.json";

/**
 * Moves what is still staged to its place, keeping what was there until all is done; may be called
 * again after being cut short. When a move fails, those before it are taken back.
 */
function moveAll(root: string, staging: string, targets: readonly string[]): void {
  const moved: number[] = [];
  try {
    targets.forEach((target, i) => {
      const from = join(staging, String(i));
      if (!exists(from)) return;
      const to = join(root, target);
      Deno.mkdirSync(dirname(to), { recursive: true });
      if (exists(to)) setAside(to, join(staging, `old-${i}`));
      moved.push(i);
      move(from, to);
      syncFolder(dirname(to));
    });
  } catch (error) {
    for (const i of moved.reverse()) takeBack(join(root, targets[i]!), join(staging, `old-${i}`));
    removeQuietly(join(staging, COMMIT));
    throw error;
  }
  Deno.removeSync(join(staging, COMMIT));
  Deno.removeSync(staging, { recursive: true });
}

/** Keeps the old output: a file by a second link, so that its place is never empty. */
function setAside(path: string, old: string): void {
  removeQuietly(old);
  if (!isFolder(path)) {
    try {
      return Deno.linkSync(path, old);
    } catch { /* a file system without links, or another one: move it instead */ }
  }
  move(path, old);
}

function takeBack(path: string, old: string): void {
  removeQuietly(path);
  if (exists(old)) move(old, path);
}

/** Renames; copies first where the two places are on different file systems. */
function move(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!/EXDEV|cross-device|os error 18/i.test(String(error))) throw error;
    const near = `${to}.${serial()}.tmp`;
    copyTree(from, near);
    syncTree(near);
    Deno.renameSync(near, to);
    Deno.removeSync(from, { recursive: true });
  }
}

function copyTree(from: string, to: string): void {
  if (!isFolder(from)) return Deno.copyFileSync(from, to);
  Deno.mkdirSync(to);
  for (const { name } of Deno.readDirSync(from)) copyTree(join(from, name), join(to, name));
}

/** Locks a staging area for as long as its file is open; `undefined` where a live run has it. */
function ownFolder(staging: string): Deno.FsFile | undefined {
  const file = Deno.openSync(join(staging, "owner"), { create: true, write: true });
  if (file.tryLockSync(true)) return file;
  file.close();
  return undefined;
}

function syncTree(path: string): void {
  if (isFolder(path)) {
    for (const { name } of Deno.readDirSync(path)) syncTree(join(path, name));
    return syncFolder(path);
  }
  using file = Deno.openSync(path, { read: true, write: true });
  file.syncSync();
}

/** Forces a folder's entries to disk where the system can; Windows cannot and need not. */
function syncFolder(path: string): void {
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path);
  folder.syncSync();
}

function isFolder(path: string): boolean {
  return Deno.statSync(path).isDirectory;
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

let count = 0;
function serial(): string {
  return `${Date.now().toString(36)}-${count++}`;
}
