/**
 * What a training says of itself.
 *
 * @module
 */
import type { Ranker } from "../ranking/train.ts";

/** What the train stage says, and `models/ranker.json`. */
export interface TrainSummary {
  readonly asOf: string;
  /** Why there is no ranker; `null` where there is one. */
  readonly noRanker: string | null;
  readonly features: readonly string[];
  readonly leaves: Ranker["leaves"];
  readonly trees: readonly number[];
  readonly windows: Ranker["windows"];
  readonly curves: Ranker["curves"];
  readonly importance: Ranker["importance"];
  readonly selection: Ranker["selection"];
  readonly recipe: unknown;
}
