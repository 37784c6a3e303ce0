/**
 * Jobs side by side.
 *
 * @module
 */

/**
 * Runs jobs `0 … count - 1`, at most `lanes` at a time; results in the jobs' order.
 *
 * @throws The first error of a job; no further job is begun after it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { inLanes } from "./lanes.ts";
 *
 * assert.deepEqual(await inLanes(2, 3, (job) => Promise.resolve(job * job)), [0, 1, 4]);
 * ```
 */
export async function inLanes<T>(
  lanes: number,
  count: number,
  work: (job: number) => Promise<T>,
): Promise<T[]> {
  const results = new Array<T>(count);
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const job = next++;
      try {
        results[job] = await work(job);
      } catch (error) {
        next = count;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(lanes, count)) }, lane));
  return results;
}
