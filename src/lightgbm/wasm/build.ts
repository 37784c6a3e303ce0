/**
 * Builds the WebAssembly module: compiles what is not compiled yet, links, verifies, and puts the
 * result into the cache in one step.
 *
 * @module
 */

import { basename, join } from "node:path";
import { cacheDirectory, fillDirectory, sha256 } from "../cache.ts";
import { LightGBMError } from "../errors.ts";
import { LIGHTGBM_VERSION } from "../version.ts";
import {
  C_FILES,
  C_FLAGS,
  compileFingerprint,
  CPP_FILES,
  CPP_FLAGS,
  includeFlags,
  linkFlags,
  type LinkMode,
  moduleFingerprint,
} from "./recipe.ts";
import { ensureSources } from "./sources.ts";
import { ensureToolchain, toolchainEnvironment } from "./toolchain.ts";
import { TUNED_FILE, TUNED_HEADER, tuneHeader, tuneSource } from "./tuning.ts";
import { verifyModule } from "./verify.ts";

/** Options of {@linkcode ensureWasm}. */
export interface EnsureWasmOptions {
  /** @default {cacheDirectory()} */
  cacheDir?: string;
  /** `fast` is for development. @default {"full"} */
  link?: LinkMode;
  /** Compilers at a time. @default {the machine's processors} */
  jobs?: number;
  /** Told what is being done, one line each. @default {nobody} */
  note?: (message: string) => void;
}

const STUBS = new URL("./host.c", import.meta.url);

/** Path of the module that these options build. */
async function modulePath(cacheDir: string, link: LinkMode): Promise<string> {
  const fingerprint = moduleFingerprint(link, await Deno.readTextFile(STUBS));
  const directory = join(cacheDir, `lightgbm-${LIGHTGBM_VERSION}`, `wasm-${fingerprint}`);
  return join(directory, "lightgbm.wasm");
}

/** Path of a module built earlier and whole, the fully linked one first; else `undefined`. */
export async function findWasm(
  options: { cacheDir?: string } = {},
): Promise<string | undefined> {
  for (const link of ["full", "fast"] as const) {
    const path = await modulePath(options.cacheDir ?? cacheDirectory(), link);
    if (await isIntact(path)) return path;
  }
  return undefined;
}

/**
 * Path of the WebAssembly module, built on first use (some minutes) and kept in the cache. A build
 * that was interrupted goes on where it stopped.
 *
 * @throws {LightGBMError} If the toolchain or the sources cannot be had, or the build fails; the
 * message is one line.
 *
 * @example
 * ```ts ignore
 * import { ensureWasm } from "./build.ts";
 *
 * const path = await ensureWasm({ note: console.error });
 * ```
 */
export async function ensureWasm(options: EnsureWasmOptions = {}): Promise<string> {
  const { cacheDir = cacheDirectory(), link = "full", note = () => {} } = options;
  const path = await modulePath(cacheDir, link);
  if (await isIntact(path)) return path;
  await ensureToolchain({ note });
  const home = join(cacheDir, `lightgbm-${LIGHTGBM_VERSION}`);
  await Deno.mkdir(home, { recursive: true });
  using lock = await Deno.open(join(home, "build.lock"), { create: true, write: true });
  await lock.lock(true);
  // whoever held the lock before may have built it
  if (await isIntact(path)) return path;
  const sources = await ensureSources(cacheDir, { note });
  const jobs = options.jobs ?? navigator.hardwareConcurrency;
  const objects = await compileAll(sources, join(home, `objects-${compileFingerprint()}`), {
    jobs,
    note,
  });
  await fillDirectory(join(path, ".."), async (temporary) => {
    note("Linking lightgbm.wasm");
    const module = join(temporary, "lightgbm.wasm");
    await compiler("em++", [...linkFlags(link), ...objects, "-o", module]);
    note("Verifying lightgbm.wasm");
    const bytes = await Deno.readFile(module);
    await verifyModule(bytes);
    await Deno.writeTextFile(`${module}.sha256`, sha256(bytes));
  });
  return path;
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

interface CompileOptions {
  jobs: number;
  note: (message: string) => void;
}

async function compileAll(
  sources: string,
  directory: string,
  options: CompileOptions,
): Promise<string[]> {
  const tuned = await writeTuned(sources, directory);
  const units: Unit[] = [...CPP_FILES, ...C_FILES].map((file) => ({
    file: join(sources, file),
    object: join(directory, `${basename(file)}.o`),
    includes: includeFlags(sources),
  }));
  const own = units.find(({ file }) => file === join(sources, TUNED_FILE))!;
  own.file = join(tuned, basename(TUNED_FILE));
  own.object = `${own.file}.o`;
  // first the changed header, then those that lie beside the original
  own.includes = [`-I${tuned}`, `-I${join(sources, TUNED_FILE, "..")}`, ...own.includes];
  const stubs = await Deno.readTextFile(STUBS);
  const file = join(directory, `host-${sha256(stubs).slice(0, 12)}.c`);
  await Deno.writeTextFile(file, stubs);
  units.push({ file, object: `${file}.o`, includes: [] });
  await compileMissing(units, options);
  return units.map(({ object }) => object);
}

/** One file to compile. */
interface Unit {
  file: string;
  object: string;
  includes: string[];
}

/** A directory named by its content, with the files that go before LightGBM's own. */
async function writeTuned(sources: string, directory: string): Promise<string> {
  const header = tuneHeader(await Deno.readTextFile(join(sources, TUNED_HEADER)));
  const source = tuneSource(await Deno.readTextFile(join(sources, TUNED_FILE)));
  const tuned = join(directory, `tuned-${sha256(header + source).slice(0, 12)}`);
  await Deno.mkdir(join(tuned, "LightGBM"), { recursive: true });
  await Deno.writeTextFile(join(tuned, "LightGBM", basename(TUNED_HEADER)), header);
  await Deno.writeTextFile(join(tuned, basename(TUNED_FILE)), source);
  return tuned;
}

async function compileMissing(units: Unit[], options: CompileOptions): Promise<void> {
  const found = await Promise.all(units.map(({ object }) => exists(object)));
  const missing = units.filter((_, i) => !found[i]);
  let done = units.length - missing.length;
  const worker = async () => {
    for (let unit = missing.shift(); unit !== undefined; unit = missing.shift()) {
      await compile(unit);
      options.note(`Compiling LightGBM: ${++done} of ${units.length} files`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, worker));
}

async function compile({ file, object, includes }: Unit): Promise<void> {
  const c = file.endsWith(".c");
  const part = `${object}.part.o`;
  const flags = [...(c ? C_FLAGS : CPP_FLAGS), ...includes];
  await compiler(c ? "emcc" : "em++", [...flags, "-c", file, "-o", part]);
  await Deno.rename(part, object);
}

async function compiler(program: string, args: string[]): Promise<void> {
  const command = new Deno.Command(program, {
    args,
    env: await toolchainEnvironment(),
    stdout: "null",
    stderr: "piped",
  });
  const { success, stderr } = await command.output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  const line = lines.find((line) => line.includes("error:")) ?? lines.at(-1)!;
  throw new LightGBMError("build its WebAssembly module", line);
}

function exists(path: string): Promise<boolean> {
  return Deno.stat(path).then(() => true, () => false);
}
