/**
 * Where the project keeps what it fetched or built once: outside the tree, shared by every copy.
 *
 * @module
 */
import { join } from "node:path";

/** Options of {@linkcode cacheDirectory}. */
export interface CacheOptions {
  /** @default {the process's environment} */
  env?: (name: string) => string | undefined;
  /** Operating system. @default {Deno.build.os} */
  os?: string;
}

/**
 * The cache directory: `LOCAL_HELIX_CACHE`, else the platform's own place for caches
 * (`$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`) with `local-helix`
 * below it. The directory need not exist yet.
 *
 * @throws {Error} If the environment names no home directory at all.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { cacheDirectory } from "./cache.ts";
 *
 * const env = (name: string) => ({ HOME: "/home/ada" })[name];
 * assert.equal(cacheDirectory({ env, os: "linux" }), "/home/ada/.cache/local-helix");
 * ```
 */
export function cacheDirectory(options: CacheOptions = {}): string {
  const { env = (name) => Deno.env.get(name), os = Deno.build.os } = options;
  const own = env("LOCAL_HELIX_CACHE");
  if (own) return own;
  return join(platformCache(env, os), "local-helix");
}

function platformCache(env: (name: string) => string | undefined, os: string): string {
  if (os === "windows") {
    const local = env("LOCALAPPDATA");
    if (local) return local;
  } else if (env("XDG_CACHE_HOME")) {
    return env("XDG_CACHE_HOME")!;
  }
  const home = env("HOME") ?? env("USERPROFILE");
  if (!home) {
    throw new Error(
      "Expected HOME, XDG_CACHE_HOME or LOCAL_HELIX_CACHE to name a directory for the cache " +
        "but found none of them set",
    );
  }
  if (os === "darwin") return join(home, "Library", "Caches");
  return join(home, os === "windows" ? "AppData/Local" : ".cache");
}
