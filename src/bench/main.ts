/**
 * `deno task bench`: from the CSV files on disk, cold, to both tables, at several sizes of the
 * synthetic shop. Every run's figures are kept in `reports/bench.json` and `reports/bench.md`.
 * `--engines` measures LightGBM's engines instead, into `reports/engines.json` and `engines.md`.
 *
 * @module
 */
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { generateSynthetic } from "../ingest/synthetic/generate.ts";
import { FULL_SIZE, shopSize } from "../ingest/synthetic/scale.ts";
import { cacheDirectory } from "../setup/cache.ts";
import { benchmarkEngines } from "../lightgbm/bench.ts";
import type { BenchReport } from "../lightgbm/bench_figures.ts";
import { benchTable } from "../lightgbm/bench_table.ts";
import { run as runProcess } from "../setup/process.ts";
import { PROJECT_ROOT, writeAtomically } from "../workspace.ts";
import { type Usage, watchFolder } from "./measure.ts";
import { type BenchRun, runTable, type SizeFigures, type StageFigures } from "./table.ts";

/** What to measure. */
export interface BenchOptions {
  /** Shares of the full shop. @default {[0.01, 0.1, 1]} */
  sizes?: readonly number[];
  /** @default {ingest, train, recommend, generate, predict} */
  stages?: readonly string[];
  /** @default {one per core} */
  threads?: number;
  /** Memory to plan with. @default {"6GB"} */
  memory?: string;
  /** Folder with generated shops, one per number of customers; made where missing. @default {the cache} */
  shops?: string;
  /** Folder that gets `bench.json` and `bench.md`. @default {reports} */
  reports?: string;
}

const STAGES: readonly string[] = ["ingest", "train", "recommend", "generate", "predict"];
/** The morning after the synthetic shop's last known week: its truth begins here. */
const AS_OF = "2020-09-16";

/** Measures every size and stage, and adds the run to the reports. */
export async function bench(options: BenchOptions = {}): Promise<BenchRun> {
  const { sizes = [0.01, 0.1, 1], reports = join(PROJECT_ROOT, "reports") } = options;
  const threads = options.threads ?? navigator.hardwareConcurrency;
  const measured: SizeFigures[] = [];
  const started = {
    at: new Date().toISOString().slice(0, 16) + "Z",
    threads,
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
    load: loadavg()[0]!,
  };
  for (const size of sizes) {
    measured.push(await benchSize(size, { ...options, threads }));
    console.log(runTable({ ...started, sizes: measured }));
  }
  const run = { ...started, sizes: measured };
  await addToReports(reports, run);
  return run;
}

async function benchSize(size: number, options: BenchOptions): Promise<SizeFigures> {
  const customers = Math.round(size * FULL_SIZE.customers);
  const data = await shopFolder(customers, options);
  const workspace = Deno.makeTempDirSync({ prefix: "helix-bench-" });
  const { customers: shopCustomers, transactions } = shopSize(customers);
  const scale = { size, customers: shopCustomers, lines: transactions };
  const { stages = STAGES, threads, memory = "6GB" } = options;
  const figures: StageFigures[] = [];
  try {
    for (const stage of stages) {
      const input = { data, workspace, asOf: AS_OF, threads, memory, quiet: true };
      const watch = watchFolder(workspace);
      const { result, usage } = await measuredStage(stage, input).finally(() => watch.stop());
      const rows = stage === "ingest"
        ? { unit: "lines", rows: scale.lines }
        : { unit: "customers", rows: stage === "predict" ? 10_000 : scale.customers };
      figures.push({ stage, ...usage, ...rows, peakDiskBytes: watch.stop(), summary: result });
      const { wallSeconds, cpuSeconds } = usage;
      console.error(
        `${customers} customers, ${stage}: ${wallSeconds.toFixed(1)} s, CPU ${
          cpuSeconds.toFixed(1)
        } s`,
      );
    }
  } finally {
    Deno.removeSync(workspace, { recursive: true });
  }
  return { ...scale, stages: figures };
}

async function measuredStage(
  stage: string,
  input: object,
): Promise<{ result: unknown; usage: Usage }> {
  const script = join(import.meta.dirname!, "stage.ts");
  const config = join(PROJECT_ROOT, "deno.json");
  const { code, stdout, stderr } = await runProcess([
    ...[Deno.execPath(), "run", "-A", "--config", config, script],
    ...[stage, JSON.stringify(input)],
  ]);
  if (code !== 0) {
    throw new Error(`Expected stage ${stage} to succeed but found exit code ${code}: ${stderr}`);
  }
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

/** The folder of a generated shop; its files count as there once `transactions_train.csv` is. */
async function shopFolder(customers: number, options: BenchOptions): Promise<string> {
  const shops = options.shops ?? join(cacheDirectory(), "bench");
  const folder = join(shops, String(customers));
  try {
    Deno.statSync(join(folder, "transactions_train.csv"));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    console.error(`Generating a shop of ${customers} customers`);
    await generateSynthetic(folder, { customers });
  }
  return folder;
}

/** Adds the run to what earlier runs left: every run is reported, not the best. */
async function addToReports(folder: string, run: BenchRun): Promise<void> {
  const path = join(folder, "bench.json");
  const runs = [...readRuns(path), run];
  await writeText(path, JSON.stringify(runs, null, 2) + "\n");
  await writeText(join(folder, "bench.md"), ["# Benchmark", "", ...runs.map(runTable)].join("\n"));
}

async function writeText(path: string, text: string): Promise<void> {
  await writeAtomically(path, (file) => Deno.writeTextFileSync(file, text));
}

function readRuns(path: string): BenchRun[] {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/** What to measure of LightGBM's engines. */
export interface EngineBenchOptions {
  /** A Python with `lightgbm` and `numpy` to compare with. @default {none} */
  python?: string;
  /** Train-and-free cycles of the leak check. @default {1000} */
  cycles?: number;
  /** Rounds in which every engine is measured. @default {3} */
  rounds?: number;
  /** Rows of the training data. @default {800_000} */
  rows?: number;
  /** Folder that gets `engines.json` and `engines.md`. @default {reports} */
  reports?: string;
}

/** Measures LightGBM's engines and leaves the figures; the compiled scorer's are printed after. */
export async function benchEngines(options: EngineBenchOptions = {}): Promise<BenchReport> {
  const { python, cycles = 1000, rounds = 3, rows } = options;
  const { reports = join(PROJECT_ROOT, "reports") } = options;
  const report = await benchmarkEngines({
    ...(python === undefined ? {} : { python }),
    ...(rows === undefined ? {} : { size: { rows } }),
    cycles,
    rounds,
    note: console.error,
  });
  const text = benchTable(report);
  await writeText(join(reports, "engines.json"), JSON.stringify(report, null, 2) + "\n");
  await writeText(join(reports, "engines.md"), `# LightGBM's engines\n\n${text}\n`);
  console.log(text);
  return report;
}

/**
 * Reads the command's arguments. `--engines` alone leaves the shop's sizes out; with `--sizes` both
 * are measured.
 *
 * @throws {RangeError} If a size is not above 0 and at most 1.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseBenchCommand } from "./main.ts";
 *
 * assert.deepEqual(parseBenchCommand(["--sizes", "0.01,0.1"]).options?.sizes, [0.01, 0.1]);
 * assert.deepEqual(parseBenchCommand(["--engines"]), { options: null, engines: {} });
 * ```
 */
export function parseBenchCommand(
  args: readonly string[],
): { options: BenchOptions | null; engines: EngineBenchOptions | null } {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      ...{ sizes: text, stages: text, threads: text, memory: text, shops: text, reports: text },
      ...{ python: text, cycles: text, rounds: text, rows: text },
      engines: { type: "boolean", default: false },
    },
  });
  const { sizes, stages, threads, engines, python, cycles, rounds, rows, ...folders } = values;
  const parsed = sizes?.split(",").map(Number);
  const wrong = parsed?.find((size) => !(size > 0 && size <= 1));
  if (wrong !== undefined) {
    throw new RangeError(`Expected --sizes to be above 0 and at most 1 but found ${wrong}`);
  }
  const options = {
    ...folders,
    ...(parsed === undefined ? {} : { sizes: parsed }),
    ...(stages === undefined ? {} : { stages: stages.split(",") }),
    ...(threads === undefined ? {} : { threads: Number(threads) }),
  };
  const counts = Object.entries({ cycles, rounds, rows })
    .flatMap(([name, value]) => value === undefined ? [] : [[name, countOf(name, value)]]);
  const engineOptions = {
    ...(python === undefined ? {} : { python }),
    ...(folders.reports === undefined ? {} : { reports: folders.reports }),
    ...Object.fromEntries(counts),
  };
  return {
    options: engines && parsed === undefined ? null : options,
    engines: engines ? engineOptions : null,
  };
}

function countOf(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new RangeError(`Expected --${name} to be an integer greater than 0 but found ${text}`);
}

/** The compiled scorer's own benchmark, which prints its figures. */
async function benchScorer(): Promise<void> {
  const script = join(PROJECT_ROOT, "src/lightgbm/compiled/bench.ts");
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script],
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`Expected ${script} to succeed but found exit code ${code}`);
}

if (import.meta.main) {
  const { options, engines } = parseBenchCommand(Deno.args);
  if (options !== null) await bench(options);
  if (engines !== null) {
    await benchEngines(engines);
    await benchScorer();
  }
}
