/**
 * What the candidates reach: the ceiling of every ranker behind them.
 *
 * @module
 */
import type { WindowPurchases } from "../ingest/purchases.ts";
import { candidateGenerator, type CandidateModel, SOURCES } from "./candidates.ts";

/** Cut-offs of the merged list. */
export const RECALL_AT = [50, 100, 200] as const;

/** One source's part. */
export interface SourceRecall {
  readonly source: string;
  /** Mean share of a buyer's purchases that the source names. */
  readonly recall: number;
  /** Mean share that only this source names. */
  readonly marginal: number;
}

/** Recall of a group of buyers. */
export interface RecallByHistory {
  /** Distinct articles the buyers had bought before, in words. */
  readonly history: string;
  readonly buyers: number;
  readonly recall: number;
}

/** Recall of the candidates on a window's buyers, means over buyers. */
export interface CandidateRecall {
  readonly buyers: number;
  /** Mean number of candidates. */
  readonly candidates: number;
  /** Recall of the first 50, 100 and 200 merged candidates. */
  readonly at: Readonly<Record<`${typeof RECALL_AT[number]}`, number>>;
  /** Recall of all candidates: the ceiling. */
  readonly ceiling: number;
  readonly sources: readonly SourceRecall[];
  readonly byHistory: readonly RecallByHistory[];
}

const HISTORY_BANDS: readonly [number, string][] = [
  [0, "none"],
  [5, "1–5"],
  [20, "6–20"],
  [60, "21–60"],
  [Infinity, "over 60"],
];

/**
 * Recall on a window that the candidates know nothing of.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { purchasesIn } from "../ingest/purchases.ts";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { fitCandidates } from "./candidates.ts";
 * import { candidateRecall } from "./recall.ts";
 *
 * const shop = shopFromLines([
 *   { customer: 0, article: 0, day: 10 },
 *   { customer: 0, article: 0, day: 20 },
 *   { customer: 0, article: 1, day: 20 },
 * ]);
 * const recall = candidateRecall(fitCandidates(snapshotAt(shop, 20)), purchasesIn(shop, 20, 27));
 * assert.equal(recall.ceiling, 1 / 2);
 * ```
 */
export function candidateRecall(model: CandidateModel, truth: WindowPurchases): CandidateRecall {
  const generator = candidateGenerator(model);
  const at = RECALL_AT.map(() => 0);
  const found = SOURCES.map(() => 0);
  const alone = SOURCES.map(() => 0);
  const bands = HISTORY_BANDS.map(() => ({ buyers: 0, recall: 0 }));
  let size = 0;
  let ceiling = 0;
  for (let b = 0; b < truth.buyers.length; b++) {
    const bought = truth.articles.subarray(truth.offsets[b]!, truth.offsets[b + 1]!);
    const wanted = new Set(bought);
    const list = generator.generate(truth.buyers[b]!);
    const unit = 1 / wanted.size;
    size += list.size;
    let hits = 0;
    for (let i = 0; i < list.size; i++) {
      if (!wanted.has(list.article[i]!)) continue;
      hits++;
      RECALL_AT.forEach((k, j) => at[j]! += i < k ? unit : 0);
      creditSources(list.rank, i, unit, found, alone);
    }
    ceiling += hits * unit;
    const band = HISTORY_BANDS.findIndex(([most]) => generator.history.size <= most);
    bands[band]!.buyers++;
    bands[band]!.recall += hits * unit;
  }
  const n = Math.max(1, truth.buyers.length);
  return {
    buyers: truth.buyers.length,
    candidates: size / n,
    at: Object.fromEntries(RECALL_AT.map((k, j) => [k, at[j]! / n])) as CandidateRecall["at"],
    ceiling: ceiling / n,
    sources: SOURCES.map((source, s) => ({
      source,
      recall: found[s]! / n,
      marginal: alone[s]! / n,
    })),
    byHistory: bands.map(({ buyers, recall }, i) => ({
      history: HISTORY_BANDS[i]![1],
      buyers,
      recall: buyers === 0 ? 0 : recall / buyers,
    })),
  };
}

function creditSources(
  rank: readonly Uint16Array[],
  i: number,
  unit: number,
  found: number[],
  alone: number[],
) {
  let named = 0;
  let last = 0;
  for (let s = 0; s < rank.length; s++) {
    if (rank[s]![i] === 0) continue;
    found[s]! += unit;
    named++;
    last = s;
  }
  if (named === 1) alone[last]! += unit;
}
