/**
 * The top K of every customer: buckets of customers, ranked in Workers over shared memory.
 *
 * @module
 */
import { type Progress, silent } from "../progress.ts";
import type { RowInputs } from "../ranking/rows.ts";
import type { CustomerLists } from "./customer_lists.ts";
import { type ListMaker, listMaker } from "./list_maker.ts";
import {
  BUCKET,
  bucketCount,
  type BucketFolder,
  readBucket,
  shardBuckets,
  writeBucket,
} from "./ranked_buckets.ts";

/** Options of {@linkcode rankCustomers}. */
export interface RankCustomersOptions {
  /** Length of a list. @default {12} */
  k?: number;
  /** Workers. @default {1} */
  threads?: number;
  /** First customer code. @default {0} */
  from?: number;
  /** End of the customer codes, exclusive. @default {all} */
  to?: number;
  /** Buckets that are finished are read from here, the others left here. @default {nothing is kept} */
  buckets?: BucketFolder;
  /** Ranks only the buckets of one shard; the others' lists stay empty. @default {all buckets} */
  shard?: { index: number; of: number };
  /** Customers from which on Workers are worth their start. @default {20000} */
  workersFrom?: number;
  /** @default {silent} */
  progress?: Progress;
}

/** What a ranking Worker is sent. */
export interface RankJob {
  readonly inputs: RowInputs;
  readonly modelText: string | null;
  readonly lists: CustomerLists;
  /** Numbers of the buckets to rank. */
  readonly pending: readonly number[];
  readonly buckets: BucketFolder | null;
  /** One shared int32: the next entry of `pending` to take. */
  readonly next: Int32Array;
}

/**
 * Ranks the candidates of customers `[from, to)`; without a model by the rule that
 * {@linkcode listMaker} states. The result depends neither on the number of threads nor on which
 * buckets an earlier run had finished.
 *
 * @param inputs What rows are filled from; asked for only where a bucket has to be ranked.
 * @throws {RangeError} If the range of customers is outside the snapshot, or there is no such shard.
 */
export async function rankCustomers(
  inputs: RowInputs,
  modelText: string | null,
  options: RankCustomersOptions = {},
): Promise<CustomerLists> {
  const customers = inputs.candidates.snapshot.orders.customers;
  const { from = 0, to = customers } = options;
  if (!(from >= 0 && from <= to && to <= customers)) {
    throw new RangeError(`Expected customers within 0 to ${customers} but found ${from} to ${to}`);
  }
  return await rankRange({ from, to }, () => Promise.resolve(inputs), modelText, options);
}

/** {@linkcode rankCustomers} for a known range, with inputs that are made when first needed. */
export async function rankRange(
  { from, to }: { from: number; to: number },
  inputs: () => Promise<RowInputs>,
  modelText: string | null,
  options: RankCustomersOptions = {},
): Promise<CustomerLists> {
  const { k = 12, threads = 1, buckets = null, workersFrom = 20_000, progress = silent } = options;
  const lists = allocateLists(from, to - from, k);
  const wanted = shardBuckets(bucketCount(to - from), options.shard ?? { index: 1, of: 1 });
  const pending = wanted.filter((b) => buckets === null || !readBucket(buckets, lists, b));
  if (pending.length === 0) return lists;
  const job = { inputs: await inputs(), modelText, lists, pending, buckets, next: sharedCounter() };
  const bar = progress.start("Ranking customers", wanted.length * BUCKET, "customers");
  const before = wanted.length - pending.length;
  const report = (done: number) => bar.update((before + done) * BUCKET);
  if (threads > 1 && pending.length * BUCKET > workersFrom) {
    await rankInWorkers(job, threads, report);
  } else rankBuckets(job, report);
  bar.finish();
  return lists;
}

/** Empty lists over shared memory. */
export function allocateLists(from: number, customers: number, k: number): CustomerLists {
  return {
    from,
    customers,
    k,
    count: new Uint16Array(new SharedArrayBuffer(2 * customers)),
    article: new Uint32Array(new SharedArrayBuffer(4 * customers * k)),
    score: new Float64Array(new SharedArrayBuffer(8 * customers * k)),
  };
}

/** Takes pending buckets until none is left; `report` gets the number that this call has done. */
export function rankBuckets(job: RankJob, report: (done: number) => void) {
  const maker = listMaker(job.inputs, job.modelText, job.lists.k);
  let done = 0;
  for (let i = takeNext(job); i < job.pending.length; i = takeNext(job)) {
    rankBucket(maker, job.lists, job.pending[i]!);
    if (job.buckets !== null) writeBucket(job.buckets, job.lists, job.pending[i]!);
    report(++done);
  }
}

function takeNext({ next }: RankJob): number {
  return Atomics.add(next, 0, 1);
}

function rankBucket(maker: ListMaker, lists: CustomerLists, bucket: number) {
  const begin = bucket * BUCKET;
  const end = Math.min(lists.customers, begin + BUCKET);
  const customers = Uint32Array.from({ length: end - begin }, (_, i) => lists.from + begin + i);
  maker.listAll(customers, (ranked, at) => {
    const i = begin + at;
    lists.count[i] = ranked.size;
    for (let r = 0; r < ranked.size; r++) {
      lists.article[i * lists.k + r] = ranked.article[r]!;
      lists.score[i * lists.k + r] = ranked.score[r]!;
    }
  });
}

function sharedCounter(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4));
}

async function rankInWorkers(job: RankJob, threads: number, report: (done: number) => void) {
  let done = 0;
  const workers = Array.from(
    { length: Math.min(threads, job.pending.length) },
    () => new Worker(new URL("./rank_worker.ts", import.meta.url), { type: "module" }),
  );
  try {
    await Promise.all(workers.map((worker) =>
      new Promise<void>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<"bucket" | "end">) => {
          if (data === "end") return resolve();
          report(++done);
        };
        worker.onerror = (event) => {
          event.preventDefault();
          reject(new Error(event.message));
        };
        worker.postMessage(job);
      })
    ));
  } finally {
    workers.forEach((worker) => worker.terminate());
  }
}
