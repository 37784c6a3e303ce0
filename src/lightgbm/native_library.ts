/**
 * Gets LightGBM's shared library out of its Python wheel.
 *
 * @module
 */

import { unzipSync } from "fflate";
import { join } from "node:path";
import { cacheDirectory, fillDirectory, sha256 } from "./cache.ts";
import { LightGBMError } from "./errors.ts";
import { LIGHTGBM_VERSION } from "./version.ts";

/** SHA-256 of the version's wheels: Linux x64 and arm64, macOS x64 and arm64, Windows x64. */
const WHEEL_HASHES = [
  "d23e922acd891e77212e4d0fbcee9ba973c96dee479491341d05ba595357ebb7",
  "d4529acec5c6fefe4768302a529707d0ead90f6a6f42df694b856212e09695b8",
  "dfc1cfe8e760387be1e7ba7a214688be21fdff96e4ed9749188f83e1877c2477",
  "129535462686f274df179133643118c5c5c5667167fe6c3a28d955f0b3c8e868",
  "f42d1e5b32b6f170e606d7c689c6165671da98d7bf37f1addec2623efc8740c9",
];

/** Options of {@linkcode ensureNativeLibrary}. */
export interface EnsureNativeOptions {
  /** @default {cacheDirectory()} */
  cacheDir?: string;
  /** Told what is being done, one line each. @default {nobody} */
  note?: (message: string) => void;
}

/**
 * Path of LightGBM's shared library, fetched on first use with Python's `pip` (only the wheel, no
 * Python packages are installed) and kept in the cache.
 *
 * @throws {LightGBMError} If the wheel cannot be had; the message is one line.
 *
 * @example
 * ```ts ignore
 * import { ensureNativeLibrary } from "./native_library.ts";
 *
 * const path = await ensureNativeLibrary({ note: console.error });
 * ```
 */
export async function ensureNativeLibrary(options: EnsureNativeOptions = {}): Promise<string> {
  const { cacheDir = cacheDirectory(), note = () => {} } = options;
  const { os, arch } = Deno.build;
  const directory = join(cacheDir, `lightgbm-${LIGHTGBM_VERSION}`, `native-${os}-${arch}`);
  const file = libraryName(os);
  const path = join(directory, file);
  if (await isIntact(path)) return path;
  note(`Getting LightGBM ${LIGHTGBM_VERSION}'s native library with pip`);
  await fillDirectory(directory, async (temporary) => {
    const wheel = await downloadWheel(temporary);
    const library = takeFromWheel(wheel.bytes, file);
    await Deno.remove(wheel.path);
    await Deno.writeFile(join(temporary, file), library);
    await Deno.writeTextFile(join(temporary, `${file}.sha256`), sha256(library));
  });
  return path;
}

/**
 * The library's file name per operating system.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { libraryName } from "./native_library.ts";
 *
 * assert.equal(libraryName("linux"), "lib_lightgbm.so");
 * ```
 */
export function libraryName(os: typeof Deno.build.os): string {
  if (os === "windows") return "lib_lightgbm.dll";
  return os === "darwin" ? "lib_lightgbm.dylib" : "lib_lightgbm.so";
}

async function isIntact(path: string): Promise<boolean> {
  try {
    const [bytes, digest] = await Promise.all([
      Deno.readFile(path),
      Deno.readTextFile(`${path}.sha256`),
    ]);
    return sha256(bytes) === digest.trim();
  } catch {
    return false;
  }
}

async function downloadWheel(directory: string): Promise<{ path: string; bytes: Uint8Array }> {
  const requirements = join(directory, "requirements.txt");
  const hashes = WHEEL_HASHES.map((hash) => `--hash=sha256:${hash}`).join(" ");
  await Deno.writeTextFile(requirements, `lightgbm==${LIGHTGBM_VERSION} ${hashes}\n`);
  const args = ["download", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"];
  await runPip([...args, "--requirement", requirements, "--dest", directory]);
  await Deno.remove(requirements);
  for await (const entry of Deno.readDir(directory)) {
    if (entry.name.endsWith(".whl")) {
      const path = join(directory, entry.name);
      return { path, bytes: await Deno.readFile(path) };
    }
  }
  throw new LightGBMError("get its native library", "pip left no wheel behind");
}

/**
 * Runs Python's pip.
 *
 * @throws {LightGBMError} If there is no Python, or pip fails; with pip's own last line.
 */
export async function runPip(args: readonly string[]): Promise<void> {
  for (const python of ["python3", "python"]) {
    const result = await run(python, ["-m", "pip", ...args]);
    if (result === null) continue;
    if (result.success) return;
    const lines = new TextDecoder().decode(result.stderr).trim().split("\n");
    const reason = lines.findLast((line) => line.startsWith("ERROR")) ?? lines.at(-1)!;
    throw new LightGBMError("be downloaded", reason.replace(/^ERROR: /, ""));
  }
  throw new LightGBMError("be downloaded", "Python 3 with pip is missing; install python3");
}

/** `null` where there is no such program. */
async function run(program: string, args: string[]): Promise<Deno.CommandOutput | null> {
  try {
    const command = new Deno.Command(program, { args, stdout: "null", stderr: "piped" });
    return await command.output();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/**
 * The shared library's bytes out of a wheel.
 *
 * @throws {LightGBMError} If it is not there.
 */
export function takeFromWheel(wheel: Uint8Array, file: string): Uint8Array {
  const path = `lightgbm/lib/${file}`;
  const entries = unzipSync(wheel, { filter: (entry) => entry.name === path });
  const library = entries[path];
  if (!library) throw new LightGBMError("get its native library", `the wheel has no ${path}`);
  return library;
}
