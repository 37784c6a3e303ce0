/**
 * The cache outside the working tree, where downloads and builds wait for later runs and clones.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { join } from "node:path";

/**
 * The cache directory: `LOCAL_HELIX_CACHE`, else `local-helix` in the platform's place for caches
 * (`$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`).
 *
 * @throws {Error} If the environment names no home directory.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cacheDirectory } from "./cache.ts";
 *
 * assert.equal(cacheDirectory({ LOCAL_HELIX_CACHE: "/data/cache" }), "/data/cache");
 * ```
 */
export function cacheDirectory(
  env: Record<string, string | undefined> = Deno.env.toObject(),
  os: string = Deno.build.os,
): string {
  if (env.LOCAL_HELIX_CACHE) return env.LOCAL_HELIX_CACHE;
  const platform = os === "windows" ? env.LOCALAPPDATA : env.XDG_CACHE_HOME;
  if (platform) return join(platform, "local-helix");
  const home = env.HOME ?? env.USERPROFILE;
  if (!home) throw new Error("Expected HOME or LOCAL_HELIX_CACHE to be set but found neither");
  const inHome = { darwin: "Library/Caches", windows: "AppData/Local" }[os] ?? ".cache";
  return join(home, inHome, "local-helix");
}

/** Hexadecimal SHA-256 of bytes. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * Fills a directory in one step: `fill` gets a temporary one beside it, which then takes its place.
 * Of two processes that fill at once, the first to finish wins.
 */
export async function fillDirectory(
  path: string,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const parent = join(path, "..");
  await Deno.mkdir(parent, { recursive: true });
  const temporary = await Deno.makeTempDir({ dir: parent, prefix: ".part-" });
  try {
    await fill(temporary);
    await replaceDirectory(temporary, path);
  } finally {
    await Deno.remove(temporary, { recursive: true }).catch(() => {});
  }
}

async function replaceDirectory(from: string, to: string): Promise<void> {
  try {
    await Deno.rename(from, to);
  } catch (error) {
    // something stands there: a broken earlier state, or another process that was faster
    const old = `${from}-old`;
    const moved = await Deno.rename(to, old).then(() => true, () => false);
    if (!moved) throw error;
    await Deno.rename(from, to);
    await Deno.remove(old, { recursive: true });
  }
}
