/**
 * A stage's summary as a few lines for a person.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { BASELINES } from "../evaluation/baselines.ts";
import type { BesideOracle, OracleEvaluation } from "../evaluation/oracle.ts";
import type { Metrics } from "../evaluation/results.ts";
import { workspaceOption } from "../workspace.ts";
import type { StageName } from "./all.ts";
import { REPORT_FILE } from "./report.ts";
import type { Run } from "./run.ts";
import { WHAT_IF_FILE } from "./what_if.ts";

/** Lines on what a stage did and where to look. */
export function tell(name: StageName, summary: object, run: Run): string {
  if (name !== "run") {
    return [`${name}: done`, facts(summary), ...oracleLines(summary)].join("\n").trimEnd();
  }
  const { evaluate } = summary as { evaluate?: Metrics };
  const there = workspaceOption(run.workspace);
  const whatIf = existsSync(run.workspace.path(WHAT_IF_FILE))
    ? " (what-if.html beside it: move a price or a date)"
    : "";
  return [
    "",
    ...(evaluate ? headlines(evaluate) : []),
    "",
    `Report:     ${run.workspace.path(REPORT_FILE)}${whatIf}`,
    `Tables:     ${run.workspace.path("data/recommendations")}`,
    `Next:       deno task dashboard${there}, or deno task helix predict <customer_id>${there}`,
  ].join("\n");
}

/** What, who and when, each in a line: the held-out figure and what it is measured against. */
export function headlines(metrics: Metrics): string[] {
  const { noEvaluation, folds, what, who, when } = metrics;
  if (what === null) return [`Not tested: ${noEvaluation}`];
  const ranker = what.systems.find(({ kind }) => kind === "ranker")!;
  const rule = what.systems.find(({ name }) => name === BASELINES[1])!;
  const { mean, low, high } = ranker.difference.map_at_12;
  const weeks = folds.length === 1 ? "1 test week" : `${folds.length} test weeks`;
  const lines = [
    `What:       MAP@12 ${ranker.metrics.map_at_12.mean.toFixed(4)} on ${weeks}; ${rule.name}: ` +
    `${rule.metrics.map_at_12.mean.toFixed(4)}; difference ${mean.toFixed(4)} ` +
    `(95 % interval ${low.toFixed(4)} to ${high.toFixed(4)})`,
  ];
  if (who !== null) {
    const { auc, lift } = who.mean.model;
    lines.push(
      `Who:        AUC ${auc.toFixed(3)}; the likeliest tenth buys ${lift.toFixed(1)} × as often`,
    );
  }
  if (when !== null) {
    const { hourLoss, dayLoss } = when.withHistory;
    const [name, loss] = hourLoss === null
      ? ["day of the week (the source has no hours)", [dayLoss.customer, dayLoss.global]] as const
      : ["hour, given the day,", [hourLoss.customer, hourLoss.globalByDay]] as const;
    lines.push(
      `When:       log-loss of the ${name} ${loss[0].mean.toFixed(3)}; ` +
        `one curve for everybody: ${loss[1].mean.toFixed(3)}`,
    );
  }
  return lines;
}

/** A synthetic shop's scores beside those of its own truth. */
function oracleLines(summary: object): string[] {
  const { oracle } = summary as { oracle?: OracleEvaluation | null };
  if (!oracle) return [];
  const line = (title: string, score: BesideOracle | null) =>
    score === null ? [] : [
      `  ${title}: ${score.ours.toFixed(4)}, the oracle's ${score.oracle.toFixed(4)}: ` +
      `${(100 * score.fraction).toFixed(1)} %`,
    ];
  return [
    ...line("MAP@12", oracle.mapAt12),
    ...line("NDCG@10", oracle.ndcgAt10),
    ...line("orders within an hour of the send time", oracle.withinAnHour),
  ];
}

function facts(summary: object): string {
  return Object.entries(summary).flatMap(([name, value]) => {
    if (value === null || typeof value === "object") return [];
    const words = name.replaceAll(/([A-Z])/g, " $1").toLowerCase();
    const shown = typeof value === "number" && !Number.isInteger(value)
      ? value.toFixed(4)
      : String(value);
    return [`  ${words}: ${shown}`];
  }).join("\n");
}
