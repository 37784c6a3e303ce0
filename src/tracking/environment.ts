/**
 * What a run ran on, so that a figure can be traced to a machine and a commit.
 *
 * @module
 */
import { join } from "node:path";
import { LIGHTGBM_VERSION } from "../lightgbm/mod.ts";

/** Machine and programs of a run; plain JSON. */
export interface Environment {
  readonly deno: string;
  readonly v8: string;
  readonly typescript: string;
  readonly lightgbm: string;
  readonly os: string;
  readonly arch: string;
  readonly cores: number;
}

/**
 * The environment of this process.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { environment } from "./environment.ts";
 *
 * assert.equal(environment().deno, Deno.version.deno);
 * ```
 */
export function environment(): Environment {
  return {
    ...Deno.version,
    lightgbm: LIGHTGBM_VERSION,
    os: Deno.build.os,
    arch: Deno.build.arch,
    cores: navigator.hardwareConcurrency,
  };
}

/**
 * The commit that a folder's Git repository is at; `null` outside one. Reads files only: Git itself
 * need not be installed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { gitCommit } from "./environment.ts";
 *
 * const root = Deno.makeTempDirSync();
 * assert.equal(gitCommit(root), null);
 * Deno.mkdirSync(`${root}/.git/refs/heads`, { recursive: true });
 * Deno.writeTextFileSync(`${root}/.git/HEAD`, "ref: refs/heads/main\n");
 * Deno.writeTextFileSync(`${root}/.git/refs/heads/main`, "a".repeat(40) + "\n");
 * assert.equal(gitCommit(root), "a".repeat(40));
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function gitCommit(root: string): string | null {
  const head = readText(join(root, ".git/HEAD"))?.trim();
  if (head === undefined) return null;
  const name = /^ref: (.+)$/.exec(head)?.[1];
  if (name === undefined) return commitIn(head);
  const loose = readText(join(root, ".git", name));
  if (loose !== undefined) return commitIn(loose);
  const packed = readText(join(root, ".git/packed-refs"))?.split("\n")
    .find((line) => line.endsWith(` ${name}`));
  return packed === undefined ? null : commitIn(packed);
}

function commitIn(text: string): string | null {
  return /^[0-9a-f]{40,64}/.exec(text.trim())?.[0] ?? null;
}

/** `.git` may be a file too, in a linked work tree. */
function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return undefined;
  }
}
