/**
 * `helix check`: whether the world still looks as it did when the serving model was trained.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import { type DriftReport, driftReport, type DriftThresholds } from "../tracking/drift.ts";
import { readReference, sampleRows } from "../tracking/reference.ts";
import { readVersion, versionPath } from "../tracking/versions.ts";
import { writeAtomically } from "../workspace.ts";
import { MODEL_FILES } from "./model_files.ts";
import { dayText } from "./options.ts";
import { MADE_BY, OUTPUT_FOLDER } from "./recommend.ts";
import type { Run } from "./run.ts";
import type { TrainSummary } from "./train.ts";
import { servedVersion, shopName } from "./versions.ts";

/** The report's file, relative to the workspace. */
export const DRIFT_FILE = "reports/drift.json";

/**
 * Compares the day of the run with the day that the serving model was trained, and leaves the report
 * in the workspace. Trains nothing.
 *
 * @throws {DataError} If no model serves yet, or none of its rows were kept.
 */
export async function checkDrift(
  run: Run,
  thresholds: Partial<DriftThresholds> = {},
): Promise<DriftReport> {
  const { root, path } = run.workspace;
  const version = servedVersion(run);
  const record = version === null ? null : readVersion(root, version);
  const then = version === null ? null : readReference(root, version);
  if (version === null || record === null || then === null) {
    throw new DataError("Expected a trained model to check but found none", {
      hint: "Run the train stage first.",
    });
  }
  const shop = shopName(run);
  if (record.data !== shop) {
    throw new DataError(`Expected data of the model's shop, ${record.data}, but found ${shop}`);
  }
  const modelText = record.noRanker === null
    ? await Deno.readTextFile(versionPath(root, version, MODEL_FILES.ranker))
    : null;
  const card: TrainSummary = JSON.parse(
    await Deno.readTextFile(versionPath(root, version, MODEL_FILES.card)),
  );
  const now = sampleRows(await run.inputs(), modelText, { seed: record.way.seed });
  const report = driftReport({
    version,
    trainedAsOf: record.asOf,
    asOf: dayText(await run.asOf()),
    listsAsOf: listsAsOf(run),
    then,
    now,
    gain: Object.fromEntries(card.features.map((name, f) => [name, card.importance.gain[f]!])),
  }, thresholds);
  await writeAtomically(
    path(DRIFT_FILE),
    (file) => Deno.writeTextFileSync(file, JSON.stringify(report, null, 1) + "\n"),
  );
  return report;
}

function listsAsOf({ workspace }: Run): string | null {
  try {
    return JSON.parse(Deno.readTextFileSync(workspace.path(OUTPUT_FOLDER, MADE_BY))).as_of;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
