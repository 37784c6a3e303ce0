/// <reference lib="deno.worker" />
/**
 * A Worker of `rank_customers.ts`: takes buckets until none is left.
 *
 * @module
 */
import { rankBuckets, type RankJob } from "./rank_customers.ts";

self.onmessage = ({ data: job }: MessageEvent<RankJob>) => {
  rankBuckets(job, () => self.postMessage("bucket"));
  self.postMessage("end");
};
