/**
 * The engines' benchmark: training, bulk and single-row prediction, memory, leaks; on request the
 * same with LightGBM's Python package, whose models and these engines' are loaded crosswise.
 *
 * @module
 */

import { loadavg } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import {
  type BenchReport,
  type BenchSize,
  type Duration,
  type EngineFigures,
  type EngineRatios,
  FULL_SIZE,
  medianOf,
  type Rate,
} from "./bench_figures.ts";
import { benchTable } from "./bench_table.ts";
import { residentGrowthAlone } from "./leak.ts";
import { sampleData } from "./sample_data.ts";
import { type EngineChoice, openEngine, selectEngine } from "./select.ts";
import type { Engine, EngineKind, Params } from "./types.ts";

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
  /**
   * Rounds in which every engine is measured, one right after the other; ratios are the rounds'
   * medians, for other work on the machine comes and goes. @default {3}
   */
  rounds?: number;
  /** Told what is being done. @default {nobody} */
  note?: (message: string) => void;
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
  const before = loadavg()[0]!;
  try {
    const report: BenchReport = { size, load: [before, 0], rounds: [], ratios: {}, leaks: {} };
    if (python !== undefined) await writeJob(folder, size);
    const choices = await Promise.all(engines.map((engine) => selectEngine({ engine, note })));
    for (let round = 1; round <= (options.rounds ?? 3); round++) {
      note(`Measuring ${engines.join(", ")}${python === undefined ? "" : ", python"}: ${round}`);
      const figures: EngineFigures[] = [];
      for (const choice of choices) figures.push(await alone({ choice, size, folder }));
      if (python !== undefined) figures.push(await measurePython(python, folder));
      report.rounds.push(figures);
    }
    if (python !== undefined) await compareWithPython(report, folder, engines);
    report.ratios = ratiosOf(report.rounds);
    for (const choice of cycles > 0 ? choices : []) {
      note(`Training and freeing ${cycles} times, ${choice.kind}`);
      report.leaks[choice.kind] = await residentGrowthAlone(choice, { cycles });
    }
    report.load[1] = loadavg()[0]!;
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
  const predict = () => timed(() => booster.predict({ data, rows, columns }));
  const [, first] = predict();
  const [predictions, second] = predict();
  const rowAt = (row: number) => data.subarray(row * columns, (row + 1) * columns);
  const [, single] = timed(() => {
    for (let i = 0; i < size.singleRows; i++) booster.predictRow(rowAt(i % rows));
  });
  const figures: EngineFigures = {
    engine: engine.kind,
    train: training,
    firstPredict: rateOf(rows, first),
    predict: rateOf(rows, second),
    singleRow: { cpuMicroseconds: single.cpuSeconds * 1e6 / size.singleRows },
    peakBytes: peakBytes(),
  };
  return { figures, modelText, predictions };
}

function rateOf(rows: number, duration: Duration): Rate {
  return {
    ...duration,
    rowsPerSecond: rows / duration.wallSeconds,
    rowsPerCpuSecond: rows / duration.cpuSeconds,
  };
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

/** CPU-time ratios between the engines that were measured: medians over the rounds. */
export function ratiosOf(rounds: readonly (readonly EngineFigures[])[]): EngineRatios {
  const over = (
    [a, b]: readonly [EngineFigures["engine"], EngineFigures["engine"]],
    ratio: (a: EngineFigures, b: EngineFigures) => number,
  ) => {
    const found = rounds.flatMap((figures) => {
      const [first, second] = [a, b].map((name) => figures.find(({ engine }) => engine === name));
      return first && second ? [ratio(first, second)] : [];
    });
    return found.length === 0 ? undefined : medianOf(found);
  };
  const ratios = {
    wasmTrain: over(["wasm", "native"], (a, b) => a.train.cpuSeconds / b.train.cpuSeconds),
    wasmFirstPredict: over(
      ["wasm", "native"],
      (a, b) => b.firstPredict.cpuSeconds / a.firstPredict.cpuSeconds,
    ),
    wasmPredict: over(["wasm", "native"], (a, b) => b.predict.cpuSeconds / a.predict.cpuSeconds),
    bindingCost: over(
      ["native", "python"],
      (a, b) => a.train.cpuSeconds / b.train.cpuSeconds - 1,
    ),
  };
  return Object.fromEntries(Object.entries(ratios).filter(([, ratio]) => ratio !== undefined));
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

async function measurePython(python: string, folder: string): Promise<EngineFigures> {
  const script = decodeURIComponent(new URL("./bench_python.py", import.meta.url).pathname);
  return await output(python, [script, folder]);
}

/** What the engines make of the Python package's model. */
async function compareWithPython(
  report: BenchReport,
  folder: string,
  engines: readonly EngineKind[],
): Promise<void> {
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
      rounds: { type: "string", default: "3" },
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
      rounds: Number(values.rounds),
      note: (message) => console.error(message),
    });
    console.error(benchTable(report));
    console.log(JSON.stringify(report, null, 2));
  }
}
