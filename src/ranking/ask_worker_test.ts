import assert from "node:assert/strict";
import { askWorker } from "./ask_worker.ts";

const script = (code: string) => new URL(`data:text/javascript,${encodeURIComponent(code)}`);

Deno.test("askWorker() gives the Worker's answer and ends it", async () => {
  const url = script("self.onmessage = ({ data }) => self.postMessage(data.toReversed());");
  assert.deepEqual(await askWorker(url, [1, 2, 3]), [3, 2, 1]);
});

Deno.test("askWorker() rejects with what the Worker threw", async () => {
  const url = script("self.onmessage = () => { throw new Error('no such week'); };");
  await assert.rejects(askWorker(url, null), /no such week/);
});
