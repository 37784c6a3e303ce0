/**
 * The label windows that a ranker learns from, computed in Workers, several at a time.
 *
 * @module
 */
import type { EpochDay, Snapshot } from "../ingest/shop.ts";
import { type Progress, silent } from "../progress.ts";
import { askWorker } from "./ask_worker.ts";
import { inLanes } from "./lanes.ts";
import type { RankerRecipe } from "./recipe.ts";
import { type TrainingRows, trainingRows, type TrainingRowsOptions } from "./training_rows.ts";

/** The rows of one label window. */
export interface LabelWindow {
  /** First day of the window; features are as of its morning. */
  readonly from: EpochDay;
  readonly rows: TrainingRows;
}

/** Options of {@linkcode labelWindows}. */
export interface LabelWindowsOptions {
  /** @default {1} */
  seed?: number;
  /** Workers; the rows are the same for every number. @default {1} */
  threads?: number;
  /**
   * Rows by first day, kept between trainings on the same shop: a window's rows follow from what
   * was known by its end, so folds share them. @default {nothing is kept}
   */
  windowRows?: Map<EpochDay, TrainingRows>;
  /** @default {silent} */
  progress?: Progress;
}

/** What a Worker is sent. */
export interface WindowJob {
  readonly known: Snapshot;
  readonly from: EpochDay;
  readonly horizon: number;
  readonly options: TrainingRowsOptions;
}

/** Windows that are made even where fewer would fill the row budget. */
export const LEAST_WINDOWS = 4;
/** Order lines below which a Worker's start costs more than it saves. */
const WORKER_WORTH = 1_000_000;

/**
 * Label windows, newest first: window `k` begins `horizon + k · spacingDays` before the snapshot's
 * day. A large shop fills the recipe's row budget with fewer than `labelWindows`: every window
 * costs a fit of all candidate sources, whatever the number of its rows.
 */
export async function labelWindows(
  known: Snapshot,
  horizon: number,
  recipe: RankerRecipe,
  options: LabelWindowsOptions = {},
): Promise<LabelWindow[]> {
  const { progress = silent, threads = 1, windowRows = new Map() } = options;
  const days = Array.from(
    { length: recipe.labelWindows },
    (_, k) => known.asOf - horizon - k * recipe.spacingDays,
  ).filter((from) => from > known.firstDay);
  if (days.length === 0) return [];
  const missing = days.filter((from) => !windowRows.has(from)).length;
  const bar = (missing > 0 ? progress : silent).start("Training rows", days.length, "weeks");
  let done = 0;
  const make = async (from: EpochDay): Promise<LabelWindow> => {
    const job = { known, from, horizon, options: rowOptions(recipe, options.seed ?? 1) };
    const rows = windowRows.get(from) ?? await rowsOf(job, threads);
    windowRows.set(from, rows);
    bar.update(++done);
    return { from, rows };
  };
  const newest = days.slice(0, LEAST_WINDOWS);
  const first = await inLanes(threads, newest.length, (i) => make(newest[i]!));
  const count = windowsNeeded(first[0]!.rows, recipe, days.length);
  const rest = days.slice(LEAST_WINDOWS, count);
  const older = await inLanes(threads, rest.length, (i) => make(rest[i]!));
  bar.finish();
  return [...first, ...older];
}

function rowOptions(recipe: RankerRecipe, seed: number): TrainingRowsOptions {
  const { maxQueries, negatives, candidates } = recipe;
  const maxRows = Math.floor(recipe.maxRows / LEAST_WINDOWS);
  return { maxQueries, negatives, maxRows, candidates, seed };
}

/** As many windows as fill the budget when none is thinned out, within the bounds. */
function windowsNeeded({ usable }: TrainingRows, recipe: RankerRecipe, most: number): number {
  const perWindow = usable * Math.min(recipe.negatives, recipe.candidates.maxCandidates ?? 200);
  const needed = Math.ceil(recipe.maxRows / Math.max(1, perWindow));
  return Math.min(most, Math.max(LEAST_WINDOWS, needed));
}

async function rowsOf(job: WindowJob, threads: number): Promise<TrainingRows> {
  if (threads === 1 || job.known.orders.article.length < WORKER_WORTH) {
    return trainingRows(job.known, job.from, job.horizon, job.options);
  }
  return await askWorker(new URL("./window_worker.ts", import.meta.url), job);
}
