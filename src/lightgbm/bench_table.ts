/**
 * The engines' benchmark as a table for people.
 *
 * @module
 */

import { type BenchReport, type EngineFigures, medianOf } from "./bench_figures.ts";

/**
 * Markdown: per engine the rounds' medians, then the ratios and what was found besides.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { FULL_SIZE } from "./bench_figures.ts";
 * import { benchTable } from "./bench_table.ts";
 *
 * const report = { size: FULL_SIZE, load: [0.5, 1] as [number, number], ratios: {}, leaks: {} };
 * assert.match(benchTable({ ...report, rounds: [] }), /^800,000 rows × 30 columns.* load 0\.5 to 1\.0/);
 * ```
 */
export function benchTable(report: BenchReport): string {
  const { size, load, rounds, ratios, leaks } = report;
  const names = [...new Set(rounds.flat().map(({ engine }) => engine))];
  const row = (title: string, say: (figures: EngineFigures) => number | null, digits: number) => {
    const cells = names.map((name) => {
      const found = rounds.flat().filter(({ engine }) => engine === name).map(say);
      const known = found.filter((value) => value !== null);
      return known.length === 0 ? "–" : number(medianOf(known), digits);
    });
    return `| ${[title, ...cells].join(" | ")} |`;
  };
  const percent = (share: number) => `${number(100 * share, 1)} %`;
  const said = [
    ["training, wasm to native", ratios.wasmTrain, times],
    ["first bulk prediction, wasm to native", ratios.wasmFirstPredict, times],
    ["bulk prediction, wasm to native", ratios.wasmPredict, times],
    ["training, native to Python's package", ratios.bindingCost, percent],
  ] as const;
  return [
    `${number(size.rows, 0)} rows × ${size.columns} columns, ${size.iterations} trees of ` +
    `${size.leaves} leaves, ${size.threads} thread, medians of ${rounds.length} rounds, ` +
    `load ${load[0].toFixed(1)} to ${load[1].toFixed(1)}`,
    "",
    `| | ${names.join(" | ")} |`,
    `| --- |${names.map(() => " --- |").join("")}`,
    row("train, CPU s", ({ train }) => train.cpuSeconds, 1),
    row("first bulk prediction, rows per CPU s", (f) => f.firstPredict.rowsPerCpuSecond, -3),
    row("bulk prediction, rows per CPU s", ({ predict }) => predict.rowsPerCpuSecond, -3),
    row("single row, CPU µs", ({ singleRow }) => singleRow?.cpuMicroseconds ?? null, 1),
    row("peak resident memory, MB", ({ peakBytes }) => peakBytes && peakBytes / 1e6, 0),
    "",
    ...said.flatMap(([title, value, say]) =>
      value === undefined ? [] : `- ${title}: ${say(value)}`
    ),
    ...differences(report),
    ...Object.entries(leaks).map(([engine, { cycles, samples }]) =>
      `- resident MB over ${number(cycles, 0)} cycles, ${engine}: ` +
      samples.map((bytes) => (bytes / 1e6).toFixed(1)).join(" ")
    ),
  ].join("\n");
}

function differences({ rounds, largestDifferenceOfPythonsModel }: BenchReport): string[] {
  const found = [
    ...Object.values(largestDifferenceOfPythonsModel ?? {}),
    ...rounds.flat().flatMap((f) => Object.values(f.largestDifferenceOfModelsOf ?? {})),
  ];
  return found.length === 0
    ? []
    : [`- largest difference of crosswise loaded models: ${Math.max(...found)}`];
}

function times(value: number): string {
  return `${number(value, 2)} ×`;
}

/** With thousands separators; −3 digits are whole thousands. */
function number(value: number, digits: number): string {
  const unit = 10 ** -Math.min(0, digits);
  const shown = Math.max(0, digits);
  return (Math.round(value / unit * 10 ** shown) / 10 ** shown * unit).toLocaleString("en-US", {
    minimumFractionDigits: shown,
    maximumFractionDigits: shown,
  });
}
