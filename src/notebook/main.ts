/**
 * `deno task notebooks`: runs the notebooks and renders them into `reports/`.
 *
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import { join, resolve } from "node:path";
import { DataError } from "../errors.ts";
import { ensurePackages } from "../setup/debian.ts";
import { terminalNotes } from "../setup/notes.ts";
import { formatNotebook } from "./format.ts";
import { failureLine, findNotebooks, type NotebookResult, runNotebooks } from "./run.ts";

interface Options {
  data?: string;
  workspace?: string;
  asOf?: string;
  jobs?: number;
  write?: boolean;
  format?: boolean;
  debug?: boolean;
}

const ROOT = resolve(import.meta.dirname!, "../..");

/**
 * The command line of `deno task notebooks`; gives the exit code.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { main } from "./main.ts";
 *
 * assert.equal(await main(["no_such_notebook"]), 2);
 * ```
 */
export async function main(args: readonly string[]): Promise<number> {
  let code = 0;
  const command = new Command("notebooks")
    .description("Run notebooks without a browser and render them as pages into reports/")
    .argument("[name...]", "notebooks, such as 01 or 01_eda; all of them when not given")
    .option("--data <source>", "what the notebooks read: a name or a folder")
    .option("--workspace <folder>", "where stages keep their outputs and the pages go", ROOT)
    .option("--as-of <date>", "the day whose morning it is, YYYY-MM-DD")
    .option("--jobs <number>", "notebooks at a time", positive)
    .option("--write", "keep the outputs in notebooks/, to be committed")
    .option("--format", "format the code cells and run nothing")
    .option("--debug", "show the whole trace of a failure")
    .exitOverride()
    .action(async (names: string[], options: Options) => {
      code = await runAll(names, options);
    });
  try {
    await command.parseAsync([...args], { from: "user" });
  } catch (error) {
    return explain(error);
  }
  return code;
}

async function runAll(names: readonly string[], options: Options): Promise<number> {
  const workspace = resolve(options.workspace ?? ROOT);
  const paths = await findNotebooks(join(ROOT, "notebooks"), names);
  if (options.format) {
    for (const path of paths) await formatNotebook(path, { root: ROOT });
    return 0;
  }
  await ensurePackages(["libgomp1"], { progress: terminalNotes });
  const results = await runNotebooks(paths, {
    reports: join(workspace, "reports"),
    env: settings(options, workspace),
    progress: terminalNotes,
    ...(options.jobs === undefined ? {} : { jobs: options.jobs }),
    write: options.write ?? false,
  });
  for (const result of results) report(result, options.debug ?? false);
  return results.some((result) => result.status === "failed") ? 1 : 0;
}

function settings(options: Options, workspace: string): Record<string, string> {
  return {
    HELIX_WORKSPACE: workspace,
    ...(options.data === undefined ? {} : { HELIX_DATA: options.data }),
    ...(options.asOf === undefined ? {} : { HELIX_AS_OF: options.asOf }),
  };
}

function report(result: NotebookResult, debug: boolean): void {
  const { name, status, failure } = result;
  if (status === "passed") console.log(`${name}: ${result.page}`);
  if (status === "stopped") console.log(`${name}: not run, because another notebook failed`);
  if (failure === undefined) return;
  console.error(failureLine(name, failure));
  const trace = debug ? failure.trace : failure.trace.slice(0, 6);
  console.error([failure.source.replaceAll(/^/gm, "  | "), ...trace].join("\n"));
  console.error(`What was reached is in ${result.executed}`);
}

function explain(error: unknown): number {
  if (error instanceof DataError) {
    console.error(error.message);
    return 2;
  }
  if (error instanceof Error && "exitCode" in error) return error.exitCode === 0 ? 0 : 2;
  console.error(error instanceof Error ? error.message : String(error));
  return 1;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new InvalidArgumentError(`Expected an integer greater than 0 but found '${text}'.`);
  }
  return value;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
