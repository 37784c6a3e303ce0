/**
 * What each stage made and from what, so that a second run reuses what did not change.
 *
 * @module
 */
import { join } from "node:path";
import { fileFingerprint, hasFingerprint } from "./fingerprint.ts";
import { isRecord, readJson } from "./json.ts";
import { writeAtomically } from "./publish.ts";

/** The record of a finished stage. */
export interface StageRecord {
  readonly stage: string;
  /** Fingerprint of the stage's inputs and options. */
  readonly fingerprint: string;
  /** Fingerprint of each output file, by path relative to the workspace. */
  readonly outputs: Readonly<Record<string, string>>;
  /** What the stage said about itself; a plain JSON object. */
  readonly summary: object;
}

/**
 * The record of a stage, if it was made from the same inputs and options and every output is
 * still as the stage left it; `undefined` otherwise.
 *
 * @param root The workspace's folder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { currentStage, recordStage } from "./stages.ts";
 *
 * const root = Deno.makeTempDirSync();
 * Deno.writeTextFileSync(`${root}/a.txt`, "a");
 * await recordStage(root, "letters", "f1", { outputs: ["a.txt"], summary: { letters: 1 } });
 * assert.deepEqual(currentStage(root, "letters", "f1")?.summary, { letters: 1 });
 * assert.equal(currentStage(root, "letters", "f2"), undefined);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function currentStage(
  root: string,
  stage: string,
  fingerprint: string,
): StageRecord | undefined {
  const record = readStage(root, stage);
  if (!record || record.fingerprint !== fingerprint) return undefined;
  const asLeft = Object.entries(record.outputs)
    .every(([path, expected]) => hasFingerprint(join(root, path), expected));
  return asLeft ? record : undefined;
}

/** Whether {@linkcode currentStage} finds a record. */
export function stageIsCurrent(root: string, stage: string, fingerprint: string): boolean {
  return currentStage(root, stage, fingerprint) !== undefined;
}

/** Options of {@linkcode recordStage}. */
export interface RecordStageOptions {
  /** Files or folders the stage made, relative to the workspace; a folder counts with all files. */
  outputs: readonly string[];
  /** What the stage says about itself; a plain JSON object. @default {{}} */
  summary?: object;
}

/**
 * Records that a stage is done; call it after the stage's outputs are in their place.
 *
 * @param root The workspace's folder.
 * @throws {Deno.errors.NotFound} If an output does not exist.
 */
export async function recordStage(
  root: string,
  stage: string,
  fingerprint: string,
  options: RecordStageOptions,
): Promise<void> {
  const files = options.outputs.flatMap((path) => filesUnder(root, path)).sort();
  const outputs = Object.fromEntries(
    files.map((path) => [path, fileFingerprint(join(root, path))]),
  );
  const record: StageRecord = { stage, fingerprint, outputs, summary: options.summary ?? {} };
  await writeAtomically(
    recordPath(root, stage),
    (path) => Deno.writeTextFileSync(path, JSON.stringify(record, null, 2) + "\n"),
  );
}

/**
 * Forgets what a stage left, so that it runs again; nothing where it left nothing.
 *
 * @param root The workspace's folder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { forgetStage, readStage, recordStage } from "./stages.ts";
 *
 * const root = Deno.makeTempDirSync();
 * await recordStage(root, "letters", "f1", { outputs: [] });
 * forgetStage(root, "letters");
 * assert.equal(readStage(root, "letters"), undefined);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function forgetStage(root: string, stage: string): void {
  try {
    Deno.removeSync(recordPath(root, stage));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function recordPath(root: string, stage: string): string {
  if (!/^[\w-]+$/.test(stage)) {
    throw new TypeError(`Expected stage to be letters, digits, _ or - but found ${stage}`);
  }
  return join(root, "data/.stages", `${stage}.json`);
}

/**
 * What a stage left last, whatever it was made from. A record that is missing or damaged counts as
 * none: the stage then runs again.
 *
 * @param root The workspace's folder.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readStage, recordStage } from "./stages.ts";
 *
 * const root = Deno.makeTempDirSync();
 * await recordStage(root, "letters", "f1", { outputs: [] });
 * assert.equal(readStage(root, "letters")?.fingerprint, "f1");
 * Deno.writeTextFileSync(`${root}/data/.stages/letters.json`, "bent");
 * assert.equal(readStage(root, "letters"), undefined);
 * Deno.removeSync(root, { recursive: true });
 * ```
 */
export function readStage(root: string, stage: string): StageRecord | undefined {
  const record = readJson<StageRecord>(recordPath(root, stage));
  return record !== null && typeof record.fingerprint === "string" && isRecord(record.outputs) &&
      isRecord(record.summary)
    ? record
    : undefined;
}

function filesUnder(root: string, path: string): string[] {
  if (!Deno.statSync(join(root, path)).isDirectory) return [path];
  return [...Deno.readDirSync(join(root, path))]
    .flatMap(({ name }) => filesUnder(root, `${path}/${name}`));
}
