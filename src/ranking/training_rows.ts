/**
 * Training rows: candidates of past weeks' buyers with the purchases that followed as labels.
 *
 * @module
 */
import {
  candidateGenerator,
  type CandidateOptions,
  type Candidates,
  fitCandidates,
} from "../candidates/candidates.ts";
import { purchasesIn, type WindowPurchases } from "../ingest/purchases.ts";
import { type EpochDay, type Snapshot, snapshotAt } from "../ingest/shop.ts";
import { createRandom } from "../statistics/random.ts";
import { rowFiller, type RowInputs, rowInputs } from "./rows.ts";

/** Rows of one or more label weeks, query after query. */
export interface TrainingRows {
  readonly featureNames: readonly string[];
  /** Row-major, `rows × featureNames.length`, over shared memory. */
  readonly data: Float32Array;
  readonly rows: number;
  /** 1 where the customer bought the candidate within the horizon. */
  readonly label: Uint8Array;
  /** Rows per query. */
  readonly group: Uint32Array;
  /** Buyers of the window, with a positive among their candidates or not. */
  readonly buyers: number;
  /** Sampled buyers with a positive among their candidates, kept as queries or not. */
  readonly usable: number;
}

/** Options of {@linkcode trainingRows}. */
export interface TrainingRowsOptions {
  /** Most buyers sampled per week. @default {30000} */
  maxQueries?: number;
  /** Negatives kept per query; all where there are fewer. @default {Infinity} */
  negatives?: number;
  /**
   * Most rows, about: beyond it first negatives are thinned out, down to
   * {@linkcode LEAST_NEGATIVES} per query, then queries. @default {Infinity}
   */
  maxRows?: number;
  /** @default {1} */
  seed?: number;
  /** Options of the candidates. @default {the sources' own} */
  candidates?: CandidateOptions;
}

/** Negatives per query below which queries are left out rather than more negatives. */
export const LEAST_NEGATIVES = 40;

/**
 * The rows of one label week: features as of `from`, labels from `[from, from + horizon)`. Buyers
 * none of whose candidates was bought teach nothing and are left out.
 *
 * @throws {RangeError} If the window does not end by the snapshot's date.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { trainingRows } from "./training_rows.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 *   { customer: 0, article: 1, day: 8 },
 * ]);
 * const { label, group } = trainingRows(snapshotAt(shop, 14), 7, 7);
 * assert.deepEqual([[...label], [...group]], [[0, 1], [2]]);
 * ```
 */
export function trainingRows(
  known: Snapshot,
  from: EpochDay,
  horizon: number,
  options: TrainingRowsOptions = {},
): TrainingRows {
  const { maxQueries = 30000, negatives = Infinity, maxRows = Infinity, seed = 1 } = options;
  if (from + horizon > known.asOf) {
    throw new RangeError(
      `Expected the label week to end by day ${known.asOf} but found ${from + horizon}`,
    );
  }
  const random = createRandom(seed + from);
  const truth = purchasesIn(known, from, from + horizon);
  const inputs = rowInputs(fitCandidates(snapshotAt(known, from), options.candidates));
  const filler = rowFiller(inputs);
  const width = filler.definitions.length;
  const picked = sample(truth.buyers.length, maxQueries, random);
  const plan = planRows(truth, picked, inputs, { negatives, maxRows, random });
  const chunks: Float32Array[] = [];
  const labels: number[] = [];
  const group: number[] = [];
  const keep = new Uint8Array(inputs.candidates.maxCandidates);
  for (const b of plan.queries) {
    const size = filler.fill(truth.buyers[b]!);
    const positives = markPositives(truth, b, filler.generator.candidates, keep);
    if (positives === 0 || positives === size) continue;
    const share = plan.negatives / (size - positives);
    const index: number[] = [];
    for (let i = 0; i < size; i++) {
      if (keep[i] === 0 && share < 1 && random.uniform() >= share) continue;
      index.push(i);
      labels.push(keep[i]!);
    }
    const rows = index.length;
    const chunk = new Float32Array(rows * width);
    for (let f = 0; f < width; f++) {
      const column = filler.columns[f]!;
      for (let r = 0; r < rows; r++) chunk[r * width + f] = column[index[r]!]!;
    }
    chunks.push(chunk);
    group.push(rows);
  }
  return {
    featureNames: filler.definitions.map(({ name }) => name),
    data: joined(chunks),
    rows: labels.length,
    label: Uint8Array.from(labels),
    group: Uint32Array.from(group),
    buyers: truth.buyers.length,
    usable: plan.usable ?? group.length,
  };
}

/** Sets `keep[i]` to 1 where buyer `b` bought candidate `i`; returns how many. */
function markPositives(
  truth: WindowPurchases,
  b: number,
  candidates: Pick<Candidates, "article" | "size">,
  keep: Uint8Array,
): number {
  const bought = new Set(truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!));
  let positives = 0;
  for (let i = 0; i < candidates.size; i++) {
    positives += keep[i] = bought.has(candidates.article[i]!) ? 1 : 0;
  }
  return positives;
}

interface RowBudget {
  negatives: number;
  maxRows: number;
  random: { uniform(): number };
}

/** The queries to fill and the negatives of each, so that rows stay within the budget. */
function planRows(
  truth: WindowPurchases,
  picked: readonly number[],
  inputs: RowInputs,
  { negatives, maxRows, random }: RowBudget,
): { queries: readonly number[]; negatives: number; usable?: number } {
  const most = inputs.candidates.maxCandidates;
  if (picked.length * Math.min(negatives, most) <= maxRows) return { queries: picked, negatives };
  const generator = candidateGenerator(inputs.candidates);
  const keep = new Uint8Array(most);
  let positives = 0;
  const usable = picked.filter((b) => {
    const candidates = generator.generate(truth.buyers[b]!);
    const found = markPositives(truth, b, candidates, keep);
    positives += found;
    return found > 0 && found < candidates.size;
  });
  const each = (maxRows - positives) / Math.max(1, usable.length);
  const kept = Math.min(negatives, Math.max(LEAST_NEGATIVES, Math.floor(each)));
  const limit = Math.floor(maxRows / (kept + positives / Math.max(1, usable.length)));
  const queries = sample(usable.length, limit, random).map((u) => usable[u]!);
  return { queries, negatives: kept, usable: usable.length };
}

/**
 * Rows of several weeks as one, in the given order.
 *
 * @throws {RangeError} If there are no weeks.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { joinRows, trainingRows } from "./training_rows.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 5 },
 *   { customer: 1, article: 1, day: 6 },
 *   { customer: 0, article: 1, day: 8 },
 * ]);
 * const week = trainingRows(snapshotAt(shop, 14), 7, 7);
 * assert.equal(joinRows([week, week]).rows, 2 * week.rows);
 * ```
 */
export function joinRows(weeks: readonly TrainingRows[]): TrainingRows {
  const first = weeks[0];
  if (first === undefined) throw new RangeError("Expected at least one week of rows but found 0");
  return {
    featureNames: first.featureNames,
    data: joined(weeks.map(({ data }) => data)),
    rows: weeks.reduce((sum, { rows }) => sum + rows, 0),
    label: Uint8Array.from(concatenated(weeks.map(({ label }) => label))),
    group: Uint32Array.from(concatenated(weeks.map(({ group }) => group))),
    buyers: weeks.reduce((sum, { buyers }) => sum + buyers, 0),
    usable: weeks.reduce((sum, { usable }) => sum + usable, 0),
  };
}

function concatenated(parts: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
  return all;
}

function joined(chunks: readonly Float32Array[]): Float32Array {
  const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const all = new Float32Array(new SharedArrayBuffer(4 * length));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** `limit` of the numbers below `n`, ascending; all of them where there are no more. */
function sample(n: number, limit: number, random: { uniform(): number }): number[] {
  const picked: number[] = [];
  for (let i = 0; i < n && picked.length < limit; i++) {
    if (random.uniform() * (n - i) < limit - picked.length) picked.push(i);
  }
  return picked;
}
