/**
 * The output tables of versions that served, kept so that a rollback serves them at once.
 *
 * @module
 */
import { basename, join } from "node:path";
import { linkOrCopy } from "../tracking/runs.ts";
import { hasFingerprint, isRecord, publish, readJson, type StageRecord } from "../workspace.ts";
import type { Run } from "./run.ts";

/** Folder of the output tables. */
export const OUTPUT_FOLDER = "data/recommendations";

/** Folder of what versions served, one folder per version. */
const SERVED_FOLDER = "data/served";
/** Versions whose tables are kept. */
const KEPT = 3;

/** Keeps the tables and their stage's record under the version's name, without copying them. */
export async function keepTables(run: Run, version: string): Promise<void> {
  const { root, path } = run.workspace;
  await publish(root, async ({ stage }) => {
    const folder = stage(`${SERVED_FOLDER}/${version}`);
    await Deno.mkdir(folder);
    await linkFiles(path(OUTPUT_FOLDER), join(folder, "tables"));
    await linkOrCopy(path("data/.stages/recommend.json"), join(folder, "recommend.json"));
  });
  const times = [...Deno.readDirSync(path(SERVED_FOLDER))].map(({ name }) => ({
    name,
    time: Deno.statSync(path(SERVED_FOLDER, name)).mtime?.getTime() ?? 0,
  })).filter(({ name }) => name !== version).sort((a, b) => b.time - a.time);
  for (const { name } of times.slice(KEPT - 1)) {
    Deno.removeSync(path(SERVED_FOLDER, name), { recursive: true });
  }
}

/**
 * Puts a version's tables back in their place, with the record that says what they were made from.
 *
 * @returns Whether they were kept, whole: files that are named twice are damaged twice.
 */
export async function restoreTables(run: Run, version: string): Promise<boolean> {
  const { root, path } = run.workspace;
  const kept = path(SERVED_FOLDER, version);
  if (!areWhole(kept)) return false;
  await publish(root, async ({ stage }) => {
    await linkFiles(join(kept, "tables"), stage(OUTPUT_FOLDER));
    await linkOrCopy(join(kept, "recommend.json"), stage("data/.stages/recommend.json"));
  });
  return true;
}

/** Whether tables are kept, each with the content that their record names. */
function areWhole(kept: string): boolean {
  const outputs = readJson<StageRecord>(join(kept, "recommend.json"))?.outputs;
  if (!isRecord(outputs)) return false;
  return Object.entries(outputs)
    .every(([path, print]) => hasFingerprint(join(kept, "tables", basename(path)), print));
}

async function linkFiles(from: string, to: string): Promise<void> {
  await Deno.mkdir(to);
  for await (const { name, isFile } of Deno.readDir(from)) {
    if (isFile) await linkOrCopy(join(from, name), join(to, name));
  }
}
