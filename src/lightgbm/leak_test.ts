import assert from "node:assert/strict";
import { residentGrowth, residentGrowthAlone } from "./leak.ts";
import { engineTest, testEngines } from "./test_engines.ts";

const engines = await testEngines();

engineTest(engines, "Engine leaks nothing over 150 train-and-free cycles", async (_, choice) => {
  const { first, last, cycles, samples } = await residentGrowthAlone(choice, { cycles: 150 });
  assert.equal(cycles, 150);
  assert.deepEqual([samples.length, samples[0], samples.at(-1)], [9, first, last]);
  assert.ok(last / first < 1.04, `resident memory went from ${first} to ${last} bytes`);
});

const native = engines.filter(({ kind }) => kind === "native");

engineTest(native, "residentGrowth() sees an engine that keeps what it takes", (engine) => {
  const kept: Uint8Array[] = [];
  const keeping = {
    ...engine,
    loadModel: (text: string) => {
      kept.push(new Uint8Array(3 << 20).fill(1)); // far more than other tests beside it free
      return engine.loadModel(text);
    },
  };
  const { first, last } = residentGrowth(keeping, { cycles: 160 });
  assert.ok(last - first > 40 * (1 << 20), `from ${first} to ${last} bytes`);
  assert.throws(() => residentGrowth(engine, { cycles: 5 }), /Expected cycles to be at least 10/);
});
