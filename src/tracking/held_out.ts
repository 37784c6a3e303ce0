/**
 * Two models on weeks that neither has learned from: the figures that a promotion rests on.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { fitCandidates } from "../candidates/candidates.ts";
import { type MetricName, METRICS } from "../evaluation/metrics.ts";
import { scoreLists } from "../evaluation/score_lists.ts";
import type { Fold } from "../evaluation/splits.ts";
import { purchasesIn } from "../ingest/purchases.ts";
import { type EpochDay, type Shop, snapshotAt } from "../ingest/shop.ts";
import { type Progress, silent } from "../progress.ts";
import { type RowInputs, rowInputs } from "../ranking/rows.ts";
import { createRankerMemory } from "../ranking/fit.ts";
import { trainRanker } from "../ranking/train.ts";
import type { TrainingRows } from "../ranking/training_rows.ts";
import { listMaker } from "../serving/list_maker.ts";
import {
  bootstrapFoldMean,
  bootstrapFoldPairedDifference,
  type BootstrapInterval,
} from "../statistics/bootstrap.ts";
import { fingerprint, writeAtomically } from "../workspace.ts";
import type { Way } from "./versions.ts";

/** A model that is to be judged. */
export interface Contender {
  readonly version: string;
  /** First day that it has not seen. */
  readonly asOf: EpochDay;
  readonly way: Way;
  /** The model itself; `null` for the rule. */
  readonly modelText: string | null;
  readonly horizon: number;
}

/** Metric values per buyer, fold by fold. */
export type HeldOutScores = readonly Readonly<Record<MetricName, Float64Array>>[];

/** Options of {@linkcode heldOutScores}. */
export interface HeldOutOptions {
  /** @default {1} */
  threads?: number;
  /** Folder in which finished folds are kept. @default {nothing is kept} */
  memory?: string;
  /** Fingerprint of data and code, part of what is kept. @default {""} */
  print?: string;
  /** Label windows' rows kept between contenders on the same shop. @default {nothing is kept} */
  rows?: RowsMemory;
  /** @default {silent} */
  progress?: Progress;
  signal?: AbortSignal;
}

/** Label windows' rows by what in a way of training they follow from. */
export type RowsMemory = Map<string, Map<EpochDay, TrainingRows>>;

/** Length of a judged list. */
const LIST_LENGTH = 100;

/**
 * Scores a contender on test weeks. Where the model itself was trained before a week begins, it
 * makes that week's lists, as it would have done; where it has seen the week, the same way of
 * training is applied anew to what was known before the week.
 *
 * @throws {RangeError} If there are no folds.
 */
export async function heldOutScores(
  shop: Shop,
  folds: readonly Fold[],
  contender: Contender,
  options: HeldOutOptions = {},
): Promise<HeldOutScores> {
  if (folds.length === 0) throw new RangeError("Expected at least one test week but found 0");
  const { progress = silent, memory, print = "" } = options;
  const bar = progress.start(`Test weeks of ${contender.version}`, folds.length, "weeks");
  const found: Record<MetricName, Float64Array>[] = [];
  for (const fold of folds) {
    const file = memory === undefined ? undefined : memoryFile(memory, print, fold, contender);
    const kept = file === undefined ? null : readScores(file);
    const scores = kept ?? await foldScores(shop, fold, contender, options);
    if (kept === null && file !== undefined) await keepScores(file, scores);
    found.push(scores);
    bar.update(found.length);
  }
  bar.finish();
  return found;
}

async function foldScores(
  shop: Shop,
  { cutoff, horizon }: Fold,
  contender: Contender,
  options: HeldOutOptions,
): Promise<Record<MetricName, Float64Array>> {
  const known = snapshotAt(shop, cutoff);
  const { recipe } = contender.way;
  const inputs = rowInputs(fitCandidates(known, recipe.candidates));
  const modelText = servesAsIs(contender, cutoff)
    ? contender.modelText
    : await trainedAnew(inputs, contender, options);
  const maker = listMaker(inputs, modelText, LIST_LENGTH);
  return scoreLists(purchasesIn(shop, cutoff, cutoff + horizon), (customer) => {
    const list = maker.list(customer);
    return list.article.subarray(0, list.size);
  }).values;
}

/** Whether the model may make the lists of a week from `cutoff` on. */
function servesAsIs({ asOf }: Contender, cutoff: EpochDay): boolean {
  return asOf <= cutoff;
}

async function trainedAnew(
  { candidates }: RowInputs,
  { way, horizon }: Contender,
  { threads = 1, rows = new Map(), signal }: HeldOutOptions,
): Promise<string | null> {
  const { recipe, seed, engine, selectFeatures } = way;
  const memory = { ...createRankerMemory(), windowRows: rowsFor(rows, way, horizon) };
  const ranker = await trainRanker(candidates.snapshot, {
    horizon,
    recipe,
    seed,
    engine,
    threads,
    memory,
    ...(signal === undefined ? {} : { signal }),
    ...(selectFeatures === null ? {} : { selectFeatures }),
  });
  return "reason" in ranker ? null : ranker.modelText;
}

/** The rows follow from the recipe but for the trees grown on them. */
function rowsFor(rows: RowsMemory, { recipe, seed }: Way, horizon: number) {
  const { models: _m, maxTrees: _t, seeds: _s, rowsOfModels: _r, ...sampling } = recipe;
  const key = fingerprint(JSON.parse(JSON.stringify({ sampling, seed, horizon })));
  const known = rows.get(key) ?? new Map<EpochDay, TrainingRows>();
  rows.set(key, known);
  return known;
}

/** What a fold's scores follow from names their file. */
function memoryFile(folder: string, print: string, fold: Fold, contender: Contender): string {
  const model = servesAsIs(contender, fold.cutoff)
    ? contender.version
    : JSON.parse(JSON.stringify(contender.way));
  const key = fingerprint({
    print,
    cutoff: fold.cutoff,
    horizon: fold.horizon,
    model,
    asOf: servesAsIs(contender, fold.cutoff) ? contender.asOf : null,
  });
  return join(folder, `${key.slice(0, 24)}.f64`);
}

/** Bytes of the digest in front of kept scores. */
const DIGEST = 32;

async function keepScores(file: string, scores: Record<MetricName, Float64Array>): Promise<void> {
  const size = scores[METRICS[0]!].length;
  const all = new Float64Array(METRICS.length * size);
  METRICS.forEach((name, m) => all.set(scores[name], m * size));
  const bytes = new Uint8Array(DIGEST + all.byteLength);
  bytes.set(new Uint8Array(all.buffer), DIGEST);
  bytes.set(digestOf(bytes));
  await writeAtomically(file, (path) => Deno.writeFileSync(path, bytes));
}

/** Kept scores; `null` where there are none, or damaged ones. */
function readScores(file: string): Record<MetricName, Float64Array> | null {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = Deno.readFileSync(file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory) {
      return null;
    }
    throw error;
  }
  if (!digestOf(bytes).equals(bytes.subarray(0, DIGEST))) return null;
  const all = new Float64Array(bytes.slice(DIGEST).buffer);
  const size = all.length / METRICS.length;
  return Object.fromEntries(
    METRICS.map((name, m) => [name, all.slice(m * size, (m + 1) * size)]),
  ) as Record<MetricName, Float64Array>;
}

function digestOf(bytes: Uint8Array) {
  return createHash("sha256").update(bytes.subarray(DIGEST)).digest();
}

/** The metric that decides. */
export const DECISIVE: MetricName = "map_at_12";

/** How a candidate did beside the current version. */
export interface Verdict {
  /** Test weeks and buyers in them. */
  readonly weeks: number;
  readonly buyers: number;
  /** Of {@linkcode DECISIVE}: mean of the weeks. */
  readonly candidate: BootstrapInterval;
  readonly current: BootstrapInterval;
  /** Candidate minus current by metric, paired by buyer. */
  readonly differences: Readonly<Record<MetricName, BootstrapInterval>>;
  /** Whether the interval of the decisive difference is above zero. */
  readonly better: boolean;
}

/**
 * Compares two contenders' scores, pair by pair: mean of the weeks, 95 % bootstrap intervals over
 * buyers within weeks.
 *
 * @throws {RangeError} If the weeks or buyers differ, or there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { METRICS } from "../evaluation/metrics.ts";
 * import { type HeldOutScores, verdict } from "./held_out.ts";
 *
 * const scores = (value: number) => [Object.fromEntries(
 *   METRICS.map((name) => [name, Float64Array.from({ length: 40 }, (_, i) => value + i % 2)]),
 * )] as unknown as HeldOutScores;
 * assert.equal(verdict(scores(0.5), scores(0.25)).better, true);
 * assert.equal(verdict(scores(0.5), scores(0.5)).better, false);
 * ```
 */
export function verdict(candidate: HeldOutScores, current: HeldOutScores): Verdict {
  const filled = candidate.map((scores, w) => ({ ours: scores, theirs: current[w]! }))
    .filter(({ ours }) => ours[DECISIVE].length > 0);
  const ours = (name: MetricName) => filled.map((week) => week.ours[name]);
  const theirs = (name: MetricName) => filled.map((week) => week.theirs[name]);
  const differences = Object.fromEntries(
    METRICS.map((name) => [name, bootstrapFoldPairedDifference(ours(name), theirs(name))]),
  ) as Record<MetricName, BootstrapInterval>;
  return {
    weeks: filled.length,
    buyers: filled.reduce((sum, week) => sum + week.ours[DECISIVE].length, 0),
    candidate: bootstrapFoldMean(ours(DECISIVE)),
    current: bootstrapFoldMean(theirs(DECISIVE)),
    differences,
    better: differences[DECISIVE].low > 0,
  };
}

/**
 * The verdict in one sentence.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { verdictSentence } from "./held_out.ts";
 *
 * const interval = { mean: 0.01, low: 0.005, high: 0.015 };
 * const text = verdictSentence({
 *   weeks: 3, buyers: 100, candidate: interval, current: interval, better: true,
 *   differences: { map_at_12: interval } as never,
 * });
 * assert.match(text, /MAP@12 0\.0100 against 0\.0100 .*\+0\.0100 \(95 % 0\.0050 to 0\.0150\)/);
 * ```
 */
export function verdictSentence(verdict: Verdict): string {
  const { weeks, buyers, candidate, current, differences } = verdict;
  const { mean, low, high } = differences[DECISIVE];
  const signed = `${mean < 0 ? "−" : "+"}${Math.abs(mean).toFixed(4)}`;
  return `MAP@12 ${candidate.mean.toFixed(4)} against ${current.mean.toFixed(4)} on ${weeks} ` +
    `held-out week${weeks === 1 ? "" : "s"} with ${buyers} buyers, difference ${signed} ` +
    `(95 % ${signedText(low)} to ${signedText(high)})`;
}

function signedText(value: number): string {
  return `${value < 0 ? "−" : ""}${Math.abs(value).toFixed(4)}`;
}
