/**
 * Progress of DuckDB's long statements.
 *
 * @module
 */
import type { Progress } from "../progress.ts";
import type { Database } from "./database.ts";

/** Milliseconds between two looks at a running statement. */
const LOOK_EVERY = 250;

/** What {@linkcode withProgress} shows. */
export interface ProgressTitle {
  title: string;
  /** Amount of the whole work. */
  total: number;
  unit: string;
}

/** Lets the database report how far its statements are; call it once before {@linkcode withProgress}. */
export async function reportProgress(db: Database): Promise<void> {
  await db.run("set enable_progress_bar = true");
  await db.run("set enable_progress_bar_print = false");
}

/**
 * Does some work of statements and shows a bar meanwhile. The share done is that of the statement
 * that came furthest, so work should be one long statement and short ones.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { silent } from "../progress.ts";
 * import { openDatabase } from "./database.ts";
 * import { reportProgress, withProgress } from "./query_progress.ts";
 *
 * using db = await openDatabase({ threads: 1 });
 * await reportProgress(db);
 * const bar = { title: "Adding", total: 1000, unit: "rows" };
 * const sum = await withProgress(db, silent, bar, () => db.value("select sum(range) from range(1000)"));
 * assert.equal(String(sum), "499500");
 * ```
 */
export async function withProgress<T>(
  db: Database,
  progress: Progress,
  { title, total, unit }: ProgressTitle,
  work: () => Promise<T>,
): Promise<T> {
  const bar = progress.start(title, total, unit);
  let furthest = 0;
  const timer = setInterval(() => {
    const { percentage } = db.connection.progress;
    if (percentage > furthest) furthest = Math.min(percentage, 100);
    bar.update(Math.floor(furthest / 100 * total));
  }, LOOK_EVERY);
  try {
    const result = await work();
    bar.update(total);
    return result;
  } finally {
    clearInterval(timer);
    bar.finish();
  }
}
