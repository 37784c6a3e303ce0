/**
 * The code that outputs follow from, so that a changed program makes its outputs again.
 *
 * @module
 */
import { fingerprint, PROJECT_ROOT } from "../workspace.ts";

/** Rooms that only show what others made. */
const SHOWING = new Set([
  "report",
  "dashboard",
  "notebook",
  "setup",
  "tracking",
  "bench",
  "distributed",
]);

let known: string | undefined;

/**
 * Fingerprint of the modules and queries in `src` that compute outputs.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { codeFingerprint } from "./code_fingerprint.ts";
 *
 * assert.equal(codeFingerprint(), codeFingerprint());
 * ```
 */
export function codeFingerprint(): string {
  known ??= fingerprint(Object.fromEntries(
    sources(`${PROJECT_ROOT}/src`, "").map((path) => [
      path,
      Deno.readTextFileSync(`${PROJECT_ROOT}/src/${path}`),
    ]),
  ));
  return known;
}

function sources(root: string, folder: string): string[] {
  return [...Deno.readDirSync(`${root}/${folder}`)].flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory) {
      return folder === "" && SHOWING.has(entry.name) ? [] : sources(root, path);
    }
    return /\.(ts|sql)$/.test(entry.name) && !/_test\.ts$|^bench/.test(entry.name) ? [path] : [];
  }).sort();
}
