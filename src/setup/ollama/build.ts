/**
 * A real Ollama server, built once from its Go module into the cache, for the tests of language
 * models.
 *
 * @module
 */
import { join } from "node:path";
import { type Progress, silent } from "../../progress.ts";
import { cacheDirectory } from "../cache.ts";
import { type Run, run } from "../process.ts";

/** The version built; later ones need headers that the Go module leaves out. */
export const OLLAMA_VERSION = "v0.6.5";

/** What there is: a server, or what is missing for one. */
export type OllamaFound =
  | { readonly path: string; readonly missing: null }
  | { readonly path: null; readonly missing: string };

/** Options of {@linkcode ensureOllama}. */
export interface EnsureOllamaOptions {
  /** @default {cacheDirectory()} */
  cache?: string;
  /** @default {silent} */
  progress?: Progress;
  /** @default {real processes} */
  runner?: Run;
}

/**
 * The server's program, built if it is not there yet: 3–5 minutes on two cores. It is built beside
 * its final place and moved there as the last step.
 *
 * @returns the program, or in words what is missing to build it
 * @throws {Error} If everything needed is there and the build fails all the same.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { ensureOllama } from "./build.ts";
 *
 * const cache = await Deno.makeTempDir();
 * const runner = () => Promise.resolve({ code: 127, stdout: "", stderr: "" });
 * const { missing } = await ensureOllama({ cache, runner });
 * assert.match(missing!, /Go 1.24 or newer/);
 * await Deno.remove(cache, { recursive: true });
 * ```
 */
export async function ensureOllama(options: EnsureOllamaOptions = {}): Promise<OllamaFound> {
  const { cache = cacheDirectory(), progress = silent, runner = run } = options;
  const program = Deno.build.os === "windows" ? "ollama.exe" : "ollama";
  const home = join(cache, `ollama-${OLLAMA_VERSION}`);
  const path = join(home, program);
  if ((await runner([path, "--version"])).code === 0) return { path, missing: null };
  const missing = await missingTools(runner);
  if (missing !== null) return { path: null, missing };
  progress.note(`Building Ollama ${OLLAMA_VERSION} (first use, 3 to 5 minutes)`);
  const fresh = `${home}.tmp-${Deno.pid}`;
  await Deno.mkdir(fresh, { recursive: true });
  try {
    const module = `github.com/ollama/ollama@${OLLAMA_VERSION}`;
    const { code, stderr } = await runner(["go", "install", module], { env: { GOBIN: fresh } });
    if (code !== 0) {
      const told = stderr.trim().split("\n").slice(-3).join(" ");
      if (/dial tcp|no such host|i\/o timeout|connection refused|proxy/i.test(told)) {
        return { path: null, missing: `the Go module of Ollama could not be fetched: ${told}` };
      }
      throw new Error(`Building Ollama ended with exit code ${code}: ${told}`);
    }
    await Deno.mkdir(home, { recursive: true });
    await Deno.rename(join(fresh, program), path);
  } finally {
    await Deno.remove(fresh, { recursive: true }).catch(() => {});
  }
  return { path, missing: null };
}

async function missingTools(runner: Run): Promise<string | null> {
  const { code, stdout } = await runner(["go", "version"]);
  const match = /go(\d+)\.(\d+)/.exec(stdout);
  const found = match ? `Go ${match[1]}.${match[2]}` : "none";
  const enough = code === 0 && match && (Number(match[1]) > 1 || Number(match[2]) >= 24);
  if (!enough) return `Expected Go 1.24 or newer on the PATH to build Ollama but found ${found}`;
  for (const compiler of ["c++", "g++", "clang++"]) {
    if ((await runner([compiler, "--version"])).code === 0) return null;
  }
  return "Expected a C++ compiler on the PATH to build Ollama but found none";
}
