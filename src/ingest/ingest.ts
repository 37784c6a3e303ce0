/**
 * The ingest stage: a source's files become the store of a workspace.
 *
 * @module
 */
import { basename } from "node:path";
import { DataError } from "../errors.ts";
import { type Progress, silent } from "../progress.ts";
import {
  currentStage,
  fileFingerprint,
  fingerprint,
  publish,
  recordStage,
  stageIsCurrent,
  type Workspace,
} from "../workspace.ts";
import { type Database, openDatabase, sqlText } from "./database.ts";
import { createStoreFolder, exportMaster, exportOrders, type OrdersExport } from "./export.ts";
import { findKaggleFiles, type KaggleFiles } from "./kaggle.ts";
import { loadMaster, type MasterLoad } from "./master.ts";
import { type ProgressTitle, reportProgress, withProgress } from "./query_progress.ts";
import { createRejects, type FileCount } from "./rejects.ts";
import type { EpochDay } from "./shop.ts";
import { STORE, STORE_VERSION, type StoreManifest, type StorePaths, storePaths } from "./store.ts";
import { strayDays } from "./stray_days.ts";
import { checkReadable, openTable } from "./tables.ts";
import { loadTransactions, type TransactionsLoad } from "./transactions.ts";

/** Options of {@linkcode ingest}. */
export interface IngestOptions {
  /** Later stages will not look at this day and after; checked here. @default {none} */
  asOf?: EpochDay;
  /** Threads to use. @default {one per core} */
  threads?: number;
  /** Memory for the whole process, in bytes; DuckDB gets three fifths. @default {4e9} */
  memory?: number;
  /** Share of a file's rows that may be set aside before it is an error. @default {0.05} */
  maxRejects?: number;
  /** Where progress is told. @default {silent} */
  progress?: Progress;
  /** Ingest again even if nothing changed. @default {false} */
  force?: boolean;
}

/** What the ingest stage did; plain JSON. */
export interface IngestSummary {
  /** The directory that was read. */
  readonly directory: string;
  /** Transactions, then customers and articles where there are files. */
  readonly files: readonly FileCount[];
  /** Order lines in the store. */
  readonly lines: number;
  /** Customers in the store, with and without orders. */
  readonly customers: number;
  /** Customers whom only the transactions know. */
  readonly customersOnlyInTransactions: number;
  readonly articles: number;
  /** First day with an order, YYYY-MM-DD. */
  readonly firstDay: string;
  /** Last day with an order, YYYY-MM-DD. */
  readonly lastDay: string;
  readonly hasTimeOfDay: boolean;
  /** Last days that do not follow on the others, YYYY-MM-DD; left out where there are none. */
  readonly stray?: {
    readonly before: string;
    readonly from: string;
    readonly lines: number;
  };
  /** What the reader should know. */
  readonly notes: readonly string[];
  /** Wall time of the run that did the work. */
  readonly seconds: number;
  /** Whether an earlier run's store was still current. */
  readonly reused: boolean;
}

/**
 * Reads a shop's files in the Kaggle H&M layout, checks them, and leaves the shop in the
 * workspace's store, from which {@linkcode loadShop} gets it. A second call on unchanged files does
 * nothing. The store appears whole or stays as it was.
 *
 * @throws {DataError} If a file is wrong, or no order is before `asOf`; it names file, row and
 * column.
 * @throws {WorkspaceError} If the disk is full or rights are missing.
 * @throws {RangeError} If an option is out of range.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openWorkspace } from "../workspace.ts";
 * import { ingest } from "./ingest.ts";
 *
 * const root = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(
 *   `${root}/transactions_train.csv`,
 *   "t_dat,customer_id,article_id\n2020-01-01,anna,0108775015\n",
 * );
 * const summary = await ingest(root, openWorkspace(root));
 * assert.equal(summary.lines, 1);
 * assert.equal(summary.lastDay, "2020-01-01");
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export async function ingest(
  directory: string,
  workspace: Workspace,
  options: IngestOptions = {},
): Promise<IngestSummary> {
  const { maxRejects = 0.05, progress = silent, force = false } = options;
  if (!(maxRejects >= 0 && maxRejects <= 1)) {
    throw new RangeError(`Expected maxRejects to be from 0 to 1 but found ${maxRejects}`);
  }
  const files = readableFiles(directory);
  const print = inputFingerprint(files, maxRejects);
  const record = force ? undefined : currentStage(workspace.root, "ingest", print);
  if (record) {
    const kept = { ...record.summary as IngestSummary, reused: true };
    tellRejects(kept, workspace, progress);
    return checkAsOf(kept, options.asOf);
  }
  const summary = await publish(workspace.root, async ({ stage, scratch }) => {
    const store = createStoreFolder(stage(STORE));
    const result = await fillStore(directory, files, store, scratch, { ...options, maxRejects });
    return checkAsOf(result, options.asOf);
  });
  await recordStage(workspace.root, "ingest", print, { outputs: [STORE], summary });
  for (const note of summary.notes) progress.note(note);
  tellRejects(summary, workspace, progress);
  return summary;
}

/** Says which rows are not in the store, why, and where they are listed; and which days are odd. */
function tellRejects(
  { files, stray }: IngestSummary,
  workspace: Workspace,
  progress: Progress,
): void {
  if (stray !== undefined) {
    const { lines, from, before } = stray;
    progress.note(`${lines} of the order lines, from ${from} on, are far behind ${before}`);
  }
  for (const { file, rows, rejected, reasons } of files) {
    if (rejected === 0) continue;
    const why = Object.entries(reasons).map(([reason, n]) => `${n} ${reason}`).join(", ");
    progress.note(
      `${file}: ${rejected} of ${rows} rows set aside (${why.replaceAll("_", " ")}), ` +
        `see ${storePaths(workspace).rejects}`,
    );
  }
}

/**
 * Whether {@linkcode ingest} would find the store current and do nothing.
 *
 * @throws {DataError} If the directory has no such files, or they cannot be read.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { openWorkspace } from "../workspace.ts";
 * import { ingest, isIngested } from "./ingest.ts";
 *
 * const root = Deno.makeTempDirSync();
 * const file = `${root}/transactions_train.csv`;
 * Deno.writeTextFileSync(file, "t_dat,customer_id,article_id\n2020-01-01,anna,1\n");
 * const workspace = openWorkspace(root);
 * await ingest(root, workspace);
 * assert.ok(isIngested(root, workspace));
 * Deno.writeTextFileSync(file, "2020-01-02,bert,1\n", { append: true });
 * assert.ok(!isIngested(root, workspace));
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function isIngested(
  directory: string,
  workspace: Workspace,
  { maxRejects = 0.05 }: Pick<IngestOptions, "maxRejects"> = {},
): boolean {
  const print = inputFingerprint(readableFiles(directory), maxRejects);
  return stageIsCurrent(workspace.root, "ingest", print);
}

function readableFiles(directory: string): KaggleFiles {
  const files = findKaggleFiles(directory);
  for (const path of [files.transactions, files.customers, files.articles]) {
    if (path !== null) checkReadable(path);
  }
  return files;
}

function inputFingerprint(files: KaggleFiles, maxRejects: number): string {
  const { transactions, customers, articles } = files;
  const inputs = [transactions, customers, articles].map((path) =>
    path === null ? null : [path.replace(/^.*[\\/]/, ""), fileFingerprint(path)]
  );
  return fingerprint({ inputs, maxRejects, version: STORE_VERSION });
}

function checkAsOf(summary: IngestSummary, asOf: EpochDay | undefined): IngestSummary {
  if (asOf !== undefined && dayText(asOf) <= summary.firstDay) {
    throw new DataError(
      `Expected orders before ${dayText(asOf)} but the first is of ${summary.firstDay}`,
      { hint: "Give a later day with --as-of." },
    );
  }
  return summary;
}

/** Reads, checks and writes everything; all within the staging area. */
async function fillStore(
  directory: string,
  files: KaggleFiles,
  store: StorePaths,
  scratch: string,
  options: IngestOptions & { maxRejects: number },
): Promise<IngestSummary> {
  const started = performance.now();
  const { threads, memory = 4e9, progress = silent } = options;
  using db = await openDatabase({
    file: `${scratch}/ingest.duckdb`,
    memory: Math.max(2e8, Math.round(memory * 0.6)),
    tempDirectory: `${scratch}/spill`,
    ...(threads === undefined ? {} : { threads }),
  });
  await reportProgress(db);
  await createRejects(db);
  const open = (name: string, path: string) => openTable(db, name, path, { scratch });
  const read = <T>(path: string | null, work: () => Promise<T>): Promise<T> =>
    path === null ? work() : withProgress(db, progress, readingTitle(path), work);
  const master = (kind: "customer" | "article", path: string | null) =>
    read(path, async () => {
      return await loadMaster(db, kind, path === null ? null : await open(kind, path), options);
    });
  const customers = await master("customer", files.customers);
  const articles = await master("article", files.articles);
  const transactions = await read(files.transactions, async () => {
    const table = await open("transactions", files.transactions);
    const hasArticles = files.articles !== null;
    return await loadTransactions(db, table, { ...options, hasArticles });
  });
  const sorting = { title: "Sorting orders", total: transactions.count.kept, unit: "lines" };
  const orders = await withProgress(
    db,
    progress,
    sorting,
    () => exportOrders(db, store, transactions),
  );
  const manifest = await writeMasters(db, store, { orders, transactions, customers, articles });
  return await summarise(
    db,
    { directory, files, started, orders, transactions, customers, articles },
    manifest,
  );
}

interface Loads {
  orders: OrdersExport;
  transactions: TransactionsLoad;
  customers: MasterLoad;
  articles: MasterLoad;
}

async function writeMasters(db: Database, store: StorePaths, loads: Loads): Promise<StoreManifest> {
  const customerCategories = await exportMaster(db, store, "customer", loads.customers.columns);
  const articleCategories = await exportMaster(db, store, "article", loads.articles.columns);
  await db.run(`copy rejects to ${sqlText(store.rejects)} (format parquet, compression zstd)`);
  const manifest: StoreManifest = {
    version: STORE_VERSION,
    lines: loads.orders.lines,
    firstDay: loads.orders.firstDay,
    customers: Number(await db.value("select count(*) from customers")),
    articles: Number(await db.value("select count(*) from articles")),
    hasTimeOfDay: loads.orders.hasTimeOfDay,
    hasUnits: loads.transactions.hasUnits,
    channels: loads.transactions.channels,
    customerCategories,
    articleCategories,
  };
  Deno.writeTextFileSync(store.manifest, JSON.stringify(manifest));
  return manifest;
}

async function summarise(
  db: Database,
  run: Loads & { directory: string; files: KaggleFiles; started: number },
  manifest: StoreManifest,
): Promise<IngestSummary> {
  const { orders, transactions, customers, articles } = run;
  if (orders.lines !== transactions.count.kept) {
    throw new Error(`Expected ${transactions.count.kept} lines but wrote ${orders.lines}`);
  }
  const counts = [transactions.count, customers.count, articles.count];
  return {
    directory: run.directory,
    files: counts.filter((count) => count !== null),
    lines: orders.lines,
    customers: manifest.customers,
    customersOnlyInTransactions: Number(await db.value("select count(*) from new_customers")),
    articles: manifest.articles,
    firstDay: dayText(orders.firstDay),
    lastDay: dayText(orders.lastDay),
    hasTimeOfDay: orders.hasTimeOfDay,
    ...strayOf(orders),
    notes: [...run.files.notes, ...customers.notes, ...articles.notes, ...transactions.notes],
    seconds: Math.round((performance.now() - run.started) / 10) / 100,
    reused: false,
  };
}

function strayOf({ byDay }: OrdersExport): Pick<IngestSummary, "stray"> {
  const stray = strayDays(byDay);
  if (stray === null) return {};
  const { before, from, lines } = stray;
  return { stray: { before: dayText(before), from: dayText(from), lines } };
}

function readingTitle(path: string): ProgressTitle {
  const total = Math.ceil(Deno.statSync(path).size / 1e6);
  return { title: `Reading ${basename(path)}`, total, unit: "MB" };
}

function dayText(day: EpochDay): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
