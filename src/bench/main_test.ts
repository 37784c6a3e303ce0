import assert from "node:assert/strict";
import { bench, benchEngines, parseBenchCommand } from "./main.ts";
import { findWasm } from "../lightgbm/mod.ts";
import { BENCH_STAGES } from "./stage.ts";

Deno.test("parseBenchCommand() refuses a size of 0 and one above 1", () => {
  assert.throws(() => parseBenchCommand(["--sizes", "0.1,0"]), /above 0.*found 0/);
  assert.throws(() => parseBenchCommand(["--sizes", "10"]), /found 10/);
});

Deno.test("parseBenchCommand() takes --engines alone for the engines alone", () => {
  const command = parseBenchCommand(["--", "--engines", "--cycles", "50", "--python", "py"]);
  assert.deepEqual(command, { options: null, engines: { cycles: 50, python: "py" } });
  const both = parseBenchCommand(["--engines", "--sizes", "0.5"]);
  assert.deepEqual([both.options?.sizes, both.engines], [[0.5], {}]);
  assert.equal(parseBenchCommand([]).engines, null);
  assert.throws(() => parseBenchCommand(["--engines", "--rounds", "0"]), /--rounds .* found 0/);
});

Deno.test({
  name: "benchEngines() leaves the engines' figures and their table (needs emscripten)",
  ignore: await findWasm() === undefined,
  fn: async () => {
    const reports = Deno.makeTempDirSync();
    try {
      const report = await benchEngines({ rows: 2000, rounds: 1, cycles: 10, reports });
      assert.deepEqual(report.rounds[0]!.map(({ engine }) => engine), ["native", "wasm"]);
      const kept = JSON.parse(Deno.readTextFileSync(`${reports}/engines.json`));
      assert.equal(kept.ratios.wasmTrain, report.ratios.wasmTrain);
      const text = Deno.readTextFileSync(`${reports}/engines.md`);
      assert.match(text, /\n2,000 rows × 30 columns, 100 trees/);
      assert.match(text, /- resident MB over 10 cycles, wasm: /);
    } finally {
      Deno.removeSync(reports, { recursive: true });
    }
  },
});

Deno.test("bench() measures stages in processes of their own and keeps every run", async () => {
  const folder = Deno.makeTempDirSync();
  const options = {
    sizes: [0.0005],
    stages: ["ingest"],
    threads: 1,
    shops: folder,
    reports: folder,
  };
  try {
    const run = await bench(options);
    await bench(options);
    const { customers, stages } = run.sizes[0]!;
    assert.equal(customers, 686);
    assert.ok(stages[0]!.cpuSeconds > 0.01 && stages[0]!.peakResidentBytes > 5e7);
    assert.ok(stages[0]!.peakDiskBytes > 1e5);
    assert.equal(JSON.parse(Deno.readTextFileSync(`${folder}/bench.json`)).length, 2);
    assert.match(Deno.readTextFileSync(`${folder}/bench.md`), /\| 686 \| ingest \|/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("BENCH_STAGES has the whole path", () => {
  for (const stage of ["ingest", "train", "recommend", "predict"]) {
    assert.equal(typeof BENCH_STAGES[stage], "function");
  }
});
