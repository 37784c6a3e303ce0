/**
 * A ranker of new articles that knows customers and articles by their aggregates alone: popularity
 * and item–item candidates without repurchases, as in the Python original, with its leak removed.
 *
 * @module
 */
import { fitCandidates } from "../../candidates/candidates.ts";
import { topK } from "../../candidates/top_k.ts";
import { historyReader } from "../../features/history.ts";
import { type EpochDay, type Snapshot, snapshotAt } from "../../ingest/shop.ts";
import { labelWindows } from "../../ranking/label_windows.ts";
import { DEFAULT_RECIPE, type RankerRecipe } from "../../ranking/recipe.ts";
import { rowFiller, type RowInputs } from "../../ranking/rows.ts";
import { rankScorer } from "../../ranking/score.ts";
import { trainRanker } from "../../ranking/train.ts";
import type { TrainingRows } from "../../ranking/training_rows.ts";
import type { Recommender } from "../score_lists.ts";
import { fillUp, LIST_LENGTH, popular } from "./rules.ts";

/** The candidates of the original: similar articles and what sells, nothing of the own history. */
const RECIPE: RankerRecipe = {
  ...DEFAULT_RECIPE,
  labelWindows: 3,
  maxTrees: 100,
  models: DEFAULT_RECIPE.models.filter(({ objective }) => objective === "lambdarank"),
  seeds: 1,
  candidates: {
    maxCandidates: 200,
    limits: { own: 0, next: 0, neighbours: 0, family: 0, segment: 0 },
  },
};

/** Options of {@linkcode aggregateRanker}. */
export interface AggregateOptions {
  /** @default {7} */
  horizon?: number;
  /** @default {1} */
  threads?: number;
  /** @default {1} */
  seed?: number;
  /** @default {auto} */
  engine?: "native" | "wasm" | "auto";
  /** The recipe whose candidates and models are used. @default {three weeks, lambdarank} */
  recipe?: RankerRecipe;
  /** Rows of label windows, kept between folds. @default {nothing is kept} */
  windowRows?: Map<EpochDay, TrainingRows>;
}

/**
 * Trains on what `known` knows, the number of trees watched on the newest window as for the ranker
 * itself; `null` where there is too little to learn from.
 *
 * @param tables Customers' and articles' features as of the snapshot.
 */
export async function aggregateRanker(
  known: Snapshot,
  tables: Omit<RowInputs, "candidates">,
  options: AggregateOptions = {},
): Promise<Recommender | null> {
  const { horizon = 7, recipe = RECIPE, windowRows = new Map() } = options;
  for (const end of [known.asOf, known.asOf - horizon]) {
    if (!(end > known.firstDay)) continue;
    const windows = await labelWindows(snapshotAt(known, end), horizon, recipe, {
      ...options,
      windowRows,
    });
    for (const { from, rows } of windows) windowRows.set(from, withoutBought(rows));
  }
  const inputs = { ...tables, candidates: fitCandidates(known, recipe.candidates) };
  const { definitions, grain } = rowFiller(inputs);
  const aggregates = new Set(
    [...grain.customer, ...grain.article].map((f) => definitions[f]!.name),
  );
  const ranker = await trainRanker(known, {
    ...options,
    horizon,
    recipe,
    memory: { windowRows, fits: new Map() },
    uses: (name) => aggregates.has(name),
  });
  return "reason" in ranker ? null : newArticles(known, inputs, ranker.modelText);
}

/** Candidates that the customer has not bought yet, as the model ranks them; popularity after. */
function newArticles(known: Snapshot, inputs: RowInputs, modelText: string): Recommender {
  const scorer = rankScorer(inputs, modelText, LIST_LENGTH);
  const history = historyReader(known);
  const { article: fallback } = popular(known);
  const best = topK(LIST_LENGTH);
  const codes = new Uint32Array(LIST_LENGTH);
  const scores = new Float64Array(LIST_LENGTH);
  return (customer) => {
    history.read(customer);
    const isNew = (code: number) => history.entryOf(code) < 0;
    const { article, score } = scorer.scoreCandidates(customer);
    article.forEach((code, i) => {
      if (isNew(code)) best.offer(code, score[i]!);
    });
    const size = best.drainInto(codes, scores, 0);
    return fillUp(Array.from(codes.subarray(0, size)), fallback.filter(isNew));
  };
}

/**
 * Rows of candidates that the customer had not bought before; customers of whom none or only
 * purchases remain are left out.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { withoutBought } from "./aggregates.ts";
 *
 * const rows = withoutBought({
 *   featureNames: ["times_bought"],
 *   data: Float32Array.of(0, 2, 0),
 *   rows: 3,
 *   label: Uint8Array.of(0, 1, 1),
 *   group: Uint32Array.of(3),
 *   buyers: 1,
 *   usable: 1,
 * });
 * assert.deepEqual([[...rows.label], [...rows.group]], [[0, 1], [2]]);
 * ```
 */
export function withoutBought(rows: TrainingRows): TrainingRows {
  const width = rows.featureNames.length;
  const times = rows.featureNames.indexOf("times_bought");
  const kept: number[] = [];
  const group: number[] = [];
  let at = 0;
  for (const size of rows.group) {
    const own = Array.from({ length: size }, (_, i) => at + i)
      .filter((r) => !(rows.data[r * width + times]! > 0));
    const positives = own.reduce((n, r) => n + rows.label[r]!, 0);
    at += size;
    if (positives === 0 || positives === own.length) continue;
    kept.push(...own);
    group.push(own.length);
  }
  const data = new Float32Array(new SharedArrayBuffer(4 * kept.length * width));
  kept.forEach((r, k) => data.set(rows.data.subarray(r * width, (r + 1) * width), k * width));
  return {
    ...rows,
    data,
    rows: kept.length,
    label: Uint8Array.from(kept, (r) => rows.label[r]!),
    group: Uint32Array.from(group),
    usable: group.length,
  };
}
