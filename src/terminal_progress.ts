/**
 * Progress on a terminal: one bar at a time with rate, time left and memory. Where standard error is
 * no terminal, a line for every piece of work that took a while, and notes.
 *
 * @module
 */
import process from "node:process";
import cliProgress from "cli-progress";
import type { Progress, ProgressBar } from "./progress.ts";

/** Options of {@linkcode terminalProgress}. */
export interface TerminalProgressOptions {
  /** Says nothing at all. @default {false} */
  quiet?: boolean;
}

/** Milliseconds of work before a bar is worth drawing. */
const DRAWN_AFTER = 1000;

/**
 * Progress on standard error, so that standard output stays for results.
 *
 * @example
 * ```ts
 * import { terminalProgress } from "./terminal_progress.ts";
 *
 * const bar = terminalProgress({ quiet: true }).start("Reading", 2, "rows");
 * bar.update(2);
 * bar.finish();
 * ```
 */
export function terminalProgress({ quiet = false }: TerminalProgressOptions = {}): Progress {
  const live = !quiet && Deno.stderr.isTerminal();
  return {
    start: (title, total, unit) => {
      if (live) return terminalBar(title, total, unit);
      return quiet ? silentBar() : loggedBar(title, total, unit);
    },
    note: (message) => {
      if (!quiet) console.error(message);
    },
  };
}

function silentBar(): ProgressBar {
  return { update() {}, finish() {} };
}

/** A line at the end of work that was worth a bar. */
function loggedBar(title: string, total: number, unit: string): ProgressBar {
  const began = performance.now();
  return {
    update() {},
    finish(note = "") {
      const took = performance.now() - began;
      if (took < DRAWN_AFTER) return;
      const count = `${total.toLocaleString("en")} ${unit}`;
      console.error(`${title}: ${count} in ${(took / 1000).toFixed(1)} s ${note}`.trimEnd());
    },
  };
}

function terminalBar(title: string, total: number, unit: string): ProgressBar {
  const began = performance.now();
  let bar: cliProgress.SingleBar | null = null;
  const draw = (done: number, note: string) => {
    const seconds = Math.max(0.001, (performance.now() - began) / 1000);
    const rate = `${Math.round(done / seconds).toLocaleString("en")} ${unit}/s`;
    const memory = `${(Deno.memoryUsage().rss / 1e9).toFixed(1)} GB`;
    bar?.update(done, { rate, memory, note });
  };
  return {
    update(done, note = "") {
      if (bar === null && performance.now() - began > DRAWN_AFTER) {
        bar = newBar(title);
        bar.start(Math.max(1, total), 0, { rate: "", memory: "", note: "" });
      }
      draw(done, note);
    },
    finish(note = "") {
      if (bar === null) return;
      draw(total, note);
      bar.stop();
    },
  };
}

function newBar(title: string): cliProgress.SingleBar {
  return new cliProgress.SingleBar({
    format: `${title} {bar} {percentage} % · {rate} · {eta_formatted} left · {memory} {note}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    etaBuffer: 50,
  }, cliProgress.Presets.shades_classic);
}
