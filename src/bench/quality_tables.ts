/**
 * The three tables of the quality benchmark: what, who and when, each system beside the project's.
 *
 * @module
 */
import { tunedBaselines, type TunedBaselinesOptions } from "../evaluation/baselines/tuned.ts";
import { evaluateRanking, type EvaluateRankingOptions } from "../evaluation/evaluate_ranking.ts";
import type { MetricName, MetricValues } from "../evaluation/metrics.ts";
import type { Fold } from "../evaluation/splits.ts";
import type { Shop } from "../ingest/shop.ts";
import { aucInfluence } from "../propensity/auc_influence.ts";
import {
  evaluatePropensity,
  type EvaluatePropensityOptions,
  type JudgedFold,
  type PropensityMethod,
} from "../propensity/evaluate.ts";
import { expectedCalibrationError, logLoss } from "../statistics/calibration.ts";
import { liftAtTop } from "../statistics/ranking_auc.ts";
import { evaluateTiming, HISTORY_GROUPS } from "../timing/evaluate.ts";
import type { HeldOutOrders, HourMethod, SendMethod } from "../timing/held_out.ts";
import {
  type Figure,
  meanFigure,
  type QualityRow,
  type QualityTable,
  resampledFigure,
  type ResampleOptions,
} from "./quality_figures.ts";

/** Figures of the table "what". */
const WHAT: readonly MetricName[] = [
  "map_at_12",
  "ndcg_at_10",
  "hit_rate_at_10",
  "recall_at_100",
];

/** Options of {@linkcode whatTable}. */
export interface WhatOptions extends EvaluateRankingOptions, ResampleOptions {
  /** @default {as tuned on the horizon before the first fold} */
  baselines?: TunedBaselinesOptions;
}

/** The table "what", its folds in numbers, and the candidates' share of what was bought. */
export async function whatTable(
  shop: Shop,
  folds: readonly Fold[],
  options: WhatOptions = {},
): Promise<QualityTable & { buyers: number[]; trees: (readonly number[])[] }> {
  const { threads = 1, seed = 1, engine } = options;
  const extra = tunedBaselines({
    threads,
    seed,
    ...(engine === undefined || typeof engine === "object" ? {} : { engine }),
    ...options.baselines,
  });
  const values = new Map<string, MetricValues[]>();
  const clusters: Uint32Array[] = [];
  const { folds: summaries } = await evaluateRanking(shop, folds, {
    ...options,
    moreBaselines: extra.of,
    onFold: async (run) => {
      clusters.push(run.truth.buyers);
      await options.onFold?.(run);
    },
    onScores: (name, _fold, scores) => {
      values.set(name, [...values.get(name) ?? [], scores.values]);
    },
  });
  const own = values.get("ranker")!;
  const rows = [...values].filter(([, folds]) => folds.length === own.length)
    .map(([name, scored]): QualityRow => ({
      name: name === "ranker" ? "this project" : name,
      settings: extra.chosen.get(name) ?? null,
      figures: Object.fromEntries(WHAT.map((metric) => {
        const of = (folds: MetricValues[]) => folds.map((fold) => fold[metric]);
        return [
          metric,
          meanFigure(of(scored), scored === own ? null : of(own), 1, {
            ...options,
            clusters,
          }),
        ];
      })),
    }));
  return {
    figures: WHAT,
    rows,
    buyers: summaries.map(({ buyers }) => buyers),
    trees: summaries.map(({ trees }) => trees),
  };
}

/** Names of the methods of "who" in the table. */
const WHO: Readonly<Record<PropensityMethod, string>> = {
  model: "this project",
  rfm: "recency, frequency, value: logistic",
  bgNbd: "BG/NBD",
  bgNbdPlatt: "BG/NBD with Platt scaling",
  baseRate: "the newest weeks' share of buyers, for everybody",
};

/** The table "who", and each fold in numbers. */
export async function whoTable(
  shop: Shop,
  cutoffs: readonly number[],
  options: EvaluatePropensityOptions & ResampleOptions = {},
): Promise<QualityTable & { folds: JudgedFold["fold"][] }> {
  const judged: JudgedFold[] = [];
  await evaluatePropensity(shop, cutoffs, { ...options, onJudged: (fold) => judged.push(fold) });
  const stated = (method: PropensityMethod) =>
    judged.map(({ labels, probabilities }) => ({ labels, probabilities: probabilities[method] }));
  const drawing = { ...options, clusters: judged.map(({ customers }) => customers) };
  const rows = (Object.keys(WHO) as PropensityMethod[]).map((method): QualityRow => ({
    name: WHO[method],
    settings: null,
    figures: whoFigures(stated(method), method === "model" ? null : stated("model"), drawing),
  }));
  const figures = Object.keys(rows[0]!.figures);
  return { figures, rows, folds: judged.map(({ fold }) => fold) };
}

type Stated = { labels: Uint8Array; probabilities: Float64Array }[];

function whoFigures(
  folds: Stated,
  own: Stated | null,
  options: ResampleOptions,
): Record<string, Figure> {
  const areas = (all: Stated) =>
    all.map(({ probabilities, labels }) => aucInfluence(probabilities, labels));
  const losses = (all: Stated) =>
    all.map(({ probabilities, labels }) => probabilities.map((p, i) => logLoss([p], [labels[i]!])));
  const fewer = { ...options, resamples: Math.min(400, options.resamples ?? 1000) };
  return {
    auc: meanFigure(areas(folds), own && areas(own), 1, options),
    log_loss: meanFigure(losses(folds), own && losses(own), -1, options),
    calibration_error: resampledFigure(folds, own, expectedCalibrationError, -1, {
      ...fewer,
      centred: true,
    }),
    lift_at_top_tenth: resampledFigure(folds, own, (p, y) => liftAtTop(p, y, 0.1), 1, fewer),
  };
}

/** Names of the ways to foresee the hour in the table; the project's own first. */
const HOURS: Readonly<Record<HourMethod, string>> = {
  customer: "this project, given the order's day",
  customerAnyDay: "this project, day not known",
  circular: "customer's histogram, circular kernel, prior by day of the week",
  shrunk: "customer's histogram shrunk to the global one",
  globalByDay: "this project's curve of the order's day",
  global: "global histogram",
};

const SENDS: Readonly<Record<Exclude<SendMethod, "proposedGivenDay">, string>> = {
  proposed: "this project",
  noon: "noon for all",
  bestGlobal: "best global hour",
  ownMode: "customer's own most frequent hour",
};

/** One group of customers in the table "when". */
export interface WhenGroup {
  readonly label: string;
  readonly customers: number;
  /** −ln P(hour); `null` for a source with dates only. */
  readonly hour: QualityTable | null;
  /** Share of orders within an hour of the proposed one; `null` for a source with dates only. */
  readonly within: QualityTable | null;
  /** −ln P(day of the week). */
  readonly day: QualityTable;
}

/**
 * The table "when": customers with a history first, then by purchase days before the cut.
 *
 * @throws {RangeError} If nobody ordered in the window.
 */
export function whenTable(
  shop: Shop,
  cut: number,
  options: ResampleOptions & { heldOutDays?: number } = {},
): WhenGroup[] {
  let judged: HeldOutOrders | undefined;
  evaluateTiming(shop, cut, { ...options, resamples: 1, onJudged: (all) => judged = all });
  const groups = [
    { label: "with a history", from: 1, to: Infinity },
    ...HISTORY_GROUPS.map((group) => ({
      ...group,
      label: `purchase days before: ${group.label}`,
    })),
  ];
  return groups.flatMap(({ label, from, to }) => {
    const rows = Array.from(judged!.customer.keys())
      .filter((i) => judged!.history[i]! >= from && judged!.history[i]! < to);
    return rows.length === 0 ? [] : [whenGroup(label, rows, judged!, options)];
  });
}

function whenGroup(
  label: string,
  rows: readonly number[],
  { dayLoss, hourLoss, within }: HeldOutOrders,
  options: ResampleOptions,
): WhenGroup {
  const pick = (values: Float64Array) => [
    Float64Array.from(rows, (i) => values[i]!).filter((value) => !Number.isNaN(value)),
  ];
  const timed = hourLoss !== null && pick(hourLoss.global)[0]!.length > 0;
  const table = <K extends string>(
    figure: string,
    sign: 1 | -1,
    names: Readonly<Record<K, string>>,
    values: Readonly<Record<K, Float64Array>>,
  ): QualityTable => {
    const methods = Object.keys(names) as K[];
    const own = pick(values[methods[0]!]);
    return {
      figures: [figure],
      rows: methods.map((method, m) => ({
        name: names[method],
        settings: null,
        figures: {
          [figure]: meanFigure(pick(values[method]), m === 0 ? null : own, sign, options),
        },
      })),
    };
  };
  const days = { customer: "this project", global: "global histogram" };
  return {
    label,
    customers: rows.length,
    hour: timed ? table("hour_log_loss", -1, HOURS, hourLoss) : null,
    within: timed && within ? table("within_an_hour", 1, SENDS, within) : null,
    day: table("day_log_loss", -1, days, dayLoss),
  };
}
