/**
 * Progress of long work in a notebook's cell: one output per piece of work, replaced as it goes.
 *
 * @module
 */
import { formatNumber } from "../report/figures/format.ts";
import type { Progress, ProgressBar } from "../progress.ts";
import { type Bundle, currentScreen, type Screen } from "./screen.ts";

/** Options of {@linkcode notebookProgress}. */
export interface NotebookProgressOptions {
  /** @default {the notebook, or the terminal} */
  screen?: Screen;
  /** Least milliseconds between two updates of a bar. @default {150} */
  interval?: number;
  /** Milliseconds now. @default {performance.now} */
  now?: () => number;
}

/** Progress that gathers the lines of one piece of work. */
export interface NotebookProgress extends Progress {
  /** Begins a new piece of work: what follows no longer replaces what was told before. */
  settle(): void;
}

/**
 * Progress as display updates. A bar takes the line of one that has ended, so that work in many
 * steps stays a few lines long; `settle()` keeps what is there. When a bar has ended, it says what was done but not how long it
 * took, so that a committed notebook changes only when its results do.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { notebookProgress } from "./progress.ts";
 *
 * const seen: string[] = [];
 * const screen = {
 *   send: (bundle: Record<string, unknown>) =>
 *     Promise.resolve(void seen.push(String(bundle["text/plain"]))),
 * };
 * const bar = notebookProgress({ screen }).start("Training", 2000, "rows");
 * bar.finish();
 * assert.equal(seen.at(-1), "✓ Training: 2,000 rows");
 * ```
 */
export function notebookProgress(options: NotebookProgressOptions = {}): NotebookProgress {
  const { screen = currentScreen(), interval = 150, now = () => performance.now() } = options;
  let notes: { id: string; lines: string[] } | undefined;
  let free: string[] = [];
  return {
    settle() {
      notes = undefined;
      free = [];
    },
    start(title, total, unit) {
      const used = free.shift();
      const id = used ?? crypto.randomUUID();
      const slots = free;
      const ended = () => void slots.push(id);
      const replace = used !== undefined;
      return startBar({ title, total, unit, screen, interval, now, id, replace, ended });
    },
    note(message) {
      const replace = notes !== undefined;
      notes ??= { id: crypto.randomUUID(), lines: [] };
      notes.lines.push(message);
      send(screen, noteBundle(notes.lines), { id: notes.id, replace });
    },
  };
}

interface Bar {
  title: string;
  total: number;
  unit: string;
  screen: Screen;
  interval: number;
  now: () => number;
  /** The output that the bar is drawn in. */
  id: string;
  /** Whether that output is there already. */
  replace: boolean;
  /** Called when the output may be taken by another bar. */
  ended: () => void;
}

function startBar(bar: Bar): ProgressBar {
  const { screen, interval, now, id, replace } = bar;
  const began = now();
  let drawn = began;
  let done = 0;
  let finished = false;
  send(screen, running(bar, 0, 0, ""), { id, replace });
  return {
    update(value, note = "") {
      done = value;
      if (finished || now() - drawn < interval) return;
      drawn = now();
      send(screen, running(bar, done, (drawn - began) / 1000, note), { id, replace: true });
    },
    finish(note = "") {
      if (finished) return;
      finished = true;
      bar.ended();
      send(screen, ended(bar, Math.max(done, bar.total), note), { id, replace: true });
    },
  };
}

/** Sends without waiting: progress must never hold up the work, nor fail it. */
function send(screen: Screen, bundle: Bundle, options: { id: string; replace?: boolean }): void {
  screen.send(bundle, { ...options, metadata: { helix: { progress: true } } }).catch(() => {});
}

function running(bar: Bar, done: number, seconds: number, note: string): Bundle {
  const { title, total, unit } = bar;
  const amount = total > 0
    ? `${formatNumber(done, "integer")} of ${formatNumber(total, "integer")} ${unit}`
    : `${formatNumber(done, "integer")} ${unit}`;
  const left = total > 0 && done > 0 && done < total
    ? `, ${formatNumber(seconds * (total / done - 1), "integer")} s left`
    : "";
  const line = `${title}: ${amount}${left}${note && ` · ${note}`}`;
  const value = total > 0 ? ` max="${total}" value="${Math.min(done, total)}"` : "";
  return {
    "text/html": `<div class="hx-progress"><progress${value} aria-label="${escape(title)}">` +
      `</progress> ${escape(line)}</div>`,
    "text/plain": line,
  };
}

function ended({ title, unit }: Bar, done: number, note: string): Bundle {
  const line = `✓ ${title}: ${formatNumber(done, "integer")} ${unit}${note && ` · ${note}`}`;
  return { "text/html": `<div class="hx-progress">${escape(line)}</div>`, "text/plain": line };
}

function noteBundle(lines: readonly string[]): Bundle {
  const last = lines.slice(-5);
  return {
    "text/html": `<div class="hx-progress">${last.map(escape).join("<br>")}</div>`,
    "text/plain": last.join("\n"),
  };
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
