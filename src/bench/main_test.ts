import assert from "node:assert/strict";
import { bench, parseBenchCommand } from "./main.ts";
import { BENCH_STAGES } from "./stage.ts";

Deno.test("parseBenchCommand() refuses a size of 0 and one above 1", () => {
  assert.throws(() => parseBenchCommand(["--sizes", "0.1,0"]), /above 0.*found 0/);
  assert.throws(() => parseBenchCommand(["--sizes", "10"]), /found 10/);
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
