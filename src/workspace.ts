/**
 * The workspace of a run: where its data, models and reports are, who may write there, and what is
 * still current. Everything about it is imported from here.
 *
 * @module
 */
import { join, resolve } from "node:path";
import { explainSystemError, recoverPublishes, WorkspaceError } from "./workspace/publish.ts";

export { exists, isFile } from "./workspace/exists.ts";
export { fileFingerprint, fingerprint, hasFingerprint } from "./workspace/fingerprint.ts";
export { isRecord, readJson } from "./workspace/json.ts";
export {
  explainAnyError,
  explainSystemError,
  publish,
  type StagingArea,
  WorkspaceError,
  writeAtomically,
} from "./workspace/publish.ts";
export {
  currentStage,
  forgetStage,
  readStage,
  recordStage,
  type RecordStageOptions,
  stageIsCurrent,
  type StageRecord,
} from "./workspace/stages.ts";

/** The folders of a workspace, absolute. */
export interface Workspace {
  readonly root: string;
  /** Tables: store, features, recommendations. */
  readonly data: string;
  /** Trained models. */
  readonly models: string;
  /** What people read. */
  readonly reports: string;
  /** A path in the workspace. */
  path(...parts: string[]): string;
}

/** The folder of the project itself, the default workspace. */
export const PROJECT_ROOT = resolve(import.meta.dirname!, "..");

/**
 * Opens a workspace, making its folders where they are missing, and tidies what a killed run has
 * left behind.
 *
 * @param root Folder of the workspace; the project's own when not given.
 * @throws {WorkspaceError} If a folder cannot be made.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openWorkspace } from "./workspace.ts";
 *
 * const root = Deno.makeTempDirSync();
 * const workspace = openWorkspace(root);
 * assert.equal(workspace.path("data", "store"), `${workspace.data}/store`);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function openWorkspace(root: string = PROJECT_ROOT): Workspace {
  const absolute = resolve(root);
  const path = (...parts: string[]) => join(absolute, ...parts);
  const workspace = {
    root: absolute,
    data: path("data"),
    models: path("models"),
    reports: path("reports"),
    path,
  };
  try {
    for (const folder of [workspace.data, workspace.models, workspace.reports]) {
      Deno.mkdirSync(folder, { recursive: true });
    }
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotADirectory) {
      const message = `Expected the workspace ${absolute} to be a folder but found a file`;
      throw new WorkspaceError(message, { cause: error });
    }
    throw explainSystemError(error, `make the workspace ${absolute}`);
  }
  recoverPublishes(absolute);
  return workspace;
}

/**
 * What a command must be given for this workspace: nothing for the project's own.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { PROJECT_ROOT, workspaceOption } from "./workspace.ts";
 *
 * assert.equal(workspaceOption({ root: "/shop" }), " --workspace /shop");
 * assert.equal(workspaceOption({ root: PROJECT_ROOT }), "");
 * ```
 */
export function workspaceOption({ root }: Pick<Workspace, "root">): string {
  return root === PROJECT_ROOT ? "" : ` --workspace ${root}`;
}

/**
 * Takes the workspace for one run; release it with `using`. The lock is the operating system's, so
 * a killed run never leaves it behind.
 *
 * @throws {WorkspaceError} If another run has it; the message names its process.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { lockWorkspace, openWorkspace } from "./workspace.ts";
 *
 * const root = Deno.makeTempDirSync();
 * {
 *   using _lock = lockWorkspace(openWorkspace(root));
 *   assert.throws(() => lockWorkspace(openWorkspace(root)), /no other run/);
 * }
 * lockWorkspace(openWorkspace(root))[Symbol.dispose]();
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function lockWorkspace(workspace: Workspace): Disposable {
  const path = join(workspace.data, ".lock");
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { create: true, read: true, write: true });
  } catch (error) {
    throw explainSystemError(error, `lock ${workspace.root}`);
  }
  if (!file.tryLockSync(true)) {
    file.close();
    const holder = Deno.readTextFileSync(path).trim() || "unknown process";
    throw new WorkspaceError(
      `Expected no other run in ${workspace.root} but found one (${holder})`,
      { hint: "Wait for it to end, or give another folder with --workspace." },
    );
  }
  file.truncateSync();
  file.writeSync(new TextEncoder().encode(`process ${Deno.pid}, since ${timeNow()}\n`));
  return { [Symbol.dispose]: () => file.close() };
}

function timeNow(): string {
  return new Date().toISOString().slice(0, 16).replace("T", " ") + " UTC";
}
