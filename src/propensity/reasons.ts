/**
 * Why a customer is, or is not, expected to buy, in plain words.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import type { Engine } from "../lightgbm/mod.ts";
import { FEATURE_COUNT, featureRows, PROPENSITY_FEATURES } from "./features.ts";
import { contribution } from "./linear.ts";
import { type PropensityModel, scorePropensity, TREE_SHARE } from "./model.ts";
import { purchaseDays } from "./purchase_days.ts";

/** Subjects that features are about, in the order in which they are told without a model. */
const SUBJECTS = ["recency", "rhythm", "frequency", "trend", "season", "basket", "tenure"] as const;
/** What a reason is about. */
export type ReasonSubject = typeof SUBJECTS[number];

/** One reason. */
export interface PropensityReason {
  subject: ReasonSubject | "new";
  /** A clause such as "last bought 25 days ago". */
  text: string;
  /**
   * What it adds to the raw log-odds of buying against the average training row (Shapley values of
   * the trees and terms of the regression, summed over its features); `null` where no engine was given or the model has no trees.
   */
  effect: number | null;
}

/** A customer's probability and the reasons for it, the weightiest first. */
export interface PropensityExplanation {
  customer: number;
  probability: number;
  reasons: PropensityReason[];
}

/** Options of {@linkcode explainPropensity}. */
export interface ExplainOptions {
  /** Gives the reasons their weights. @default {none: told in a fixed order} */
  engine?: Engine;
}

/**
 * Explains the probabilities of the given customers.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { snapshotAt } from "../ingest/shop.ts";
 * import { fitPropensity } from "./fit.ts";
 * import { explainPropensity } from "./reasons.ts";
 * import { habitualShop } from "./testing.ts";
 *
 * const snapshot = snapshotAt(habitualShop({ customers: 10 }), 1100);
 * const [first] = explainPropensity(await fitPropensity(snapshot), snapshot, [0]);
 * assert.match(first!.reasons[0]!.text, /^last bought \d+ days? ago$/);
 * ```
 */
export function explainPropensity(
  model: PropensityModel,
  snapshot: Snapshot,
  customers: ArrayLike<number>,
  options: ExplainOptions = {},
): PropensityExplanation[] {
  const codes = Uint32Array.from(customers);
  const probabilities = scorePropensity(model, snapshot, { customers: codes });
  const days = purchaseDays(snapshot.orders);
  const rows = featureRows(days, codes, { ...model, cut: snapshot.asOf });
  const effects = options.engine && model.kind === "boosted"
    ? subjectEffects(model, rows, options.engine)
    : null;
  return Array.from(codes, (customer, i) => {
    const probability = probabilities[i]!;
    if (days.offsets[customer] === days.offsets[customer + 1]) {
      const text = "no purchase so far: the rate of customers who have not bought yet";
      return { customer, probability, reasons: [{ subject: "new", text, effect: null }] };
    }
    const value = rowReader(rows.subarray(i * FEATURE_COUNT, (i + 1) * FEATURE_COUNT));
    const reasons = SUBJECTS.flatMap((subject): PropensityReason[] => {
      const text = tell(subject, value);
      const effect = effects ? effects[i]!.get(subject)! : null;
      return text === null ? [] : [{ subject, text, effect }];
    });
    reasons.sort((a, b) => Math.abs(b.effect ?? 0) - Math.abs(a.effect ?? 0));
    return { customer, probability, reasons };
  });
}

type Reader = (name: string) => number;

const INDEX = new Map(PROPENSITY_FEATURES.map((feature, i) => [feature.name, i]));

function rowReader(row: Float32Array): Reader {
  return (name) => row[INDEX.get(name)!]!;
}

function subjectOf(name: string): ReasonSubject {
  if (name.startsWith("days_since")) return "recency";
  if (/^(gap|due)/.test(name)) return "rhythm";
  if (name === "trend") return "trend";
  if (/^(year|month|weekday)/.test(name)) return "season";
  if (/^(orders|lines|value)/.test(name)) return "basket";
  return name === "tenure" ? "tenure" : "frequency";
}

function subjectEffects(
  model: PropensityModel,
  rows: Float32Array,
  engine: Engine,
): Map<ReasonSubject, number>[] {
  using booster = engine.loadModel(model.modelText);
  const count = rows.length / FEATURE_COUNT;
  const shap = booster.contributions({ data: rows, rows: count, columns: FEATURE_COUNT });
  const width = FEATURE_COUNT + 1;
  return Array.from({ length: count }, (_, i) => {
    const sums = new Map<ReasonSubject, number>(SUBJECTS.map((subject) => [subject, 0]));
    PROPENSITY_FEATURES.forEach(({ name }, j) => {
      const steady = contribution(model.linear!, j, rows[i * FEATURE_COUNT + j]!);
      const effect = TREE_SHARE * shap[i * width + j]! + (1 - TREE_SHARE) * steady;
      sums.set(subjectOf(name), sums.get(subjectOf(name))! + effect);
    });
    return sums;
  });
}

/** The clause about a subject, or `null` where there is nothing to say. */
function tell(subject: ReasonSubject, value: Reader): string | null {
  switch (subject) {
    case "recency":
      return `last bought ${plural(value("days_since_purchase_1"), "day")} ago`;
    case "rhythm":
      return tellRhythm(value);
    case "frequency":
      return tellFrequency(value);
    case "trend":
      return tellTrend(value);
    case "season":
      return tellSeason(value);
    case "basket":
      return `${plural(Math.round(value("lines_mean")), "line")} per purchase day`;
    case "tenure":
      return `customer for ${plural(value("tenure"), "day")}`;
  }
}

function tellRhythm(value: Reader): string | null {
  const gap = value("gap_mean");
  if (Number.isNaN(gap)) return null;
  const late = Math.round(value("days_since_purchase_1") - gap);
  const usual = `usually every ${plural(Math.round(gap), "day")}`;
  if (late > 0) return `${usual}, ${plural(late, "day")} overdue`;
  return late === 0 ? `${usual}, due now` : `${usual}, due in ${plural(-late, "day")}`;
}

function tellFrequency(value: Reader): string {
  const all = value("purchase_days");
  if (all === 1) return "bought once";
  return `bought on ${all} days, ${value("days_91")} of them in the last 13 weeks`;
}

function tellTrend(value: Reader): string | null {
  if (value("tenure") < 84 || value("purchase_days") < 3) return null;
  const trend = value("trend");
  if (trend > 1.5) return "buys more often than before";
  return trend < 0.67 ? "buys less often than before" : "buys as often as before";
}

function tellSeason(value: Reader): string | null {
  const yearAgo = value("year_ago_wide");
  if (Number.isNaN(yearAgo)) return null;
  return yearAgo > 0
    ? "bought in the same weeks last year"
    : "no purchase in these weeks last year";
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
