/**
 * The candidates stage: what the sources reach in the newest week that is known in full.
 *
 * @module
 */
import { fitCandidates } from "../candidates/candidates.ts";
import { type CandidateRecall, candidateRecall } from "../candidates/recall.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import { snapshotAt } from "../ingest/shop.ts";
import { DEFAULT_RECIPE } from "../ranking/recipe.ts";
import { writeAtomically } from "../workspace.ts";
import { dayText } from "./options.ts";
import { type Run, runStage, type StageResult } from "./run.ts";

/** The file that the stage leaves. */
export const RECALL_FILE = "data/candidates/recall.json";

/** What the stage says. */
export interface CandidatesSummary {
  /** First day of the week that was looked at; candidates are as of its morning. */
  readonly week: string;
  /** `null` when history is too short for a week to look at. */
  readonly recall: CandidateRecall | null;
}

/** Measures recall at 50/100/200 and each source's own contribution before the run's day. */
export async function candidatesStage(run: Run): Promise<StageResult<CandidatesSummary>> {
  const definition = {
    name: "candidates",
    depends: { recipe: DEFAULT_RECIPE.candidates as Record<string, unknown> },
    outputs: [RECALL_FILE],
  };
  return await runStage(run, definition, async () => {
    const known = await run.snapshot();
    const { horizonDays } = run.options;
    const from = known.asOf - horizonDays;
    const truth = purchasesIn(known, from, known.asOf);
    const recall = from > known.firstDay && truth.buyers.length > 0
      ? candidateRecall(fitCandidates(snapshotAt(known, from), DEFAULT_RECIPE.candidates), truth)
      : null;
    const summary = { week: dayText(from), recall };
    await writeAtomically(
      run.workspace.path(RECALL_FILE),
      (path) => Deno.writeTextFileSync(path, JSON.stringify(summary, null, 2) + "\n"),
    );
    return summary;
  });
}
