/// <reference lib="deno.worker" />
/**
 * A Worker of `rank_customers.ts`: takes buckets until none is left.
 *
 * @module
 */
import { listMaker } from "./list_maker.ts";
import { BUCKET, rankBucket, type RankJob } from "./rank_customers.ts";

self.onmessage = ({ data: job }: MessageEvent<RankJob>) => {
  const maker = listMaker(job.inputs, job.modelText, job.lists.k);
  const buckets = Math.ceil(job.lists.customers / BUCKET);
  for (let b = Atomics.add(job.next, 0, 1); b < buckets; b = Atomics.add(job.next, 0, 1)) {
    rankBucket(maker, job.lists, b * BUCKET);
    self.postMessage("bucket");
  }
  self.postMessage("end");
};
