/**
 * `helix check`: whether the world still looks as it did when the serving model was trained.
 *
 * @module
 */
import { DataError } from "../errors.ts";
import { type DriftReport, driftReport, type DriftThresholds } from "../tracking/drift.ts";
import { readReference, type RowSample, sampleRows } from "../tracking/reference.ts";
import {
  versionPath,
  type VersionRecord,
  VERSIONS_FOLDER,
  wholeVersion,
} from "../tracking/versions.ts";
import { readJson, WorkspaceError, writeAtomically } from "../workspace.ts";
import { MODEL_FILES, SERVED_FILE } from "./model_files.ts";
import { dayText } from "./options.ts";
import { MADE_BY, OUTPUT_FOLDER } from "./recommend.ts";
import type { Run } from "./run.ts";
import type { TrainSummary } from "./train_summary.ts";
import { servedVersion, shopName } from "./versions.ts";

/** The report's file, relative to the workspace. */
export const DRIFT_FILE = "reports/drift.json";

/**
 * Compares the day of the run with the day that the serving model was trained, and leaves the report
 * in the workspace. Trains nothing.
 *
 * @throws {DataError} If no model serves yet.
 * @throws {WorkspaceError} If the model or the rows of its training are damaged; it names the file.
 */
export async function checkDrift(
  run: Run,
  thresholds: Partial<DriftThresholds> = {},
): Promise<DriftReport> {
  const { root, path } = run.workspace;
  const version = servedVersion(run);
  if (version === null) {
    throw new DataError(
      `Expected ${SERVED_FILE} to say which model serves but found it missing or damaged`,
      { hint: "helix train writes it, with the model where there is none yet." },
    );
  }
  const record = await wholeVersion(root, version);
  const then = rowsThen(run, record);
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

function rowsThen({ workspace }: Run, { version, asOf }: VersionRecord): RowSample {
  const then = readReference(workspace.root, version);
  if (then !== null) return then;
  const file = `${VERSIONS_FOLDER}/${version}/reference.f32`;
  throw new WorkspaceError(
    `Expected ${file} to hold rows of the model's training but found it missing or damaged`,
    { hint: `helix train --as-of ${asOf} makes it again from the same data and options.` },
  );
}

/** The day of the lists; `null` where there are none, or nothing says whose they are. */
function listsAsOf({ workspace }: Run): string | null {
  const day = readJson<{ as_of?: unknown }>(workspace.path(OUTPUT_FOLDER, MADE_BY))?.as_of;
  return typeof day === "string" ? day : null;
}
