/**
 * Generates an H&M-shaped shop with known truth.
 *
 * @module
 */

import { type Progress, silent } from "../../progress.ts";
import { createCatalogue } from "./catalogue.ts";
import { type FileSet, type FileWriter, openFiles, startParquet } from "./files.ts";
import { articleIds, customerIds } from "./identifiers.ts";
import { articlesText, CUSTOMER_COLUMNS } from "./masters.ts";
import { TRUTH_ARTICLES } from "./oracle.ts";
import { BLOCKS, dateText, DAYS, LAST_WEEK, shopSize, weekStart } from "./scale.ts";
import type { ShardTask } from "./shard.ts";
import {
  startCsvTransactions,
  startParquetTransactions,
  type TransactionsWriter,
} from "./transactions.ts";
import { TRUTH_ARTICLE_COLUMNS, TRUTH_CUSTOMER_COLUMNS } from "./truth_files.ts";
import type { ShardCalls, ShardRequest } from "./worker.ts";

/** Options of {@linkcode generateSynthetic}. */
export interface SyntheticOptions {
  /** Number of customers; 1,371,980 is H&M's size. */
  customers: number;
  /** @default {1} */
  seed?: number;
  /** Whether `t_dat` has a time of day. @default {false} */
  hours?: boolean;
  /** Format of the transactions; the two master files are always CSV. @default {"csv"} */
  format?: "csv" | "parquet";
  /** @default {the number of processors} */
  threads?: number;
  /** @default {silent} */
  progress?: Progress;
}

/** What was generated. */
export interface SyntheticSummary {
  customers: number;
  articles: number;
  transactions: number;
  seed: number;
  hours: boolean;
  format: "csv" | "parquet";
  /** The day that the truth's first week begins on, `YYYY-MM-DD`: use it as `--as-of`. */
  cutoff: string;
  /** The last day of the data. */
  lastDay: string;
  /** Bytes of all files. */
  bytes: number;
}

/**
 * Writes a synthetic shop in the Kaggle H&M layout into `dir`, and the truth about it into
 * `dir/truth/` (see the room's README). The same customers, seed, hours and format give the same
 * bytes on every run and for every number of threads. All files appear together at the end.
 *
 * @throws {RangeError} If a number is out of its range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { generateSynthetic } from "./generate.ts";
 *
 * const dir = Deno.makeTempDirSync();
 * const summary = await generateSynthetic(dir, { customers: 100, threads: 1 });
 * assert.equal(summary.cutoff, "2020-09-16");
 * Deno.removeSync(dir, { recursive: true });
 * ```
 */
export async function generateSynthetic(
  dir: string,
  options: SyntheticOptions,
): Promise<SyntheticSummary> {
  const { customers, seed = 1, hours = false, format = "csv", progress = silent } = options;
  const { threads = navigator.hardwareConcurrency } = options;
  const size = shopSize(customers);
  if (!Number.isSafeInteger(seed)) {
    throw new RangeError(`Expected seed to be an integer but found ${seed}`);
  }
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`Expected threads to be an integer greater than 0 but found ${threads}`);
  }
  using files = openFiles();
  using shards = startShards({ size, seed, hours, format }, threads);
  const transactions = await writeAll({ dir, files, shards, progress });
  if (transactions !== size.transactions) {
    throw new Error(`Expected ${size.transactions} order lines but made ${transactions}`);
  }
  const summary = {
    customers,
    articles: size.articles,
    transactions,
    seed,
    hours,
    format,
    cutoff: dateText(weekStart(LAST_WEEK)),
    lastDay: dateText(DAYS - 1),
  };
  writeManifest(files, dir, summary);
  files.commit();
  const other = format === "csv" ? "parquet" : "csv";
  removeIfThere(`${dir}/transactions_train.${other}`);
  return { ...summary, bytes: files.bytes() };
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function writeManifest(
  files: FileSet,
  dir: string,
  summary: Omit<SyntheticSummary, "bytes">,
): void {
  const manifest = {
    ...summary,
    truth: {
      "articles.parquet": `the ${TRUTH_ARTICLES} most probable articles per customer, ` +
        `${summary.cutoff} to ${summary.lastDay}, given everything before`,
      "next_articles.parquet": "the same for the seven days after the data",
      "customers.parquet": "P(buys anything) in both weeks, rhythm, hours, tastes",
    },
  };
  files.open(`${dir}/truth/manifest.json`)
    .write(new TextEncoder().encode(JSON.stringify(manifest, null, 2) + "\n"));
}

type Call = <K extends keyof ShardCalls>(
  call: K,
  argument: ShardCalls[K]["argument"],
) => Promise<ShardCalls[K]["answer"]>;

interface Shards {
  task: Omit<ShardTask, "firstBlock" | "endBlock">;
  /** Calls and blocks of each thread. */
  list: { call: Call; blocks: number[]; task: ShardTask }[];
  [Symbol.dispose](): void;
}

function startShards(task: Shards["task"], threads: number): Shards {
  const blocks = Math.min(BLOCKS, Math.ceil(task.size.customers / task.size.blockSize));
  const count = Math.min(threads, blocks);
  const workers: Worker[] = [];
  const list = Array.from({ length: count }, (_, t) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    workers.push(worker);
    const firstBlock = Math.floor(t * blocks / count);
    const endBlock = Math.floor((t + 1) * blocks / count);
    const own = Array.from({ length: endBlock - firstBlock }, (_, k) => firstBlock + k);
    return { call: callsOf(worker), blocks: own, task: { ...task, firstBlock, endBlock } };
  });
  return { task, list, [Symbol.dispose]: () => workers.forEach((worker) => worker.terminate()) };
}

/** Requests to a thread, which are answered in order. */
function callsOf(worker: Worker): Call {
  const waiting: { resolve(answer: unknown): void; reject(reason: Error): void }[] = [];
  worker.onmessage = (event) => waiting.shift()!.resolve(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    const error = new Error(`Generating the synthetic shop failed: ${event.message}`);
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  const call = (name: keyof ShardCalls, argument: unknown) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.push({ resolve, reject });
      worker.postMessage({ call: name, argument } satisfies ShardRequest);
    });
  return call as Call;
}

interface Job {
  dir: string;
  files: FileSet;
  shards: Shards;
  progress: Progress;
}

async function writeAll(job: Job): Promise<number> {
  const { dir, files, shards } = job;
  const setUp = Promise.all(shards.list.map(({ call, task }) => call("setUp", task)));
  const catalogue = createCatalogue(shards.task.size.articles, shards.task.seed);
  files.open(`${dir}/articles.csv`).write(new TextEncoder().encode(articlesText(catalogue)));
  const counts = await setUp;
  const file = files.open(`${dir}/customers.csv`);
  file.write(new TextEncoder().encode(CUSTOMER_COLUMNS.join(",") + "\n"));
  await eachBlock(shards, "customersOf", (part) => file.write(part));
  await adjust(shards, counts);
  return await writeWeeks(job, startTransactions(job, articleIds(catalogue)));
}

function startTransactions(job: Job, ids: Uint8Array): TransactionsWriter {
  const { files, dir, shards: { task } } = job;
  if (task.format === "csv") return startCsvTransactions(files, dir);
  const { customers } = task.size;
  const customerId = customerIds(customers, task.seed);
  return startParquetTransactions(
    files,
    dir,
    { customers, customerId, articleIds: ids },
    task.hours,
  );
}

/** Asks every thread for each of its blocks and takes the answers in order of the blocks. */
async function eachBlock<K extends "customersOf" | "articlesTruth" | "customersTruth">(
  shards: Shards,
  name: K,
  take: (answer: ShardCalls[K]["answer"]) => void,
): Promise<void> {
  const asked = shards.list.map(({ call, blocks }) => blocks.map((block) => call(name, block)));
  for (const answer of asked.flat()) take(await answer);
}

async function adjust(shards: Shards, counts: ShardCalls["setUp"]["answer"][]): Promise<void> {
  const total = (key: "lines" | "spare" | "past") => counts.reduce((sum, one) => sum + one[key], 0);
  const missing = shards.task.size.transactions - total("lines");
  const slot = missing > 0 ? "past" : "spare";
  let before = 0;
  for (const [t, { call }] of shards.list.entries()) {
    await call("adjust", { missing, slots: total(slot), before });
    before += counts[t]![slot];
  }
}

async function writeWeeks(job: Job, transactions: TransactionsWriter): Promise<number> {
  const { dir, files, shards, progress } = job;
  const bar = progress.start("Generating order lines", shards.task.size.transactions, "lines");
  let rows = 0;
  const takeWeek = async (answers: Promise<ShardCalls["nextWeek"]["answer"]>[]) => {
    const parts = await Promise.all(answers);
    for (const d of parts[0]!.keys()) {
      for (const part of parts) {
        transactions.append(part[d]!.day, part[d]!.lines);
        rows += part[d]!.lines.rows;
      }
    }
    bar.update(rows);
  };
  const askWeek = () => shards.list.map(({ call }) => call("nextWeek", null));
  // Threads are two weeks ahead of the writing, so that both go on without waiting.
  const ahead = [askWeek(), askWeek()];
  for (let week = 2; week <= LAST_WEEK + 1; week++) {
    const due = ahead.shift()!;
    if (week < LAST_WEEK) ahead.push(askWeek());
    await takeWeek(due);
  }
  bar.finish();
  progress.note("Writing the truth");
  await writeTruth(shards, files.open(`${dir}/truth/articles.parquet`));
  await takeWeek(askWeek());
  transactions.finish();
  await writeTruth(shards, files.open(`${dir}/truth/next_articles.parquet`));
  const writer = startParquet(
    files.open(`${dir}/truth/customers.parquet`),
    TRUTH_CUSTOMER_COLUMNS,
  );
  await eachBlock(shards, "customersTruth", (group) => writer.append(group));
  writer.finish();
  return rows;
}

async function writeTruth(shards: Shards, file: FileWriter): Promise<void> {
  const writer = startParquet(file, TRUTH_ARTICLE_COLUMNS);
  await eachBlock(shards, "articlesTruth", (group) => writer.append(group));
  writer.finish();
}
