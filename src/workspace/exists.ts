/**
 * Whether something is at a path; what cannot be told is an error and no answer.
 *
 * @module
 */

/**
 * Whether anything is at a path, a link to nothing included.
 *
 * @throws {Deno.errors.PermissionDenied} If nobody may look there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { exists } from "./exists.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * assert.equal(exists(folder), true);
 * Deno.removeSync(folder);
 * assert.equal(exists(folder), false);
 * ```
 */
export function exists(path: string): boolean {
  return found(() => Deno.lstatSync(path)) !== null;
}

/**
 * Whether a file is at a path, or a link to one.
 *
 * @throws {Deno.errors.PermissionDenied} If nobody may look there.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isFile } from "./exists.ts";
 *
 * const folder = Deno.makeTempDirSync();
 * assert.equal(isFile(folder), false);
 * Deno.writeTextFileSync(`${folder}/a`, "");
 * assert.equal(isFile(`${folder}/a`), true);
 * Deno.removeSync(folder, { recursive: true });
 * ```
 */
export function isFile(path: string): boolean {
  return found(() => Deno.statSync(path))?.isFile ?? false;
}

function found(look: () => Deno.FileInfo): Deno.FileInfo | null {
  try {
    return look();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
