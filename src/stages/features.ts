/**
 * The features stage: the feature store as of the run's day.
 *
 * @module
 */
import { CONTEXT_FEATURES } from "../features/context.ts";
import { writeFeatureStore } from "../features/store.ts";
import { openDatabase } from "../ingest/database.ts";
import { storePaths } from "../ingest/store.ts";
import { rowFiller } from "../ranking/rows.ts";
import { publish } from "../workspace.ts";
import { type Run, runStage, type StageResult } from "./run.ts";

/** Files that the stage leaves. */
export const FEATURE_FILES = {
  users: "data/features/user_features.parquet",
  items: "data/features/item_features.parquet",
  catalogue: "data/features/catalogue.json",
} as const;

/** What the stage says. */
export interface FeaturesSummary {
  readonly customers: number;
  readonly customerColumns: number;
  readonly articles: number;
  readonly articleColumns: number;
  /** Columns of a ranker's row. */
  readonly rowColumns: number;
}

/** Writes `user_features.parquet`, `item_features.parquet` and the catalogue. */
export async function featuresStage(run: Run): Promise<StageResult<FeaturesSummary>> {
  const outputs = Object.values(FEATURE_FILES);
  return await runStage(run, { name: "features", depends: {}, outputs }, async () => {
    const inputs = await run.inputs();
    const { threads, memory } = run.options;
    const definitions = [...rowFiller(inputs).definitions, ...CONTEXT_FEATURES];
    return await publish(run.workspace.root, async ({ stage, scratch }) => {
      using db = await openDatabase({
        threads,
        memory: Math.round(memory * 0.5),
        tempDirectory: scratch,
      });
      const summary = await writeFeatureStore(
        db,
        inputs.candidates.snapshot,
        inputs,
        storePaths(run.workspace),
        { users: stage(FEATURE_FILES.users), items: stage(FEATURE_FILES.items) },
      );
      Deno.writeTextFileSync(
        stage(FEATURE_FILES.catalogue),
        JSON.stringify(definitions, null, 2) + "\n",
      );
      return { ...summary, rowColumns: definitions.length };
    });
  });
}
