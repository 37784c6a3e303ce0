/**
 * One job for one Worker.
 *
 * @module
 */

/**
 * Starts a module as a Worker, sends it a job, waits for its first message, and ends it.
 *
 * @param url The Worker's module; it answers one message with one message.
 * @throws {Error} If the Worker throws, with its message.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { askWorker } from "./ask_worker.ts";
 *
 * const code = "self.onmessage = ({ data }) => self.postMessage(2 * data);";
 * const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
 * assert.equal(await askWorker<number>(url, 21), 42);
 * ```
 */
export async function askWorker<T>(url: URL, job: unknown): Promise<T> {
  const worker = new Worker(url, { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<T>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(event.message));
      };
      worker.postMessage(job);
    });
  } finally {
    worker.terminate();
  }
}
