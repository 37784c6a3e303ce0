/**
 * Measures send times on a directory's own weeks:
 * `deno run -A src/timing/bench.ts [DIRECTORY] [--cut 2011-11-12] [--days 28]`.
 * Without `--cut`, the last 28 days are held out.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { benchShop, parseDays, SAMPLE } from "../propensity/bench_shop.ts";
import type { BootstrapInterval } from "../statistics/bootstrap.ts";
import { evaluateTiming, type GroupFigures, type TimingEvaluation } from "./evaluate.ts";

/** The first held-out day on which the embedded sample is reported. */
const SAMPLE_CUT = "2011-11-12";

/**
 * The figures as a table of text, one block per group of customers.
 *
 * @param figures Of {@linkcode evaluateTiming}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { timingTable } from "./bench.ts";
 * import { evaluateTiming } from "./evaluate.ts";
 * import { rhythmicShop } from "./testing.ts";
 *
 * const figures = evaluateTiming(rhythmicShop({ customers: 20 }), 116, { resamples: 20 });
 * assert.ok(timingTable(figures).startsWith("all ("));
 * ```
 */
export function timingTable(figures: TimingEvaluation): string {
  const groups: [string, GroupFigures][] = [
    ["all", figures.all],
    ["with history", figures.withHistory],
    ...figures.byHistory.map(({ label, figures }): [string, GroupFigures] => [
      `purchase days before: ${label}`,
      figures,
    ]),
  ];
  return groups.map(([title, group]) => groupTable(title, group)).join("\n\n");
}

function groupTable(title: string, group: GroupFigures): string {
  const lines = [`${title} (${group.customers} customers)`];
  const add = (name: string, entries: Record<string, BootstrapInterval> | null) => {
    if (!entries) return;
    const cells = Object.entries(entries).map(([method, { mean }]) =>
      `${method} ${mean.toFixed(4)}`
    );
    lines.push(`  ${name}: ${cells.join(" | ")}`);
  };
  add("day log-loss", group.dayLoss);
  add("hour log-loss", group.hourLoss);
  add("joint log-loss", group.jointLoss);
  add("within an hour", group.within);
  const gain = group.hourGain ?? group.dayGain;
  lines.push(
    `  gain over global: ${gain.mean.toFixed(4)} [${gain.low.toFixed(4)}, ${gain.high.toFixed(4)}]`,
  );
  return lines.join("\n");
}

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { cut: { type: "string" }, days: { type: "string", default: "28" } },
  });
  const directory = positionals[0] ?? SAMPLE;
  const heldOutDays = Number(values.days);
  const shop = await benchShop(directory);
  const text = values.cut ?? (directory === SAMPLE ? SAMPLE_CUT : undefined);
  const cut = text ? parseDays(text)[0]! : shop.lastDay + 1 - heldOutDays;
  console.log(timingTable(evaluateTiming(shop, cut, { heldOutDays })));
}
