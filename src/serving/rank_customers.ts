/**
 * The top K of every customer: buckets of customers, ranked in Workers over shared memory.
 *
 * @module
 */
import { type Progress, silent } from "../progress.ts";
import type { RowInputs } from "../ranking/rows.ts";
import { type ListMaker, listMaker } from "./list_maker.ts";

/** Ranked lists of many customers; those of customer `from + i` begin at `i · k`. */
export interface CustomerLists {
  /** First customer code. */
  readonly from: number;
  /** Number of customers. */
  readonly customers: number;
  /** Slots per customer. */
  readonly k: number;
  /** Articles per customer, at most `k`. */
  readonly count: Uint16Array;
  /** Article codes, best first. */
  readonly article: Uint32Array;
  /** Scores, in the order of the articles. */
  readonly score: Float64Array;
}

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
  /** @default {silent} */
  progress?: Progress;
}

/** Customers per bucket. */
export const BUCKET = 2048;
/** Below so many customers a Worker's start costs more than it saves. */
const WORKER_WORTH = 20_000;

/** What a ranking Worker is sent. */
export interface RankJob {
  readonly inputs: RowInputs;
  readonly modelText: string | null;
  readonly lists: CustomerLists;
  /** One shared int32: the next bucket to take. */
  readonly next: Int32Array;
}

/**
 * Ranks the candidates of customers `[from, to)`; without a model by the rule that
 * {@linkcode listMaker} states. The result does not depend on the number of threads.
 *
 * @throws {RangeError} If the range of customers is empty or outside the snapshot.
 */
export async function rankCustomers(
  inputs: RowInputs,
  modelText: string | null,
  options: RankCustomersOptions = {},
): Promise<CustomerLists> {
  const customers = inputs.candidates.snapshot.orders.customers;
  const { k = 12, threads = 1, from = 0, to = customers, progress = silent } = options;
  if (!(from >= 0 && from <= to && to <= customers)) {
    throw new RangeError(`Expected customers within 0 to ${customers} but found ${from} to ${to}`);
  }
  const lists = allocateLists(from, to - from, k);
  const bar = progress.start("Ranking customers", to - from, "customers");
  if (threads > 1 || to - from > WORKER_WORTH) {
    await rankInWorkers({ inputs, modelText, lists, next: sharedCounter() }, threads, bar.update);
  } else {
    const maker = listMaker(inputs, modelText, k);
    for (let begin = 0; begin < lists.customers; begin += BUCKET) {
      rankBucket(maker, lists, begin);
      bar.update(Math.min(lists.customers, begin + BUCKET));
    }
  }
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

/** Ranks one bucket, `begin` counted from the lists' first customer. */
export function rankBucket(maker: ListMaker, lists: CustomerLists, begin: number) {
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
  const buckets = Math.ceil(job.lists.customers / BUCKET);
  let done = 0;
  const workers = Array.from(
    { length: Math.min(threads, Math.max(1, buckets)) },
    () => new Worker(new URL("./rank_worker.ts", import.meta.url), { type: "module" }),
  );
  try {
    await Promise.all(workers.map((worker) =>
      new Promise<void>((resolve, reject) => {
        worker.onmessage = ({ data }: MessageEvent<"bucket" | "end">) => {
          if (data === "end") return resolve();
          report(Math.min(job.lists.customers, ++done * BUCKET));
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
