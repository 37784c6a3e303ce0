/**
 * A stage's summary as a few lines for a person.
 *
 * @module
 */
import type { BesideOracle, OracleEvaluation } from "../evaluation/oracle.ts";
import type { StageName } from "./all.ts";
import { REPORT_FILE } from "./report.ts";
import type { Run } from "./run.ts";

/** Lines on what a stage did and where to look. */
export function tell(name: StageName, summary: object, run: Run): string {
  if (name !== "run") {
    return [`${name}: done`, facts(summary), ...oracleLines(summary)].join("\n").trimEnd();
  }
  return [
    "",
    `Report:     ${run.workspace.path(REPORT_FILE)}`,
    `Tables:     ${run.workspace.path("data/recommendations")}`,
    `Next:       deno task helix predict <customer_id>`,
  ].join("\n");
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
