/**
 * What was trained, what serves, and who decided so: the ledger of a workspace's model versions.
 *
 * @module
 */
import { join } from "node:path";
import { exists, readJson, WorkspaceError, writeAtomically } from "../workspace.ts";

/** The ledger's file, relative to the workspace. */
export const LEDGER_FILE = "data/versions.json";

/** The same once more: what people have decided follows from nothing else. */
const SECOND_FILE = "data/.versions.json";

/** A training and the version that it made. */
export interface Training {
  /** Fingerprint of the train stage: data, day, options, code. */
  readonly print: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Why a version serves from some moment on. */
export interface Decision {
  readonly version: string;
  readonly at: number;
  /** `train`: the newest model serves by itself as long as nobody has decided. */
  readonly by: "train" | "promote" | "force" | "rollback";
  /** The person's reason, or the figures. */
  readonly why: string;
}

/** The ledger; oldest entries first. */
export interface Ledger {
  readonly trainings: readonly Training[];
  readonly decisions: readonly Decision[];
}

const NOTHING: Ledger = { trainings: [], decisions: [] };

/**
 * Reads the ledger; an empty one where there is none. Where its file is gone or damaged, the second
 * one stands in, and the next decision or training writes both anew.
 *
 * @throws {WorkspaceError} If both are damaged: what serves would be a guess.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { readLedger } from "./ledger.ts";
 *
 * assert.deepEqual(readLedger("/no/such/workspace"), { trainings: [], decisions: [] });
 * ```
 */
export function readLedger(root: string): Ledger {
  for (const file of [LEDGER_FILE, SECOND_FILE]) {
    const found = readJson<Ledger>(join(root, file));
    if (Array.isArray(found?.trainings) && Array.isArray(found.decisions)) return found;
  }
  const path = join(root, LEDGER_FILE);
  if (!exists(path)) return NOTHING;
  throw new WorkspaceError(`Expected ${path} to say which model serves but found it damaged`, {
    hint: "Remove it: the next helix train makes it anew, and the newest model serves until " +
      "helix promote or rollback says otherwise.",
  });
}

/**
 * Writes the ledger, whole or not at all; the second copy first, so that it is never older than the
 * one whose place it may have to take.
 */
export async function writeLedger(root: string, ledger: Ledger): Promise<void> {
  const text = JSON.stringify(ledger, null, 1) + "\n";
  for (const file of [SECOND_FILE, LEDGER_FILE]) {
    await writeAtomically(join(root, file), (path) => Deno.writeTextFileSync(path, text));
  }
}

/**
 * The version that the last decision names; `null` before the first training.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { servingVersion } from "./ledger.ts";
 *
 * const decisions = [{ version: "a", at: 1, by: "train", why: "" }] as const;
 * assert.equal(servingVersion({ trainings: [], decisions }), "a");
 * ```
 */
export function servingVersion(ledger: Ledger): string | null {
  return ledger.decisions.at(-1)?.version ?? null;
}

/**
 * The version that served before the one that serves now; `null` where there was none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { previousVersion } from "./ledger.ts";
 *
 * const decisions = ["a", "b", "b"].map((version, at) => ({ version, at, by: "train", why: "" }));
 * assert.equal(previousVersion({ trainings: [], decisions } as never), "a");
 * ```
 */
export function previousVersion(ledger: Ledger): string | null {
  const current = servingVersion(ledger);
  return ledger.decisions.findLast(({ version }) => version !== current)?.version ?? null;
}

/**
 * Whether only decisions change what serves: from the first promotion or rollback on.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { isGated } from "./ledger.ts";
 *
 * const rollback = { version: "a", at: 1, by: "rollback", why: "complaints" } as const;
 * assert.equal(isGated({ trainings: [], decisions: [rollback] }), true);
 * ```
 */
export function isGated(ledger: Ledger): boolean {
  const last = ledger.decisions.at(-1);
  return last !== undefined && last.by !== "train";
}

/** The version that a train stage with this fingerprint has made; `null` where none did. */
export function versionOf(ledger: Ledger, print: string): string | null {
  return ledger.trainings.findLast((training) => training.print === print)?.version ?? null;
}

/** Trainings that the ledger remembers. */
const REMEMBERED = 500;

/**
 * The ledger after a training: remembers what it made, and lets it serve where nobody has decided.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { afterTraining, servingVersion } from "./ledger.ts";
 *
 * const first = afterTraining({ trainings: [], decisions: [] }, { print: "p", version: "a", at: 1 });
 * assert.equal(servingVersion(first), "a");
 * const decided = { ...first, decisions: [{ version: "a", at: 2, by: "promote", why: "" } as const] };
 * const second = afterTraining(decided, { print: "q", version: "b", at: 3 });
 * assert.equal(servingVersion(second), "a");
 * ```
 */
export function afterTraining(ledger: Ledger, training: Training): Ledger {
  const others = ledger.trainings.filter(({ print }) => print !== training.print);
  const trainings = [...others, training].slice(-REMEMBERED);
  const { version, at } = training;
  if (isGated(ledger) || servingVersion(ledger) === version) return { ...ledger, trainings };
  const why = "newest model; nobody has decided otherwise";
  return { trainings, decisions: [...ledger.decisions, { version, at, by: "train", why }] };
}

/** The ledger after a decision. */
export function afterDecision(ledger: Ledger, decision: Decision): Ledger {
  return { ...ledger, decisions: [...ledger.decisions, decision] };
}
