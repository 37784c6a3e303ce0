/**
 * The quality benchmark's figures as tables for people.
 *
 * @module
 */
import type { Figure, QualityTable } from "./quality_figures.ts";
import type { WhenGroup } from "./quality_tables.ts";

/** One run of the quality benchmark on one shop. */
export interface QualityRun {
  /** As given: `online-retail` or a folder. */
  readonly data: string;
  readonly horizonDays: number;
  /** First days of the test windows. */
  readonly cutoffs: readonly string[];
  /** First of the held-out days of "when", and their number. */
  readonly whenCut: string;
  readonly heldOutDays: number;
  /** ISO time of its start, seconds it took, one-minute load average at its start. */
  readonly at: string;
  readonly seconds: number;
  readonly threads: number;
  readonly load: number;
  readonly what: (QualityTable & { buyers: number[] }) | null;
  readonly who: QualityTable | null;
  readonly when: readonly WhenGroup[] | null;
}

const TITLES: Readonly<Record<string, string>> = {
  map_at_12: "MAP@12",
  ndcg_at_10: "NDCG@10",
  hit_rate_at_10: "Hit@10",
  recall_at_100: "Recall@100",
  auc: "AUC",
  log_loss: "log-loss",
  calibration_error: "ECE",
  lift_at_top_tenth: "lift in top 10 %",
  hour_log_loss: "hour log-loss",
  within_an_hour: "within ± 1 h",
  day_log_loss: "day log-loss",
};

/**
 * A run as Markdown. Every cell gives the figure, its 95 % interval, and after it by how much this
 * project is ahead, paired over customers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { qualityPage } from "./quality_page.ts";
 *
 * const page = qualityPage({
 *   data: "online-retail",
 *   horizonDays: 7,
 *   cutoffs: ["2011-12-01"],
 *   whenCut: "2011-11-12",
 *   heldOutDays: 28,
 *   at: "2026-01-01T00:00Z",
 *   seconds: 1,
 *   threads: 2,
 *   load: 0,
 *   what: null,
 *   who: null,
 *   when: null,
 * });
 * assert.match(page, /^## online-retail, 7 days from 2011-12-01/);
 * ```
 */
export function qualityPage(run: QualityRun): string {
  const head = `## ${run.data}, ${run.horizonDays} days from ${run.cutoffs.join(", ")}`;
  const took = `Run ${run.at}, ${run.seconds.toFixed(0)} s on ${run.threads} threads, ` +
    `load ${run.load.toFixed(1)} at the start.`;
  const sections = [head, took];
  if (run.what) {
    const buyers = run.what.buyers.join(", ");
    sections.push(
      `### What (${buyers} buyers)`,
      table(run.what),
      weeks(run.what, "map_at_12", run),
    );
  }
  if (run.who) {
    sections.push("### Who", table(run.who), weeks(run.who, "auc", run));
    sections.push(weeks(run.who, "log_loss", run));
  }
  if (run.when) {
    sections.push(`### When (first orders in the ${run.heldOutDays} days from ${run.whenCut})`);
    for (const group of run.when) {
      sections.push(`#### Customers ${group.label} (${group.customers})`);
      for (const each of [group.hour, group.within, group.day]) {
        if (each) sections.push(table(each));
      }
    }
  }
  return sections.join("\n\n") + "\n";
}

function table({ figures, rows }: QualityTable): string {
  const head = ["", ...figures.map((name) => `${TITLES[name] ?? name} | ahead`)];
  const lines = rows.map(({ name, settings, figures: found }) => {
    const label = settings === null ? name : `${name} (${settings})`;
    return [label, ...figures.map((figure) => cells(found[figure]!))];
  });
  const rule = head.flatMap((cell) => cell.split("|")).map(() => "---");
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function cells({ ahead, ...figure }: Figure): string {
  return `${interval(figure)} | ${ahead === null ? "" : signed(ahead)}`;
}

interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const digits = (x: number) => x.toFixed(4);

function interval({ mean, low, high }: Interval): string {
  return `${digits(mean)} [${digits(low)}, ${digits(high)}]`;
}

function signed({ mean, low, high }: Interval): string {
  const text = (x: number) => (x < 0 ? "−" : "+") + digits(Math.abs(x));
  return `${text(mean)} [${text(low)}, ${text(high)}]`;
}

/** Each window's own figure, and how far this project is ahead in it. */
function weeks({ rows }: QualityTable, figure: string, { cutoffs }: QualityRun): string {
  const head = [`${TITLES[figure]} by window`, ...cutoffs.map((cutoff) => `${cutoff} | ahead`)];
  const rule = head.flatMap((cell) => cell.split("|")).map(() => "---");
  const lines = rows.map(({ name, figures }) => {
    const { folds, ahead } = figures[figure]!;
    return [
      name,
      ...folds.map((fold, f) => `${interval(fold)} | ${ahead ? signed(ahead.folds[f]!) : ""}`),
    ];
  });
  return [head, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}
