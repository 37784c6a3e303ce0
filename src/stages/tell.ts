/**
 * A stage's summary as a few lines for a person.
 *
 * @module
 */
import type { StageName } from "./all.ts";
import { REPORT_FILE } from "./report.ts";
import type { Run } from "./run.ts";

/** Lines on what a stage did and where to look. */
export function tell(name: StageName, summary: object, run: Run): string {
  if (name !== "run") return `${name}: done\n${facts(summary)}`;
  return [
    "",
    `Report:     ${run.workspace.path(REPORT_FILE)}`,
    `Tables:     ${run.workspace.path("data/recommendations")}`,
    `Next:       deno task helix predict <customer_id>`,
  ].join("\n");
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
