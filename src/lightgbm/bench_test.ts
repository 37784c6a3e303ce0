import assert from "node:assert/strict";
import { benchmarkEngines, FULL_SIZE, measureEngine, ratiosOf } from "./bench.ts";
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
  const report = await benchmarkEngines({ size, engines: [engine.kind] });
  assert.deepEqual(report.engines.map(({ engine }) => engine), [engine.kind]);
  assert.deepEqual(report.ratios, {});
  assert.deepEqual(report.leaks, {});
  assert.equal(report.size.rows, 2000);
});

Deno.test("ratiosOf() compares CPU seconds", () => {
  const of = (engine: "native" | "wasm" | "python", seconds: number) => ({
    engine,
    train: { wallSeconds: 9, cpuSeconds: seconds },
    predict: { wallSeconds: 9, cpuSeconds: seconds, rowsPerSecond: 1, rowsPerCpuSecond: 1 },
    peakBytes: null,
  });
  assert.deepEqual(ratiosOf([of("native", 2), of("wasm", 3), of("python", 4)]), {
    wasmTrain: 3 / 2,
    wasmPredict: 2 / 3,
    bindingCost: 2 / 4 - 1,
  });
  assert.deepEqual(ratiosOf([of("wasm", 3)]), {});
});
