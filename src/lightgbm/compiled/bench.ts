/**
 * Benchmark of the compiled scorer against LightGBM on one thread, as JSON:
 * `deno run -A src/lightgbm/compiled/bench.ts [--rows 500000] [--rounds 3] [--fuzz 1000000]`.
 *
 * Rates are rows per second of CPU time, so that other work on the machine matters less; each round
 * measures both, one right after the other, and the ratio is the rounds' median.
 *
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import type { Engine } from "../types.ts";
import { loadEngine } from "../mod.ts";
import { fillTask, prepareFill, runFill } from "./bench_fill.ts";
import { fuzzAgainstLightGBM } from "./fuzz.ts";
import { type CompiledModel, compileModel } from "./mod.ts";
import { featureRows, MODEL_KINDS, type ModelKind, trainingTask, uniform } from "./trial_data.ts";

const COLUMNS = 30;

const MODELS = {
  M1: { kind: "regression", trees: 100, leaves: 63, missing: 0 },
  M2: { kind: "missing", trees: 200, leaves: 31, missing: 0.15 },
} as const;

interface Rate {
  /** Rows per second of CPU time. */
  cpu: number;
  /** Rows per second of wall time. */
  wall: number;
}

function rateOf(rows: number, work: () => void): Rate {
  const before = process.cpuUsage();
  const start = performance.now();
  work();
  const wall = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { cpu: Math.round(rows * 1e6 / (user + system)), wall: Math.round(rows / wall) };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

function compiled(text: string): CompiledModel {
  const model = compileModel(text);
  if ("reason" in model) throw new Error(`The benchmark's model does not compile: ${model.reason}`);
  return model;
}

function benchModel(engine: Engine, name: keyof typeof MODELS, rows: number, rounds: number) {
  const { kind, trees, leaves, missing } = MODELS[name];
  const { input, params } = trainingTask(kind, 100_000, COLUMNS);
  const spec = { params: { ...params, num_leaves: leaves }, train: input, iterations: trees };
  const { modelText } = engine.train(spec);
  const start = performance.now();
  const model = compiled(modelText);
  const scorer = model.instantiate();
  const compileMs = Math.round(performance.now() - start);
  const data = featureRows(uniform(3), rows, COLUMNS, { missing });
  const out = new Float64Array(rows);
  scorer.scoreRows(data, rows, out); // the engine tiers up
  scorer.scoreRows(data, rows, out);
  using booster = engine.loadModel(modelText);
  const measured = Array.from({ length: rounds }, () => {
    let oracle = new Float64Array(0);
    const lightgbm = rateOf(rows, () => {
      oracle = booster.predict({ data, rows, columns: COLUMNS }, { raw: true }) as typeof oracle;
    });
    out.fill(NaN);
    const scorerRate = rateOf(rows, () => scorer.scoreRows(data, rows, out));
    const differences = oracle.reduce((n, want, i) => n + (Object.is(want, out[i]) ? 0 : 1), 0);
    return { lightgbm, compiled: scorerRate, ratio: scorerRate.cpu / lightgbm.cpu, differences };
  });
  return {
    trees,
    leaves,
    columns: model.columns.length,
    moduleBytes: model.bytes.length,
    compileMs,
    rows,
    ratio: median(measured.map((round) => round.ratio)),
    differences: Math.max(...measured.map((round) => round.differences)),
    rounds: measured,
    walk: rateOf(rows / 10, () => walkRows(model, data, rows / 10)),
    fill: benchFill(model, missing),
  };
}

function walkRows(model: CompiledModel, data: Float32Array, rows: number): void {
  for (let r = 0; r < rows; r++) model.scoreRow(data, r * COLUMNS);
}

function benchFill(model: CompiledModel, missing: number) {
  const customers = 5000;
  const task = fillTask(COLUMNS, customers, missing);
  let scores: Float64Array | undefined;
  return Object.fromEntries((["floats", "codes", "tables"] as const).map((style) => {
    const prepared = prepareFill(model, task, style);
    const found = runFill(task, prepared);
    scores ??= found;
    const same = scores.every((score, i) => Object.is(score, found[i]));
    if (!same) throw new Error(`Filling by ${style} gives other scores`);
    const fill = rateOf(customers * 100, () => runFill(task, prepared, false));
    return [style, { fill, fillAndScore: rateOf(customers * 100, () => runFill(task, prepared)) }];
  }));
}

if (import.meta.main) await main();

async function main(): Promise<void> {
  const { values: args } = parseArgs({
    options: {
      rows: { type: "string", default: "500000" },
      rounds: { type: "string", default: "3" },
      fuzz: { type: "string", default: "1000000" },
    },
  });
  using engine = await loadEngine({ threads: 1 });
  const models = Object.fromEntries(
    (["M1", "M2"] as const).map((name) => [
      name,
      benchModel(engine, name, Number(args.rows), Number(args.rounds)),
    ]),
  );
  const fuzz = Object.fromEntries(
    MODEL_KINDS.map((kind: ModelKind, i) => [
      kind,
      fuzzAgainstLightGBM(engine, kind, { rows: Number(args.fuzz), seed: i + 1 }),
    ]),
  );
  console.log(JSON.stringify({ models, fuzz }, null, 2));
}
