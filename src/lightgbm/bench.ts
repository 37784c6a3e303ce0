/**
 * The engines' benchmark: training, bulk and single-row prediction, memory, leaks; on request the
 * same with LightGBM's Python package, whose models and these engines' are loaded crosswise.
 *
 * @module
 */

import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { type ResidentGrowth, residentGrowthAlone } from "./leak.ts";
import { sampleData } from "./sample_data.ts";
import { type EngineChoice, openEngine, selectEngine } from "./select.ts";
import type { Engine, EngineKind, Params } from "./types.ts";

/** Size of the benchmark's ranking data and model. */
export interface BenchSize {
  /** @default {800_000} */
  rows: number;
  /** @default {30} */
  columns: number;
  /** Rows per query. @default {50} */
  perQuery: number;
  /** Trees. @default {100} */
  iterations: number;
  /** @default {63} */
  leaves: number;
  /** Rows of the bulk prediction. @default {200_000} */
  predictRows: number;
  /** Calls of the single-row prediction. @default {20_000} */
  singleRows: number;
  /** @default {1} */
  threads: number;
}

/** The work of LIGHTGBM's lambdarank benchmark. */
export const FULL_SIZE: BenchSize = {
  rows: 800_000,
  columns: 30,
  perQuery: 50,
  iterations: 100,
  leaves: 63,
  predictRows: 200_000,
  singleRows: 20_000,
  threads: 1,
};

/** How long something took. CPU time is the process's, so it holds on a busy machine too. */
export interface Duration {
  wallSeconds: number;
  cpuSeconds: number;
}

/** What one engine needed. */
export interface EngineFigures {
  engine: EngineKind | "python";
  /** Data set and training. */
  train: Duration;
  predict: Duration & { rowsPerSecond: number; rowsPerCpuSecond: number };
  /** Mean CPU time per call. Not measured for Python. */
  singleRow?: { cpuMicroseconds: number };
  /** Most memory the process ever had resident; `null` where the system does not tell. */
  peakBytes: number | null;
  /** Of this package's predictions with the engines' models; Python only. */
  largestDifferenceOfModelsOf?: Record<string, number>;
}

/** Options of {@linkcode benchmarkEngines}. */
export interface BenchOptions {
  /** @default {FULL_SIZE} */
  size?: Partial<BenchSize>;
  /** @default {both} */
  engines?: readonly EngineKind[];
  /** A Python with `lightgbm` and `numpy` to compare with. @default {none} */
  python?: string;
  /** Train-and-free cycles of the leak check; 0 leaves it out. @default {0} */
  cycles?: number;
  /** Told what is being done. @default {nobody} */
  note?: (message: string) => void;
}

/** The benchmark's outcome, fit for JSON. */
export interface BenchReport {
  size: BenchSize;
  engines: EngineFigures[];
  /** Of WebAssembly to native: CPU time of training, rows per CPU second of prediction. */
  ratios: { wasmTrain?: number; wasmPredict?: number; bindingCost?: number };
  /** Largest difference of the engines' predictions with Python's model; with Python only. */
  largestDifferenceOfPythonsModel?: Record<string, number>;
  leaks: Record<string, ResidentGrowth>;
}

/**
 * Measures the engines, each in a process of its own.
 *
 * @throws {LightGBMError} If an engine cannot be had.
 * @throws {Error} If a process fails.
 */
export async function benchmarkEngines(options: BenchOptions = {}): Promise<BenchReport> {
  const { engines = ["native", "wasm"], python, cycles = 0, note = () => {} } = options;
  const size = { ...FULL_SIZE, ...options.size };
  const folder = await Deno.makeTempDir();
  try {
    const report: BenchReport = { size, engines: [], ratios: {}, leaks: {} };
    if (python !== undefined) await writeJob(folder, size);
    for (const kind of engines) {
      const choice = await selectEngine({ engine: kind, note });
      note(`Measuring the ${kind} engine`);
      report.engines.push(await alone({ choice, size, folder }));
      if (cycles > 0) report.leaks[kind] = await residentGrowthAlone(choice, { cycles });
    }
    if (python !== undefined) await addPython(report, folder, { python, engines, note });
    report.ratios = ratiosOf(report.engines);
    return report;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What a measuring process is told. */
interface Job {
  choice: EngineChoice;
  size: BenchSize;
  /** Where model and predictions are left. */
  folder: string;
}

function paramsOf(size: BenchSize): Params {
  return {
    objective: "lambdarank",
    num_leaves: size.leaves,
    learning_rate: 0.1,
    num_threads: size.threads,
    deterministic: true,
    force_row_wise: true,
  };
}

function dataOf({ rows, columns, perQuery }: BenchSize) {
  return sampleData("ranking", { rows, columns, perQuery, categorical: 0 });
}

async function alone(job: Job): Promise<EngineFigures> {
  return await output(Deno.execPath(), [
    "run",
    "-A",
    import.meta.url,
    "--job",
    JSON.stringify(job),
  ]);
}

async function output<T>(program: string, args: string[]): Promise<T> {
  const command = new Deno.Command(program, { args, stderr: "inherit" });
  const { success, stdout } = await command.output();
  if (!success) throw new Error(`Expected ${program} to end well but it failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** Measures one engine in this process. */
export function measureEngine(
  engine: Engine,
  size: BenchSize,
): { figures: EngineFigures; modelText: string; predictions: Float64Array } {
  const train = dataOf(size);
  const [{ modelText }, training] = timed(() =>
    engine.train({ params: paramsOf(size), train, iterations: size.iterations })
  );
  using booster = engine.loadModel(modelText);
  const { columns } = size;
  const rows = Math.min(size.predictRows, size.rows);
  const data = train.features.data.subarray(0, rows * columns);
  // the WebAssembly compiler optimises what runs often: first calls are slower
  const warm = Math.min(20_000, rows);
  booster.predict({ data: data.subarray(0, warm * columns), rows: warm, columns });
  const [predictions, prediction] = timed(() => booster.predict({ data, rows, columns }));
  const rowAt = (row: number) => data.subarray(row * columns, (row + 1) * columns);
  const [, single] = timed(() => {
    for (let i = 0; i < size.singleRows; i++) booster.predictRow(rowAt(i % rows));
  });
  const figures: EngineFigures = {
    engine: engine.kind,
    train: training,
    predict: {
      ...prediction,
      rowsPerSecond: rows / prediction.wallSeconds,
      rowsPerCpuSecond: rows / prediction.cpuSeconds,
    },
    singleRow: { cpuMicroseconds: single.cpuSeconds * 1e6 / size.singleRows },
    peakBytes: peakBytes(),
  };
  return { figures, modelText, predictions };
}

function timed<T>(work: () => T): [T, Duration] {
  const [wall, cpu] = [performance.now(), cpuSeconds()];
  const result = work();
  const duration = {
    wallSeconds: (performance.now() - wall) / 1000,
    cpuSeconds: cpuSeconds() - cpu,
  };
  return [result, duration];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function peakBytes(): number | null {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(Deno.readTextFileSync("/proc/self/status"));
    return found ? Number(found[1]) * 1024 : null;
  } catch {
    return null;
  }
}

/** CPU-time ratios between the engines that were measured. */
export function ratiosOf(engines: readonly EngineFigures[]): BenchReport["ratios"] {
  const [native, wasm, python] = ["native", "wasm", "python"].map((name) =>
    engines.find(({ engine }) => engine === name)
  );
  return {
    ...(native && wasm
      ? {
        wasmTrain: wasm.train.cpuSeconds / native.train.cpuSeconds,
        wasmPredict: native.predict.cpuSeconds / wasm.predict.cpuSeconds,
      }
      : {}),
    ...(native && python
      ? { bindingCost: native.train.cpuSeconds / python.train.cpuSeconds - 1 }
      : {}),
  };
}

async function writeJob(folder: string, size: BenchSize): Promise<void> {
  const { features, label, group } = dataOf(size);
  const bytes = (view: ArrayBufferView) =>
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).slice();
  await Deno.writeFile(join(folder, "features.f32"), bytes(features.data));
  await Deno.writeFile(join(folder, "label.f32"), bytes(label as Float32Array));
  await Deno.writeFile(join(folder, "group.i32"), bytes(group as Int32Array));
  const { columns, iterations, predictRows } = size;
  const job = { columns, iterations, predictRows, params: paramsOf(size) };
  await Deno.writeTextFile(join(folder, "job.json"), JSON.stringify(job));
}

interface PythonOptions {
  python: string;
  engines: readonly EngineKind[];
  note: (message: string) => void;
}

async function addPython(
  report: BenchReport,
  folder: string,
  { python, engines, note }: PythonOptions,
): Promise<void> {
  note("Measuring the Python package");
  const script = decodeURIComponent(new URL("./bench_python.py", import.meta.url).pathname);
  report.engines.push(await output(python, [script, folder]));
  const text = await Deno.readTextFile(join(folder, "python.model"));
  const expected = new Float64Array((await Deno.readFile(join(folder, "python.f64"))).buffer);
  const { features } = dataOf(report.size);
  const { columns } = features;
  const data = features.data.subarray(0, expected.length * columns);
  report.largestDifferenceOfPythonsModel = {};
  for (const kind of engines) {
    using engine = await openEngine(await selectEngine({ engine: kind }));
    using booster = engine.loadModel(text);
    const found = booster.predict({ data, rows: expected.length, columns });
    report.largestDifferenceOfPythonsModel[kind] = found.reduce(
      (most, value, row) => Math.max(most, Math.abs(value - expected[row]!)),
      0,
    );
  }
}

async function runJob({ choice, size, folder }: Job): Promise<void> {
  using engine = await openEngine(choice, { threads: size.threads });
  const { figures, modelText, predictions } = measureEngine(engine, size);
  await Deno.writeTextFile(join(folder, `${choice.kind}.txt`), modelText);
  await Deno.writeFile(join(folder, `${choice.kind}.f64`), new Uint8Array(predictions.buffer));
  console.log(JSON.stringify(figures));
}

if (import.meta.main) {
  const { values } = parseArgs({
    args: Deno.args,
    options: {
      job: { type: "string" },
      rows: { type: "string" },
      threads: { type: "string" },
      engines: { type: "string", default: "native,wasm" },
      python: { type: "string" },
      cycles: { type: "string", default: "0" },
    },
  });
  if (values.job !== undefined) await runJob(JSON.parse(values.job));
  else {
    const report = await benchmarkEngines({
      size: {
        ...(values.rows ? { rows: Number(values.rows) } : {}),
        ...(values.threads ? { threads: Number(values.threads) } : {}),
      },
      engines: values.engines.split(",") as EngineKind[],
      ...(values.python ? { python: values.python } : {}),
      cycles: Number(values.cycles),
      note: (message) => console.error(message),
    });
    console.log(JSON.stringify(report, null, 2));
  }
}
