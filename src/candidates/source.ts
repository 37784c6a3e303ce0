/**
 * What a source of candidates is.
 *
 * @module
 */
import type { HistoryReader } from "../features/history.ts";

/** A source's list for one customer, best first, in reused arrays. */
export interface SourceList {
  size: number;
  readonly article: Uint32Array;
  readonly score: Float32Array;
}

/** Writes one customer's list into `out`; the customer's history has been read. */
export interface CandidateSource {
  (customer: number, history: HistoryReader, out: SourceList): void;
  /**
   * Scores the first `size` articles for the customer of the last call, listed or not: the list's
   * score into `score`, a second one into `second`.
   */
  scoreAll?: ScoreAll;
}

/** See {@linkcode CandidateSource.scoreAll}. */
export type ScoreAll = (
  article: Uint32Array,
  size: number,
  score: Float32Array,
  second: Float32Array,
) => void;

/** A source that can score any article. */
export type ScoringSource = CandidateSource & { scoreAll: ScoreAll };
