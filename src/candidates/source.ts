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
  /** The score of any article for the customer of the last call, listed or not. */
  scoreOf?: (article: number) => number;
  /** The same by the strongest single piece of evidence. */
  strongestOf?: (article: number) => number;
}
