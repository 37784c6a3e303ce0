import assert from "node:assert/strict";
import { LightGBMError } from "./errors.ts";
import { createEngine } from "./engine.ts";
import { sampleData } from "./sample_data.ts";
import { openEngine } from "./select.ts";
import { engineTest, testEngines } from "./test_engines.ts";
import { LIGHTGBM_VERSION } from "./version.ts";

const engines = await testEngines();

engineTest(
  engines,
  "Engine throws when threads is no number of threads",
  async (engine, choice) => {
    assert.equal(engine.version, LIGHTGBM_VERSION);
    await assert.rejects(openEngine(choice, { threads: 0 }), /Expected threads to be an integer/);
  },
);

engineTest(engines, "Engine trains the same model on two threads as on one", async (_, choice) => {
  const spec = {
    params: { objective: "lambdarank" },
    train: sampleData("ranking", { rows: 5000 }),
    iterations: 5,
  };
  const texts = [];
  for (const threads of [1, 2]) {
    using engine = await openEngine(choice, { threads });
    texts.push(engine.train(spec).modelText.replace(/^\[num_threads: .*$/m, ""));
  }
  assert.equal(texts[0], texts[1]);
});

engineTest(engines, "Engine frees what is left when it is disposed of", async (_, choice) => {
  const engine = await openEngine(choice);
  const set = engine.dataset(sampleData("binary"));
  const booster = engine.booster(set, { objective: "binary" });
  engine[Symbol.dispose]();
  assert.throws(() => booster.update(), ReferenceError);
  booster[Symbol.dispose]();
  set[Symbol.dispose]();
});

engineTest(engines, "Engine refuses more than one machine, and goes on", (engine) => {
  const train = sampleData("binary");
  const params = { objective: "binary", num_machines: 2 };
  assert.throws(
    () => engine.train({ params, train }),
    new LightGBMError("train", "Expected num_machines to be 1 but found 2"),
  );
  assert.equal(
    engine.train({ params: { objective: "binary" }, train, iterations: 1 }).bestIteration,
    1,
  );
});

engineTest(engines, "Engine reads files that parameters name", async (engine) => {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  await Deno.writeTextFile(path, JSON.stringify({ feature: 4, threshold: 0.25 }));
  const { modelText } = engine.train({
    params: { objective: "binary", forcedsplits_filename: path },
    train: sampleData("binary"),
    iterations: 2,
  });
  const roots = [...modelText.matchAll(/^split_feature=(\d+)/gm)].map(([, feature]) => feature);
  assert.deepEqual(roots, ["4", "4"]);
  await Deno.remove(path);
});

Deno.test("createEngine() refuses rows beyond 4 GB on WebAssembly before it asks the module", () => {
  using engine = createEngine({
    kind: "wasm",
    pointerBytes: 4,
    functions: {} as never,
    lastError: () => "",
    lend: () => assert.fail("asked"),
    allocate: () => assert.fail("asked"),
    close() {},
  });
  assert.throws(
    () => engine.datasetStream({ rows: 200_000_000, columns: 2 }),
    /Expected at most 153391689 rows, for WebAssembly addresses 4 GB, but found 200000000/,
  );
});
