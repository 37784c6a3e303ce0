/**
 * The benchmark's figures as a table for people.
 *
 * @module
 */
import type { Usage } from "./measure.ts";

/** One stage at one size. */
export interface StageFigures extends Usage {
  readonly stage: string;
  /** What is counted for the rate, and how many. */
  readonly unit: string;
  readonly rows: number;
  /** Largest size of the workspace while the stage ran, in bytes. */
  readonly peakDiskBytes: number;
  /** What the stage said. */
  readonly summary: unknown;
}

/** All stages at one size. */
export interface SizeFigures {
  /** Share of the full shop. */
  readonly size: number;
  readonly customers: number;
  readonly lines: number;
  readonly stages: readonly StageFigures[];
}

/** One run of the benchmark. */
export interface BenchRun {
  /** ISO time of its start. */
  readonly at: string;
  readonly threads: number;
  /** Processor and its number of cores. */
  readonly machine: string;
  /** One-minute load average at the start: what others were doing. */
  readonly load: number;
  readonly sizes: readonly SizeFigures[];
}

/** The stages from CSV to both tables; others are measured beside them. */
export const PATH_STAGES: readonly string[] = ["ingest", "train", "recommend"];

/**
 * Growth exponent of a stage's CPU time between the smallest and the largest size: time grows like
 * `customers^exponent`; `null` with one size.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { growthExponent } from "./table.ts";
 *
 * assert.equal(growthExponent([{ customers: 10, cpuSeconds: 1 }]), null);
 * const points = [{ customers: 10, cpuSeconds: 1 }, { customers: 1000, cpuSeconds: 100 }];
 * assert.equal(growthExponent(points), 1);
 * ```
 */
export function growthExponent(
  points: readonly { readonly customers: number; readonly cpuSeconds: number }[],
): number | null {
  const sorted = [...points].sort((a, b) => a.customers - b.customers);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined || first.customers === last.customers) return null;
  return Math.log(last.cpuSeconds / first.cpuSeconds) / Math.log(last.customers / first.customers);
}

/** A run as a Markdown section. */
export function runTable(run: BenchRun): string {
  const lines = [
    `## ${run.at}, ${run.threads} threads, ${run.machine}, load ${run.load.toFixed(1)}`,
    "",
    "| customers | stage | wall s | CPU s | peak memory GB | peak disk GB | rate per CPU second |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...run.sizes.flatMap(sizeRows),
    "",
  ];
  const growth = growthLine(run);
  return [...lines, ...(growth === null ? [] : [growth, ""])].join("\n");
}

function sizeRows({ customers, stages }: SizeFigures): string[] {
  const path = stages.filter(({ stage }) => PATH_STAGES.includes(stage));
  const total = {
    wall: path.reduce((sum, { wallSeconds }) => sum + wallSeconds, 0),
    cpu: path.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
    memory: Math.max(...path.map(({ peakResidentBytes }) => peakResidentBytes)),
    disk: Math.max(...path.map(({ peakDiskBytes }) => peakDiskBytes)),
  };
  return [
    ...stages.map((s) =>
      row([
        customers,
        s.stage,
        s.wallSeconds.toFixed(1),
        s.cpuSeconds.toFixed(1),
        gigabytes(s.peakResidentBytes),
        gigabytes(s.peakDiskBytes),
        `${Math.round(s.rows / s.cpuSeconds)} ${s.unit}`,
      ])
    ),
    row([
      customers,
      "**CSV to both tables**",
      `**${total.wall.toFixed(1)}**`,
      `**${total.cpu.toFixed(1)}**`,
      gigabytes(total.memory),
      gigabytes(total.disk),
      "",
    ]),
  ];
}

function growthLine(run: BenchRun): string | null {
  const names = run.sizes[0]?.stages.map(({ stage }) => stage) ?? [];
  const shown = names.flatMap((name) => {
    const exponent = growthExponent(run.sizes.flatMap(({ customers, stages }) => {
      const found = stages.find(({ stage }) => stage === name);
      return found === undefined ? [] : [{ customers, cpuSeconds: found.cpuSeconds }];
    }));
    return exponent === null ? [] : [`${name} n^${exponent.toFixed(2)}`];
  });
  return shown.length === 0 ? null : `Growth of CPU time with customers: ${shown.join(", ")}.`;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(2);
}
