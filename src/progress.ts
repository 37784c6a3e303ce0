/**
 * Progress of long work: a bar on a terminal, nothing where nobody looks, display updates in a
 * notebook. Stages know only the {@linkcode Progress} interface.
 *
 * @module
 */

/** A running piece of work with a known or unknown amount. */
export interface ProgressBar {
  /** Says that `done` of the total is done, with an optional short note. */
  update(done: number, note?: string): void;
  /** Ends the bar. */
  finish(note?: string): void;
}

/** Where progress is told. */
export interface Progress {
  /** Begins a bar; `total` is the amount of work in `unit`s, 0 where it is not known. */
  start(title: string, total: number, unit: string): ProgressBar;
  /** One line of information. */
  note(message: string): void;
}

/**
 * Progress that says nothing, the default of every stage.
 *
 * @example
 * ```ts
 * import { silent } from "./progress.ts";
 *
 * const bar = silent.start("Reading", 10, "rows");
 * bar.update(10);
 * bar.finish();
 * ```
 */
export const silent: Progress = {
  start: () => ({ update() {}, finish() {} }),
  note() {},
};
