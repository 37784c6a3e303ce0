import assert from "node:assert/strict";
import { FULL_SIZE } from "./bench_figures.ts";
import { benchTable } from "./bench_table.ts";

Deno.test("benchTable() tells medians per engine, ratios, differences and memory", () => {
  const figures = (engine: "native" | "wasm", cpuSeconds: number) => {
    const rate = { wallSeconds: 1, cpuSeconds, rowsPerSecond: 1, rowsPerCpuSecond: 123_456 };
    return {
      engine,
      train: { wallSeconds: 1, cpuSeconds },
      firstPredict: rate,
      predict: rate,
      peakBytes: engine === "native" ? 269e6 : null,
      largestDifferenceOfModelsOf: { native: 0 },
    };
  };
  const text = benchTable({
    size: FULL_SIZE,
    load: [1, 2],
    rounds: [1, 9, 4].map((seconds) => [figures("native", seconds), figures("wasm", 2 * seconds)]),
    ratios: { wasmTrain: 1.658, bindingCost: -0.0123 },
    leaks: { native: { cycles: 10_000, first: 90e6, last: 91e6, samples: [90e6, 91e6] } },
  });
  assert.match(text, /\| train, CPU s \| 4\.0 \| 8\.0 \|/);
  assert.match(text, /\| bulk prediction, rows per CPU s \| 123,000 \| 123,000 \|/);
  assert.match(text, /\| peak resident memory, MB \| 269 \| – \|/);
  assert.match(text, /- training, wasm to native: 1\.66 ×/);
  assert.match(text, /- training, native to Python's package: -1\.2 %/);
  assert.match(text, /- largest difference of crosswise loaded models: 0/);
  assert.match(text, /- resident MB over 10,000 cycles, native: 90\.0 91\.0/);
});
