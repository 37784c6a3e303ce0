/**
 * The set-up of `deno task start`: what the whole path needs and nothing more. JupyterLab, the
 * compiler and the browser come with the commands that use them.
 *
 * @module
 */
import { resolve } from "node:path";
import { ensureNativeLibrary } from "../lightgbm/mod.ts";
import { type Progress, silent } from "../progress.ts";
import { ensurePackages, type PackageReport } from "./debian.ts";
import { terminalNotes } from "./notes.ts";
import { run } from "./process.ts";

/** Options of {@linkcode setUp}. */
export interface SetUpOptions {
  /** @default {silent} */
  progress?: Progress;
  /** Module whose packages are fetched. @default {the command line's} */
  entry?: string;
}

/** What the set-up found and made. */
export interface SetUpReport {
  packages: PackageReport;
  /** Path of LightGBM's library. */
  library: string;
}

/**
 * Makes ready what a run needs: npm packages in Deno's cache, `libgomp1`, LightGBM's library. Each
 * part is skipped when it is there.
 *
 * @throws {Error} If the packages or the library cannot be had; the message says what to do.
 *
 * @example
 * ```ts ignore
 * const { library } = await setUp();
 * ```
 */
export async function setUp(options: SetUpOptions = {}): Promise<SetUpReport> {
  const { progress = silent, entry = resolve(import.meta.dirname!, "../main.ts") } = options;
  const command = [Deno.execPath(), "cache", "--quiet", entry];
  const cached = await run(command, { env: { NO_COLOR: "1", RUST_BACKTRACE: "0" } });
  if (cached.code !== 0) {
    const lines = cached.stderr.trim().split("\n");
    const said = lines.find((line) => line.startsWith("error")) ?? lines.at(-1);
    throw new Error(`Expected to fetch the npm packages but found: ${said}`);
  }
  const packages = await ensurePackages(["libgomp1"], { progress });
  for (const { reason } of packages.missing) progress.note(reason);
  const library = await ensureNativeLibrary({ note: progress.note });
  return { packages, library };
}

if (import.meta.main) {
  try {
    await setUp({ progress: terminalNotes });
  } catch (error) {
    console.error(`Set-up: ${error instanceof Error ? error.message : error}`);
    Deno.exit(1);
  }
}
