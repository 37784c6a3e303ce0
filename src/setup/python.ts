/**
 * The Python that notebooks need: a virtual environment of its own in the cache, made on first use
 * from a lock file in which every package is pinned by hash, with the Deno kernel in it.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { type Progress, silent } from "../progress.ts";
import { cacheDirectory } from "./cache.ts";
import { ensurePackages } from "./debian.ts";
import { type Run, run } from "./process.ts";

/** The lock file of the notebooks' environment. */
export const NOTEBOOK_LOCK: string = join(import.meta.dirname!, "notebooks.requirements.txt");

/** A Python interpreter and its version. */
export interface Interpreter {
  /** The command that starts it. */
  command: readonly string[];
  /** `[major, minor]`. */
  version: readonly [number, number];
}

/** Options of {@linkcode ensureNotebookEnvironment}. */
export interface EnvironmentOptions {
  /** @default {NOTEBOOK_LOCK} */
  lock?: string;
  /** Where environments are kept. @default {cacheDirectory()} */
  cache?: string;
  /** @default {silent} */
  progress?: Progress;
  /** @default {real processes} */
  runner?: Run;
}

/** An environment that is ready. */
export interface NotebookEnvironment {
  /** Its Python interpreter; modules run with `-m`. */
  python: string;
  /** Environment variables for its processes: this environment's kernels come first. */
  env: Record<string, string>;
}

/**
 * The notebooks' environment, made if it is not there yet. It is built beside its final place and
 * moved there as the last step, so that a set-up that was killed is simply done again. The Deno
 * kernel's description is written anew each time, because it names the Deno that runs now.
 *
 * @throws {Error} If no Python from 3.10 on is found, or pip fails; the message says what to do.
 *
 * @example
 * ```ts ignore
 * const { python, env } = await ensureNotebookEnvironment();
 * await new Deno.Command(python, { args: ["-m", "jupyterlab"], env }).output();
 * ```
 */
export async function ensureNotebookEnvironment(
  options: EnvironmentOptions = {},
): Promise<NotebookEnvironment> {
  const { lock = NOTEBOOK_LOCK, progress = silent, runner = run } = options;
  const interpreter = await findPython(runner);
  const hash = createHash("sha256").update(await Deno.readTextFile(lock)).digest("hex");
  const name = `notebooks-py${interpreter.version.join(".")}-${hash.slice(0, 12)}`;
  const home = join(options.cache ?? cacheDirectory(), name);
  const python = pythonIn(home);
  if ((await runner([python, "--version"])).code !== 0) {
    await ensurePackages(Deno.build.os === "linux" ? ["python3-venv"] : [], { progress, runner });
    await build(interpreter, lock, home, { progress, runner });
  }
  await writeKernel(home);
  return { python, env: { JUPYTER_PREFER_ENV_PATH: "1", PYTHONNOUSERSITE: "1" } };
}

/**
 * The first Python on the `PATH` that is 3.10 or newer.
 *
 * @throws {Error} If there is none; the message lists what was found.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findPython } from "./python.ts";
 *
 * const runner = (command: readonly string[]) =>
 *   Promise.resolve(
 *     command[0] === "python3"
 *       ? { code: 0, stdout: "Python 3.11.2\n", stderr: "" }
 *       : { code: 127, stdout: "", stderr: "" },
 *   );
 * assert.deepEqual((await findPython(runner)).version, [3, 11]);
 * ```
 */
export async function findPython(runner: Run = run): Promise<Interpreter> {
  const candidates = [
    ["python3"],
    ["python"],
    ["py", "-3"],
    ...[14, 13, 12, 11, 10].map((minor) => [`python3.${minor}`]),
  ];
  const found: string[] = [];
  for (const command of candidates) {
    const { code, stdout } = await runner([...command, "--version"]);
    const match = /^Python (\d+)\.(\d+)/.exec(stdout);
    if (code !== 0 || !match) continue;
    const version = [Number(match[1]), Number(match[2])] as const;
    if (version[0] === 3 && version[1] >= 10) return { command, version };
    found.push(`${command.join(" ")} is ${version.join(".")}`);
  }
  const seen = found.length === 0 ? "none" : found.join(", ");
  throw new Error(
    `Expected Python 3.10 or newer on the PATH, which notebooks need, but found ${seen}`,
  );
}

interface Tools {
  progress: Progress;
  runner: Run;
}

async function build(
  interpreter: Interpreter,
  lock: string,
  home: string,
  { progress, runner }: Tools,
): Promise<void> {
  const fresh = `${home}.tmp-${Deno.pid}`;
  await Deno.mkdir(dirname(home), { recursive: true });
  await removeLeftovers(home);
  progress.note("Making the notebooks' Python environment (first use, about 100 MB to fetch)");
  try {
    await must(runner, [...interpreter.command, "-m", "venv", fresh]);
    const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const exactly = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", lock];
    await must(runner, [pythonIn(fresh), ...install, ...exactly]);
    await moveInto(fresh, home);
  } finally {
    await Deno.remove(fresh, { recursive: true }).catch(() => {});
  }
}

async function must(runner: Run, command: readonly string[]): Promise<void> {
  const { code, stderr, stdout } = await runner(command);
  if (code === 0) return;
  const told = (stderr.trim() || stdout.trim()).split("\n").slice(-3).join(" ");
  throw new Error(`\`${command.join(" ")}\` ended with exit code ${code}: ${told}`);
}

/** Puts the finished environment in its place; where another set-up was faster, keeps that one. */
async function moveInto(fresh: string, home: string): Promise<void> {
  try {
    await Deno.rename(fresh, home);
  } catch (error) {
    const works = await run([pythonIn(home), "--version"]);
    if (works.code === 0) return;
    await Deno.remove(home, { recursive: true }).catch(() => {});
    await Deno.rename(fresh, home).catch(() => {
      throw error;
    });
  }
}

/** Removes what set-ups that were killed more than an hour ago left beside `home`. */
async function removeLeftovers(home: string): Promise<void> {
  const hourAgo = Date.now() - 3_600_000;
  for await (const entry of Deno.readDir(dirname(home))) {
    if (!entry.name.startsWith(`${basename(home)}.tmp-`)) continue;
    const path = join(dirname(home), entry.name);
    const { mtime } = await Deno.stat(path);
    if (mtime && mtime.getTime() < hourAgo) await Deno.remove(path, { recursive: true });
  }
}

function pythonIn(home: string): string {
  return Deno.build.os === "windows"
    ? join(home, "Scripts", "python.exe")
    : join(home, "bin", "python");
}

/**
 * Writes the Deno kernel's description into an environment: the Deno that runs now, and interrupts
 * by message, without which interrupting a cell ends the kernel. Python's own kernel is taken out
 * of the way, so that a notebook of this project never starts in it.
 *
 * @returns the path of the description
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { writeKernel } from "./python.ts";
 *
 * const home = await Deno.makeTempDir();
 * const spec = JSON.parse(await Deno.readTextFile(await writeKernel(home)));
 * assert.equal(spec.interrupt_mode, "message");
 * await Deno.remove(home, { recursive: true });
 * ```
 */
export async function writeKernel(home: string): Promise<string> {
  const kernels = join(home, "share", "jupyter", "kernels");
  await Deno.remove(join(kernels, "python3"), { recursive: true }).catch(() => {});
  const path = join(kernels, "deno", "kernel.json");
  const spec = {
    argv: [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"],
    display_name: "Deno",
    language: "typescript",
    interrupt_mode: "message",
  };
  await Deno.mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(fresh, JSON.stringify(spec, null, 2) + "\n");
  await Deno.rename(fresh, path);
  return path;
}
