/**
 * JSON files of a workspace, which a full disk, a crash or an editor may have left in any state.
 *
 * @module
 */

/**
 * A JSON object from a file; `null` where there is no such file, or where it holds anything else.
 *
 * @throws {Deno.errors.PermissionDenied} If the file may not be read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readJson } from "./json.ts";
 *
 * const file = Deno.makeTempFileSync();
 * Deno.writeTextFileSync(file, '{ "trees": 3 }');
 * assert.deepEqual(readJson(file), { trees: 3 });
 * Deno.writeTextFileSync(file, '{ "trees');
 * assert.equal(readJson(file), null);
 * Deno.removeSync(file);
 * ```
 */
export function readJson<T extends object>(path: string): T | null {
  try {
    const value = JSON.parse(Deno.readTextFileSync(path));
    return isRecord(value) ? value as T : null;
  } catch (error) {
    if (
      error instanceof SyntaxError || error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.IsADirectory || error instanceof Deno.errors.NotADirectory
    ) return null;
    throw error;
  }
}

/**
 * Whether a value is an object with keys: neither `null` nor a list.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isRecord } from "./json.ts";
 *
 * assert.deepEqual([{}, [], null, "text"].map(isRecord), [true, false, false, false]);
 * ```
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
