/**
 * Ranks customers' candidates with a trained model, through the compiled scorer.
 *
 * @module
 */
import { type TopK, topK } from "../candidates/top_k.ts";
import { compileModel } from "../lightgbm/compiled/mod.ts";
import { type RowFiller, rowFiller, type RowInputs } from "./rows.ts";

/** One customer's ranked candidates, best first; valid until the next call. */
export interface RankedList {
  size: number;
  readonly article: Uint32Array;
  readonly score: Float64Array;
}

/** Ranks one customer after another; one per thread. */
export interface RankScorer {
  readonly filler: RowFiller;
  /** Scores of the customer's candidates in the candidates' order, after `rank`. */
  readonly scores: Float64Array;
  /** The customer's `k` best candidates; equal scores in order of article. */
  rank(customer: number): RankedList;
}

/**
 * A scorer over prepared inputs.
 *
 * @param modelText LightGBM's text model whose features are those of the row filler.
 * @throws {TypeError} If the model was trained on other features, or is of a kind that ranking
 * never trains (categorical splits, several classes).
 */
export function rankScorer(inputs: RowInputs, modelText: string, k: number): RankScorer {
  const filler = rowFiller(inputs);
  requireSameFeatures(modelText, filler);
  const compiled = compileModel(modelText);
  if ("reason" in compiled) {
    throw new TypeError(
      `Expected a ranking model that can be compiled but found: ${compiled.reason}`,
    );
  }
  const scorer = compiled.instantiate();
  const best: TopK = topK(k);
  const scores = new Float64Array(inputs.candidates.maxCandidates);
  const ranked: RankedList = { size: 0, article: new Uint32Array(k), score: new Float64Array(k) };

  function rank(customer: number): RankedList {
    const size = filler.fill(customer);
    scorer.scoreColumns(filler.columns, size, scores);
    best.clear();
    const article = filler.generator.candidates.article;
    for (let i = 0; i < size; i++) best.offer(article[i]!, scores[i]!);
    ranked.size = best.drainInto(ranked.article, ranked.score, 0);
    return ranked;
  }

  return { filler, scores, rank };
}

function requireSameFeatures(modelText: string, filler: RowFiller) {
  const line = modelText.match(/^feature_names=(.*)$/m)?.[1];
  const expected = filler.definitions.map(({ name }) => name).join(" ");
  if (line !== expected) {
    throw new TypeError(
      `Expected a model trained on the features "${expected.slice(0, 60)}…" ` +
        `but found "${(line ?? "").slice(0, 60)}…"`,
    );
  }
}
