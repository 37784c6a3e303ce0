/**
 * Who serves: `helix promote`, `helix rollback` and `helix versions`.
 *
 * @module
 */
import { type Decision, type Ledger, servingVersion } from "../tracking/ledger.ts";
import {
  afterDecision,
  isGated,
  previousVersion,
  readLedger,
  writeLedger,
} from "../tracking/ledger.ts";
import { DataError } from "../errors.ts";
import { evaluationFolds } from "../evaluation/splits.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import {
  type Contender,
  heldOutScores,
  type Verdict,
  verdict,
  verdictSentence,
} from "../tracking/held_out.ts";
import {
  readVersions,
  versionPath,
  type VersionRecord,
  versionsLike,
  wholeVersion,
} from "../tracking/versions.ts";
import { codeFingerprint } from "./code_fingerprint.ts";
import { MODEL_FILES } from "./model_files.ts";
import { parseDay } from "./options.ts";
import { recommendStage } from "./recommend.ts";
import { isCurrent, type Run } from "./run.ts";
import { restoreTables } from "./tables.ts";
import { sendRuns } from "./track.ts";
import { trainDefinition } from "./train.ts";
import { dataFingerprint, serve, whyNot } from "./versions.ts";

/** A promotion that the figures do not allow. */
export class PromotionRefused extends Error {
  override readonly name = "PromotionRefused";
  readonly hint = "Give --force and --why to make it current nevertheless.";
}

/** What a promotion or rollback says. */
export interface DecisionSummary {
  /** The version that serves now. */
  readonly serves: string;
  /** The one that served before; `null` where there was none. */
  readonly before: string | null;
  readonly why: string;
  /** The comparison; `null` where none was made. */
  readonly verdict: Verdict | null;
  /** Whether the tables are the serving version's. */
  readonly tables: "made" | "restored" | "waiting";
}

/** Options of {@linkcode promote}. */
export interface PromoteOptions {
  /** Beginning of a version. @default {the newest training's} */
  version?: string;
  /** Without a comparison. @default {false} */
  force?: boolean;
  /** The person's reason; needed with `force`. @default {none} */
  why?: string;
}

/**
 * Makes a version the one that serves, where it beats the one that serves now on the held-out weeks:
 * the paired 95 % interval of the difference in MAP@12 is above zero.
 *
 * @throws {PromotionRefused} If it does not; the message has the numbers.
 * @throws {DataError} If there is no such version, or it cannot serve here.
 * @throws {RangeError} If `force` is given without a reason.
 */
export async function promote(run: Run, options: PromoteOptions = {}): Promise<DecisionSummary> {
  const { force = false, why = "" } = options;
  if (force && why.trim() === "") {
    throw new RangeError("Expected --why with --force but found none");
  }
  const ledger = readLedger(run.workspace.root);
  const candidate = await findVersion(run, ledger, options.version ?? "newest");
  await requireFit(run, candidate);
  const rival = rivalOf(ledger, candidate.version);
  if (rival === null && isGated(ledger)) return alreadyServes(ledger);
  const found = force || rival === null ? null : await compareHeldOut(run, candidate, rival);
  if (found !== null && !found.better) {
    throw new PromotionRefused(
      `Expected version ${candidate.version} to beat ${rival} but found ${verdictSentence(found)}`,
    );
  }
  const reason = force ? why : found === null ? "the first model" : verdictSentence(found);
  const tables = await decide(run, ledger, {
    version: candidate.version,
    at: Date.now(),
    by: force ? "force" : "promote",
    why: reason,
  });
  return {
    serves: candidate.version,
    before: servingVersion(ledger),
    why: reason,
    verdict: found,
    tables,
  };
}

/**
 * Whom a candidate has to beat: the version that serves, or, where the candidate serves already
 * because nobody has decided, the one before it.
 */
function rivalOf(ledger: Ledger, candidate: string): string | null {
  const serving = servingVersion(ledger);
  if (serving !== candidate) return serving;
  return isGated(ledger) ? null : previousVersion(ledger);
}

/** A decision that is made already. */
function alreadyServes(ledger: Ledger): DecisionSummary {
  const { version, why } = ledger.decisions.at(-1)!;
  return { serves: version, before: version, why, verdict: null, tables: "restored" };
}

/** Both versions on the run's test weeks. */
export async function compareHeldOut(
  run: Run,
  candidate: VersionRecord,
  rival: string,
): Promise<Verdict> {
  const shop = await run.shop();
  const { horizonDays: horizon, folds: wanted, threads } = run.options;
  const folds = evaluationFolds(shop, await run.asOf(), { horizon, folds: wanted })
    .filter(({ cutoff }) => purchasesIn(shop, cutoff, cutoff + horizon).buyers.length > 0);
  if (folds.length === 0) {
    throw new DataError("Expected a week of orders to compare on but found none", {
      hint: "Give --force and --why to promote without a comparison.",
    });
  }
  const options = {
    threads,
    memory: run.workspace.path("data/held_out"),
    print: `${await dataFingerprint(run)} ${codeFingerprint()}`,
    rows: new Map(),
    progress: run.progress,
  };
  const other = await wholeVersion(run.workspace.root, rival);
  await wholeVersion(run.workspace.root, candidate.version);
  const ours = await heldOutScores(shop, folds, contender(run, candidate), options);
  return verdict(ours, await heldOutScores(shop, folds, contender(run, other), options));
}

function contender({ workspace }: Run, record: VersionRecord): Contender {
  const { version, way, horizonDays: horizon } = record;
  return {
    version,
    asOf: parseDay(record.asOf)!,
    way,
    horizon,
    modelText: record.noRanker === null
      ? Deno.readTextFileSync(versionPath(workspace.root, version, MODEL_FILES.ranker))
      : null,
  };
}

async function requireFit(run: Run, record: VersionRecord): Promise<void> {
  const obstacle = await whyNot(run, record, null);
  if (obstacle === null) return;
  throw new DataError(
    `Expected version ${record.version} to fit this run but found that ${obstacle}`,
    { hint: "Give the options of its training, or another version of helix versions." },
  );
}

/** Options of {@linkcode rollback}. */
export interface RollbackOptions {
  /** Beginning of a version. @default {the one that served before} */
  version?: string;
  /** @default {"rolled back"} */
  why?: string;
}

/**
 * Makes an earlier version serve at once: its model and, where they were kept, the very tables that
 * it served.
 *
 * @throws {DataError} If there is no such version, or it cannot serve here.
 */
export async function rollback(run: Run, options: RollbackOptions = {}): Promise<DecisionSummary> {
  const ledger = readLedger(run.workspace.root);
  const record = await findVersion(run, ledger, options.version ?? "previous");
  await requireFit(run, record);
  const { version } = record;
  const why = options.why ?? "rolled back";
  const tables = await decide(run, ledger, { version, at: Date.now(), by: "rollback", why });
  return { serves: version, before: servingVersion(ledger), why, verdict: null, tables };
}

/** Lets the newest model serve by itself again. */
export async function follow(run: Run): Promise<DecisionSummary> {
  const ledger = readLedger(run.workspace.root);
  const newest = ledger.trainings.at(-1);
  if (newest === undefined) throw noVersion("newest");
  const decision: Decision = {
    version: newest.version,
    at: Date.now(),
    by: "train",
    why: "the newest model serves by itself again",
  };
  const tables = await decide(run, ledger, decision);
  const before = servingVersion(ledger);
  return { serves: newest.version, before, why: decision.why, verdict: null, tables };
}

/**
 * Writes a decision down and puts the version into the models' place, with its tables: those that it
 * served before, else made now where the run's data have not changed since the last training.
 */
async function decide(
  run: Run,
  ledger: Ledger,
  decision: Decision,
): Promise<DecisionSummary["tables"]> {
  await serve(run, decision.version);
  const restored = await restoreTables(run, decision.version);
  await writeLedger(run.workspace.root, afterDecision(ledger, decision));
  const current = await isCurrent(run, trainDefinition(run));
  if (current) {
    const { reused } = await recommendStage(run);
    await sendRuns(run);
    return reused && restored ? "restored" : "made";
  }
  await sendRuns(run);
  return restored ? "restored" : "waiting";
}

/**
 * The newest training's, the serving, the previous, or the one whose name begins so.
 *
 * @throws {DataError} If there is no such version, or there are several.
 * @throws {WorkspaceError} If it is damaged.
 */
export async function findVersion(
  run: Run,
  ledger: Ledger,
  wanted: string,
): Promise<VersionRecord> {
  const named: Record<string, string | null | undefined> = {
    newest: ledger.trainings.at(-1)?.version,
    current: servingVersion(ledger),
    previous: previousVersion(ledger),
  };
  const prefix = wanted in named ? named[wanted] : wanted;
  const found = prefix ? versionsLike(run.workspace.root, prefix) : [];
  if (found.length === 1) return await wholeVersion(run.workspace.root, found[0]!);
  throw found.length > 1
    ? new DataError(
      `Expected the beginning of one version but found ${found.length} with ${wanted}`,
    )
    : noVersion(wanted);
}

function noVersion(wanted: string): DataError {
  return new DataError(`Expected a model version but found none that is ${wanted}`, {
    hint: "helix versions lists them; newest, current and previous are names too.",
  });
}

/** A version as `helix versions` tells it. */
export interface VersionLine {
  readonly version: string;
  readonly asOf: string;
  readonly data: string;
  /** Milliseconds since 1970 of the last training that made it; `null` where it is forgotten. */
  readonly trained: number | null;
  readonly serves: boolean;
  /** How it came to serve last; `null` where it never did. */
  readonly decision: Decision | null;
}

/** All kept versions, those trained last first. */
export function listVersions({ workspace }: Pick<Run, "workspace">): VersionLine[] {
  const ledger = readLedger(workspace.root);
  const serving = servingVersion(ledger);
  return readVersions(workspace.root).map(({ version, asOf, data }) => ({
    version,
    asOf,
    data,
    trained: ledger.trainings.findLast((one) => one.version === version)?.at ?? null,
    serves: version === serving,
    decision: ledger.decisions.findLast((one) => one.version === version) ?? null,
  })).sort((a, b) => (b.trained ?? 0) - (a.trained ?? 0));
}
