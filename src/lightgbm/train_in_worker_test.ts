import assert from "node:assert/strict";
import { LightGBMError } from "./errors.ts";
import { sampleData } from "./sample_data.ts";
import { engineTest, testEngines } from "./test_engines.ts";
import { receiveError, sendError, trainInWorker } from "./train_in_worker.ts";
import type { IterationReport, TrainSpec } from "./types.ts";

const engines = await testEngines();
const spec: TrainSpec = {
  params: { objective: "lambdarank", num_leaves: 7, eval_at: [12] },
  train: sampleData("ranking", { seed: 1 }),
  validation: [
    { name: "week 1", data: sampleData("ranking", { seed: 2, rows: 200 }) },
    { name: "week 2", data: sampleData("ranking", { seed: 3, rows: 200 }) },
  ],
  iterations: 12,
};

engineTest(engines, "trainInWorker() gives what train() gives", async (engine, choice) => {
  const reports: IterationReport[] = [];
  const outcome = await trainInWorker(spec, {
    engine: choice,
    onIteration: (report) => reports.push(report),
  });
  assert.deepEqual(outcome, engine.train(spec));
  assert.deepEqual(
    reports.map(({ iteration }) => iteration),
    [...Array(12).keys()].map((i) => i + 1),
  );
  assert.deepEqual(
    reports[11]!.evaluations.map(({ data, metric }) => `${data}: ${metric}`),
    ["week 1: ndcg@12", "week 2: ndcg@12"],
  );
});

engineTest(engines, "trainInWorker() leaves the caller's thread free", async (_engine, choice) => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await trainInWorker({ ...spec, iterations: 60 }, { engine: choice });
  clearInterval(timer);
  assert.ok(ticks >= 5, `${ticks} ticks`);
});

engineTest(engines, "trainInWorker() ends when the signal is aborted", async (_engine, choice) => {
  const abort = new AbortController();
  let last = 0;
  const run = trainInWorker({ ...spec, iterations: 100_000 }, {
    engine: choice,
    signal: abort.signal,
    onIteration: ({ iteration }) => {
      last = iteration;
      if (iteration === 3) abort.abort(new Error("enough"));
    },
  });
  await assert.rejects(run, /^Error: enough$/);
  assert.ok(last < 100_000);
  await assert.rejects(trainInWorker(spec, { engine: choice, signal: abort.signal }), /enough/);
});

engineTest(engines, "trainInWorker() rejects with LightGBM's reason", async (_engine, choice) => {
  const { group: _, ...noQueries } = spec.train;
  const wrong: [TrainSpec, RegExp][] = [
    [{ ...spec, train: noQueries }, /Ranking tasks require query information/],
    [{ ...spec, params: { objective: "guess" } }, /Unknown objective type name: guess/],
    [{ ...spec, params: { ...spec.params, num_leaves: 1 } }, /num_leaves/],
  ];
  for (const [bad, message] of wrong) {
    await assert.rejects(trainInWorker(bad, { engine: choice }), (error: Error) => {
      assert.ok(error instanceof LightGBMError);
      assert.match(error.message, message);
      return true;
    });
  }
  await assert.rejects(trainInWorker({ ...spec, iterations: 0 }, { engine: choice }), RangeError);
});

engineTest(
  engines,
  "trainInWorker() rejects with the callback's error",
  async (_engine, choice) => {
    const run = trainInWorker({ ...spec, iterations: 100_000 }, {
      engine: choice,
      onIteration: () => {
        throw new TypeError("broken callback");
      },
    });
    await assert.rejects(run, /broken callback/);
  },
);

Deno.test("receiveError() restores what sendError() took apart", () => {
  const own = new LightGBMError("train", "no");
  assert.deepEqual(receiveError(sendError(own)), own);
  assert.ok(receiveError(sendError(new RangeError("far"))) instanceof RangeError);
  assert.equal(receiveError(sendError("text")).message, "text");
});
