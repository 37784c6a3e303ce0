/**
 * `reports/metrics.json`: every figure that the reports show, but for the simulated ones: none of
 * those is a measurement, and they have a file of their own.
 *
 * @module
 */
import type { CandidateRecall } from "../candidates/recall.ts";
import type { IngestSummary } from "../ingest/ingest.ts";
import type { PropensityEvaluation } from "../propensity/evaluate.ts";
import type { TimingEvaluation } from "../timing/evaluate.ts";
import type { ProbabilityEvaluation } from "./calibration.ts";
import type { RankingEvaluation } from "./evaluate_ranking.ts";
import type { OracleEvaluation } from "./oracle.ts";

/** The file, relative to the workspace. */
export const METRICS_FILE = "reports/metrics.json";

/** A test week as the reports show it. */
export type FoldReport = RankingEvaluation["folds"][number] & {
  readonly cutoffDate: string;
  readonly recall: CandidateRecall;
};

/** `reports/metrics.json`. */
export interface Metrics {
  readonly protocol: {
    readonly asOf: string;
    readonly horizonDays: number;
    readonly seed: number;
    readonly statement: string;
    /** The file with the simulated figures. */
    readonly simulated: string;
  };
  readonly data: Omit<IngestSummary, "seconds" | "reused" | "directory"> & {
    readonly name: string;
  };
  /** Why there is no evaluation; `null` where there is one. */
  readonly noEvaluation: string | null;
  readonly folds: readonly FoldReport[];
  readonly what: Omit<RankingEvaluation, "folds"> | null;
  readonly purchaseProbability: ProbabilityEvaluation | null;
  readonly who: PropensityEvaluation | null;
  readonly when: TimingEvaluation | null;
  /** A synthetic shop's own truth beside the newest test week; `null` for other sources. */
  readonly oracle?: OracleEvaluation | null;
}
