import assert from "node:assert/strict";
import { benchmarkEngines, measureEngine, ratiosOf } from "./bench.ts";
import { FULL_SIZE } from "./bench_figures.ts";
import { engineTest, testEngines } from "./test_engines.ts";

const engines = await testEngines();
const size = {
  ...FULL_SIZE,
  rows: 2000,
  columns: 5,
  iterations: 3,
  leaves: 7,
  predictRows: 500,
  singleRows: 20,
};

engineTest(engines, "measureEngine() times what it trained and predicted", (engine) => {
  const { figures, modelText, predictions } = measureEngine(engine, size);
  assert.equal(figures.engine, engine.kind);
  assert.equal(modelText.match(/^Tree=/gm)!.length, 3);
  assert.equal(predictions.length, 500);
  assert.ok(figures.train.wallSeconds > 0 && figures.train.cpuSeconds > 0);
  assert.ok(figures.predict.rowsPerSecond > 0 && figures.singleRow!.cpuMicroseconds > 0);
});

engineTest(engines, "benchmarkEngines() measures an engine in its own process", async (engine) => {
  const report = await benchmarkEngines({ size, engines: [engine.kind], rounds: 2, cycles: 10 });
  assert.deepEqual(report.rounds.map((round) => round.map(({ engine }) => engine)), [
    [engine.kind],
    [engine.kind],
  ]);
  assert.deepEqual(report.ratios, {});
  assert.equal(report.leaks[engine.kind]!.samples.length, 6);
  assert.equal(report.size.rows, 2000);
});

Deno.test("ratiosOf() takes each round's CPU seconds, then the median of the rounds", () => {
  const of = (engine: "native" | "wasm" | "python", seconds: number) => {
    const rate = { wallSeconds: 9, cpuSeconds: seconds, rowsPerSecond: 1, rowsPerCpuSecond: 1 };
    const [train, predict] = [{ wallSeconds: 9, cpuSeconds: seconds }, rate];
    return { engine, train, firstPredict: predict, predict, peakBytes: null };
  };
  const round = (native: number, wasm: number, python: number) => [
    of("native", native),
    of("wasm", wasm),
    of("python", python),
  ];
  // a busy third round is two to three times as slow, and says the same
  const rounds = [round(2, 3, 4), round(2, 3.2, 4), round(6, 9, 8)];
  assert.deepEqual(ratiosOf(rounds), {
    wasmTrain: 3 / 2,
    wasmFirstPredict: 2 / 3,
    wasmPredict: 2 / 3,
    bindingCost: 2 / 4 - 1,
  });
  assert.deepEqual(ratiosOf([[of("wasm", 3)]]), {});
});
