/**
 * `deno task bench:quality`: what, who and when on successive test windows, each beside real
 * baselines, with 95 % intervals and paired differences, into `reports/quality.json` and
 * `reports/quality.md`.
 *
 * @module
 */
import { loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DataError } from "../errors.ts";
import { evaluationFolds, type Fold } from "../evaluation/splits.ts";
import { DEFAULT_SOURCE, resolveSource } from "../ingest/sources.ts";
import type { EpochDay, Shop } from "../ingest/shop.ts";
import { type Progress, silent } from "../progress.ts";
import { benchShop, dayText, parseDays } from "../propensity/bench_shop.ts";
import { setUp } from "../setup/main.ts";
import { terminalProgress } from "../terminal_progress.ts";
import { PROJECT_ROOT, writeAtomically } from "../workspace.ts";
import { qualityPage, type QualityRun } from "./quality_page.ts";
import { type WhatOptions, whatTable, whenTable, whoTable } from "./quality_tables.ts";

/** A table's name. */
export type TableName = "what" | "who" | "when";

/** What to measure. */
export interface QualityOptions {
  /** `online-retail` or a folder in the Kaggle layout. @default {"online-retail"} */
  data?: string;
  /** Days of a test window. @default {7} */
  horizon?: number;
  /** First day of the newest window. @default {the sample's; else the last whole window} */
  asOf?: EpochDay;
  /** Test windows. @default {3} */
  folds?: number;
  /** First of the 28 held-out days of "when". @default {the sample's; else 28 days before the end} */
  whenCut?: EpochDay;
  /** @default {all three} */
  tables?: readonly TableName[];
  /** @default {one per core} */
  threads?: number;
  /** @default {1} */
  seed?: number;
  /** Resamples of the bootstrap. @default {1000} */
  resamples?: number;
  /** Folder that gets the two files. @default {reports} */
  reports?: string;
  /** Another recipe or other baselines, for tests. @default {as shipped} */
  what?: Pick<WhatOptions, "recipe" | "baselines">;
  /** @default {silent} */
  progress?: Progress;
}

const TABLES: readonly TableName[] = ["what", "who", "when"];

/** Where the embedded sample is reported: its test weeks, and the first held-out day of "when". */
const SAMPLE = { asOf: "2011-12-01", whenCut: "2011-11-12" };

const HELD_OUT_DAYS = 28;

/**
 * Measures, and adds the run to the reports in place of an earlier one of the same shop and windows.
 *
 * @throws {DataError} If there is no such shop, or no window with orders before it.
 */
export async function benchQuality(options: QualityOptions = {}): Promise<QualityRun> {
  const started = { at: new Date().toISOString().slice(0, 16) + "Z", load: loadavg()[0]! };
  const from = performance.now();
  const { data = DEFAULT_SOURCE, horizon = 7, tables = TABLES, progress = silent } = options;
  const { threads = navigator.hardwareConcurrency, seed = 1, resamples = 1000 } = options;
  const source = resolveSource(data);
  if (source.kind !== "directory") {
    throw new DataError(`Expected --data to be online-retail or a folder but found ${data}`);
  }
  const shop = await benchShop(source.directory);
  const folds = windows(shop, { ...options, data, horizon });
  const whenCut = whenCutOf(shop, folds, options);
  const shared = { threads, seed, resamples };
  const wanted = <T>(name: TableName, make: () => T): T | null =>
    tables.includes(name) ? make() : null;
  const cutoffs = folds.map(({ cutoff }) => cutoff);
  const [what, who] = await Promise.all([
    wanted("what", () => whatTable(shop, folds, { ...shared, ...options.what, progress })),
    wanted("who", () => whoTable(shop, cutoffs, { ...shared, threads: 1, horizon })),
  ]);
  const when = wanted("when", () => whenTable(shop, whenCut, shared));
  const run: QualityRun = {
    ...started,
    data: source.name,
    horizonDays: horizon,
    cutoffs: cutoffs.map(dayText),
    whenCut: dayText(whenCut),
    heldOutDays: HELD_OUT_DAYS,
    seconds: (performance.now() - from) / 1000,
    threads,
    what,
    who,
    when,
  };
  await addToReports(options.reports ?? join(PROJECT_ROOT, "reports"), run);
  return run;
}

function windows(shop: Shop, options: QualityOptions): Fold[] {
  const { data, horizon = 7, folds = 3 } = options;
  const sample = data === DEFAULT_SOURCE && horizon === 7;
  const asOf = options.asOf ?? (sample ? parseDays(SAMPLE.asOf)[0]! : shop.lastDay + 1);
  const found = evaluationFolds(shop, asOf, { horizon, folds });
  if (found.length === 0) {
    throw new DataError(
      `Expected orders before the test window of ${horizon} days but found none`,
    );
  }
  return found;
}

function whenCutOf(shop: Shop, folds: readonly Fold[], options: QualityOptions): EpochDay {
  if (options.whenCut !== undefined) return options.whenCut;
  const { data = DEFAULT_SOURCE, asOf } = options;
  if (data === DEFAULT_SOURCE && asOf === undefined) return parseDays(SAMPLE.whenCut)[0]!;
  const { cutoff, horizon } = folds.at(-1)!;
  return Math.min(shop.lastDay + 1, cutoff + horizon) - HELD_OUT_DAYS;
}

async function addToReports(folder: string, run: QualityRun): Promise<void> {
  Deno.mkdirSync(folder, { recursive: true });
  const path = join(folder, "quality.json");
  const key = ({ data, horizonDays, cutoffs }: QualityRun) =>
    JSON.stringify([data, horizonDays, cutoffs]);
  const runs = [...readRuns(path).filter((earlier) => key(earlier) !== key(run)), run];
  const write = (file: string, text: string) =>
    writeAtomically(join(folder, file), (target) => Deno.writeTextFileSync(target, text));
  await write("quality.json", JSON.stringify(runs, null, 2) + "\n");
  await write("quality.md", ["# Quality", ...runs.map(qualityPage)].join("\n\n"));
}

function readRuns(path: string): QualityRun[] {
  try {
    return JSON.parse(Deno.readTextFileSync(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

/**
 * Reads the command's arguments.
 *
 * @throws {RangeError} If a number is not a whole one above 0, or a table is not known.
 * @throws {SyntaxError} If a date is not written YYYY-MM-DD.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { parseQualityCommand } from "./quality.ts";
 *
 * const options = parseQualityCommand(["--data", "shop", "--horizon", "28", "--tables", "who"]);
 * assert.deepEqual(options, { data: "shop", horizon: 28, tables: ["who"] });
 * ```
 */
export function parseQualityCommand(args: readonly string[]): QualityOptions {
  const text = { type: "string" } as const;
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== "--"),
    options: {
      data: text,
      horizon: text,
      "as-of": text,
      folds: text,
      "when-cut": text,
      tables: text,
      threads: text,
      seed: text,
      reports: text,
    },
  });
  const whole = (name: "horizon" | "folds" | "threads" | "seed") => {
    const given = values[name];
    if (given === undefined) return {};
    const value = Number(given);
    if (Number.isInteger(value) && value > 0) return { [name]: value };
    throw new RangeError(
      `Expected --${name} to be an integer greater than 0 but found ${given}`,
    );
  };
  const day = (name: "as-of" | "when-cut", option: "asOf" | "whenCut") =>
    values[name] === undefined ? {} : { [option]: parseDays(values[name])[0]! };
  const tables = values.tables?.split(",").map((name) => {
    if ((TABLES as readonly string[]).includes(name)) return name as TableName;
    throw new RangeError(`Expected --tables to be of ${TABLES.join(", ")} but found ${name}`);
  });
  return {
    ...(values.data === undefined ? {} : { data: values.data }),
    ...(values.reports === undefined ? {} : { reports: values.reports }),
    ...(tables === undefined ? {} : { tables }),
    ...whole("horizon"),
    ...whole("folds"),
    ...whole("threads"),
    ...whole("seed"),
    ...day("as-of", "asOf"),
    ...day("when-cut", "whenCut"),
  };
}

/** Runs the work; what is wrong with the input becomes one line and exit code 2. */
async function orInputError<T>(work: () => T | Promise<T>, kinds: readonly unknown[]): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name, message } = error as Error;
    if (!kinds.some((kind) => error instanceof (kind as typeof Error))) throw error;
    console.error(`Quality: ${message || name}`);
    return Deno.exit(2);
  }
}

if (import.meta.main) {
  const usage = [RangeError, SyntaxError, TypeError];
  const options = await orInputError(() => parseQualityCommand(Deno.args), usage);
  const progress = terminalProgress();
  await setUp({ progress, entry: new URL(import.meta.url).pathname });
  const run = await orInputError(() => benchQuality({ ...options, progress }), [DataError]);
  console.log(qualityPage(run));
}
