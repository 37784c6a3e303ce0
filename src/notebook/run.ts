/**
 * Runs notebooks without a browser and renders them as self-contained pages.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { DataError } from "../errors.ts";
import { type Progress, silent } from "../progress.ts";
import { type Run, run } from "../setup/process.ts";
import { ensureNotebookEnvironment, type NotebookEnvironment } from "../setup/python.ts";
import { lostOutputs, type Notebook, notebookText, readNotebook, sourcesHash } from "./document.ts";
import { renderPages } from "./render.ts";

/** Options of {@linkcode runNotebooks}. */
export interface RunNotebooksOptions {
  /** Folder for the pages; executed notebooks go into `notebooks/` below it. */
  reports: string;
  /** Settings of the notebooks: `HELIX_DATA`, `HELIX_WORKSPACE`, `HELIX_AS_OF`, …. @default {none} */
  env?: Record<string, string>;
  /** Notebooks at a time. @default {as processors and free memory allow} */
  jobs?: number;
  /** Bytes of memory that a notebook may need, to choose `jobs`. @default {1.5 GB} */
  memory?: number;
  /** Keeps the outputs in the notebooks themselves, to be committed. @default {false} */
  write?: boolean;
  /** @default {silent} */
  progress?: Progress;
  /** @default {the pinned environment, made on first use} */
  environment?: NotebookEnvironment;
}

/** How one notebook's run ended. */
export interface NotebookResult {
  /** File name without its ending. */
  name: string;
  /** `stopped` means not begun, because another one had failed. */
  status: "passed" | "failed" | "stopped";
  seconds: number;
  /** The executed notebook, whole or as far as it came. */
  executed: string;
  /** The page; `undefined` where the notebook did not pass. */
  page?: string;
  failure?: CellFailure;
}

/** The cell at which a notebook failed. */
export interface CellFailure {
  /** 1-based number among the code cells. */
  cell: number;
  source: string;
  name: string;
  message: string;
  trace: string[];
}

/**
 * Runs notebooks side by side and renders the ones that passed. Once one has failed, no other one
 * is begun.
 *
 * @throws {DataError} If a file is no notebook.
 * @throws {Error} If the environment cannot be made.
 *
 * @example
 * ```ts ignore
 * const results = await runNotebooks(["notebooks/01_eda.ipynb"], { reports: "reports" });
 * ```
 */
export async function runNotebooks(
  paths: readonly string[],
  options: RunNotebooksOptions,
): Promise<NotebookResult[]> {
  const { reports, progress = silent, write = false } = options;
  await Promise.all(paths.map(readNotebook));
  const environment = options.environment ?? await ensureNotebookEnvironment({ progress });
  await Deno.mkdir(join(reports, "notebooks"), { recursive: true });
  const jobs = options.jobs ?? defaultJobs(options.memory);
  const results = await inParallel(
    paths,
    jobs,
    (path, stop) =>
      stop
        ? Promise.resolve(stopped(path, reports))
        : runOne(path, reports, { environment, env: options.env ?? {}, progress }),
  );
  const passed = results.filter((result) => result.status === "passed");
  const siblings = paths.length === 0 ? [] : await findNotebooks(dirname(paths[0]!));
  const about = describeSettings(options.env ?? {});
  const executed = passed.map((result) => result.executed);
  const pages = await renderPages(executed, { reports, environment, siblings, about });
  passed.forEach((result, i) => result.page = pages[i]!);
  if (write) {
    for (const result of passed) await keepOutputs(result, paths);
  }
  return results;
}

/**
 * One line that says where and why a notebook failed.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { failureLine } from "./run.ts";
 *
 * const failure = { cell: 3, source: "boom();\n", name: "TypeError", message: "no\nway", trace: [] };
 * assert.equal(failureLine("01_eda", failure), "01_eda, cell 3: TypeError: no way, in `boom();`");
 * ```
 */
export function failureLine(name: string, failure: CellFailure): string {
  const first = failure.source.trim().split("\n");
  const more = first.length > 1 ? " …" : "";
  const message = failure.message.replaceAll(/\s+/g, " ").trim();
  const where = failure.cell === 0 ? "before its first cell" : `cell ${failure.cell}`;
  return `${name}, ${where}: ${failure.name}: ${message}, in \`${first[0]}${more}\``;
}

/**
 * The notebooks of a folder by name: `01`, `01_eda` and `01_eda.ipynb` all mean the same one; all
 * of them in order when no name is given.
 *
 * @throws {DataError} If a name fits no notebook.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { findNotebooks } from "./run.ts";
 *
 * const folder = await Deno.makeTempDir();
 * await Deno.writeTextFile(`${folder}/01_eda.ipynb`, "{}");
 * assert.deepEqual(await findNotebooks(folder, ["01"]), [`${folder}/01_eda.ipynb`]);
 * await Deno.remove(folder, { recursive: true });
 * ```
 */
export async function findNotebooks(
  folder: string,
  names: readonly string[] = [],
): Promise<string[]> {
  const files: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isFile && entry.name.endsWith(".ipynb")) files.push(entry.name);
  }
  files.sort();
  const wanted = names.map((name) => {
    const stem = basename(name, ".ipynb");
    const found = files.find((file) => file === `${stem}.ipynb` || file.startsWith(`${stem}_`));
    if (found) return found;
    const known = files.map((file) => basename(file, ".ipynb")).join(", ") || "none";
    throw new DataError(`Expected one of the notebooks (${known}) but found '${name}'`);
  });
  const chosen = names.length === 0 ? files : [...new Set(wanted)];
  return chosen.map((file) => join(folder, file));
}

/** `data online-retail, as of 2011-12-01` from `HELIX_DATA` and `HELIX_AS_OF`. */
function describeSettings(env: Record<string, string>): string {
  return Object.entries(env).filter(([name]) => name !== "HELIX_WORKSPACE")
    .map(([name, value]) =>
      `${name.replace(/^HELIX_/, "").toLowerCase().replaceAll("_", " ")} ${value}`
    )
    .join(", ");
}

/** As many as there are processors, if each gets its share of the free memory. */
function defaultJobs(memory = 1.5e9): number {
  const { available } = Deno.systemMemoryInfo();
  return Math.max(1, Math.min(navigator.hardwareConcurrency, Math.floor(available / memory)));
}

async function inParallel(
  paths: readonly string[],
  jobs: number,
  work: (path: string, stop: boolean) => Promise<NotebookResult>,
): Promise<NotebookResult[]> {
  const results: NotebookResult[] = [];
  let next = 0;
  const worker = async () => {
    while (next < paths.length) {
      const i = next++;
      const stop = results.some((result) => result?.status === "failed");
      results[i] = await work(paths[i]!, stop);
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, paths.length) }, worker));
  return results;
}

function executedPath(path: string, reports: string): string {
  return join(reports, "notebooks", basename(path));
}

function stopped(path: string, reports: string): NotebookResult {
  const name = basename(path, ".ipynb");
  return { name, status: "stopped", seconds: 0, executed: executedPath(path, reports) };
}

interface Surroundings {
  environment: NotebookEnvironment;
  env: Record<string, string>;
  progress: Progress;
  runner?: Run;
}

async function runOne(
  path: string,
  reports: string,
  { environment, env, progress, runner = run }: Surroundings,
): Promise<NotebookResult> {
  const began = performance.now();
  const name = basename(path, ".ipynb");
  const executed = executedPath(path, reports);
  const script = join(import.meta.dirname!, "execute.py");
  const folder = resolve(path, "..");
  let bar = silent.start(name, 0, "cells");
  let failure: CellFailure | undefined;
  const onLine = (line: string) => {
    const message = parseMessage(line);
    if (message.cells !== undefined) bar = progress.start(name, message.cells, "cells");
    if (message.cell !== undefined) bar.update(message.cell - 1, `cell ${message.cell}`);
    if (message.failed !== undefined) failure = message.failed;
  };
  progress.note(`${name}: running`);
  const { code, stderr } = await runner(
    [environment.python, script, path, executed, folder],
    { env: { ...environment.env, NO_COLOR: "1", ...env }, onLine },
  );
  if (code === 0) failure = lostFailure(await readNotebook(executed));
  else failure ??= { cell: 0, source: "", name: "Runner", message: lastLines(stderr), trace: [] };
  bar.finish(failure === undefined ? undefined : "failed");
  const seconds = (performance.now() - began) / 1000;
  progress.note(`${name}: ${failure ? "failed" : "passed"} after ${seconds.toFixed(1)} s`);
  if (failure) progress.note(failureLine(name, failure));
  if (failure) return { name, status: "failed", seconds, executed, failure };
  return { name, status: "passed", seconds, executed };
}

interface Message {
  cells?: number;
  cell?: number;
  failed?: CellFailure;
}

function parseMessage(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return {};
  }
}

function lostFailure(notebook: Notebook): CellFailure | undefined {
  const [lost] = lostOutputs(notebook);
  if (!lost) return undefined;
  const cell = notebook.cells.filter((one) => one.cell_type === "code")[lost.cell - 1]!;
  const source = Array.isArray(cell.source) ? cell.source.join("") : cell.source;
  const message = `Expected ${lost.expected} shown outputs but found ${lost.found}`;
  return { cell: lost.cell, source, name: "LostOutput", message, trace: [] };
}

/** Takes an executed notebook's outputs into the notebook itself, with the mark of its code. */
async function keepOutputs(result: NotebookResult, paths: readonly string[]): Promise<void> {
  const path = paths.find((one) => basename(one, ".ipynb") === result.name)!;
  const executed = await readNotebook(result.executed);
  const metadata = {
    kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
    language_info: { file_extension: ".ts", mimetype: "text/x.typescript", name: "typescript" },
    helix: { sources: sourcesHash(executed) },
  };
  const fresh = `${path}.${Deno.pid}.tmp`;
  await Deno.writeTextFile(fresh, notebookText({ ...executed, metadata }));
  await Deno.rename(fresh, path);
}

function lastLines(text: string): string {
  return text.trim().split("\n").slice(-3).join(" ");
}
