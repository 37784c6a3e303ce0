import assert from "node:assert/strict";
import { sampleData } from "./sample_data.ts";
import { engineTest, testEngines } from "./test_engines.ts";
import type { WorkerReply } from "./train_in_worker.ts";
import { work } from "./train_worker.ts";

const engines = await testEngines();

engineTest(
  engines,
  "work() stops at the shared flag and tells only when asked",
  async (_, choice) => {
    const spec = { params: { objective: "binary" }, train: sampleData("binary"), iterations: 50 };
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const replies: WorkerReply[] = [];
    const tell = (reply: WorkerReply) => {
      replies.push(reply);
      if (replies.length === 4) Atomics.store(stop, 0, 1);
    };
    const stopped = await work({ spec, choice, threads: 1, stop, reports: true }, tell);
    assert.equal(replies.length, 4);
    assert.equal(stopped.bestIteration, 4);
    stop[0] = 0;
    await work({ spec, choice, threads: 1, stop, reports: false }, tell);
    assert.equal(replies.length, 4);
  },
);
