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
  await Deno.mkdir(directory, { recursive: true });
  const stubs = await Deno.readTextFile(STUBS);
  const stubsFile = join(directory, `host-${sha256(stubs).slice(0, 12)}.c`);
  await Deno.writeTextFile(stubsFile, stubs);
  const files = [...[...CPP_FILES, ...C_FILES].map((file) => join(sources, file)), stubsFile];
  const objects = files.map((file) => join(directory, `${basename(file)}.o`));
  const missing: number[] = [];
  for (let i = 0; i < files.length; i++) if (!await exists(objects[i]!)) missing.push(i);
  let done = files.length - missing.length;
  const worker = async () => {
    for (let i = missing.shift(); i !== undefined; i = missing.shift()) {
      await compile(sources, files[i]!, objects[i]!);
      options.note(`Compiling LightGBM: ${++done} of ${files.length} files`);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.jobs) }, worker));
  return objects;
}

async function compile(sources: string, file: string, object: string): Promise<void> {
  const c = file.endsWith(".c");
  const flags = [...(c ? C_FLAGS : CPP_FLAGS), ...includeFlags(sources)];
  const part = `${object}.part.o`;
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
