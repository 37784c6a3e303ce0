/**
 * What the model is measured against, each fitted as fairly: on the same cutoffs.
 *
 * @module
 */
import type { Snapshot } from "../ingest/shop.ts";
import { applyPlatt, fitPlatt, type PlattModel } from "../statistics/platt.ts";
import { bgNbdBuys, bgNbdHistory, fitBgNbd } from "./bgnbd.ts";
import { levelIntercept, logit } from "./calibrate.ts";
import { fitLogistic, logisticScore } from "./logistic.ts";
import { buysWithin, firstPurchaseFrom, type PurchaseDays, purchaseDays } from "./purchase_days.ts";
import { customersSeenBefore } from "./training_rows.ts";

/** Probabilities of the baselines, one entry per customer asked for. */
export interface BaselineProbabilities {
  /** The share of buyers that the newest horizons foretell, for everybody. */
  baseRate: Float64Array;
  /** Logistic regression on recency, frequency and value, at the level of the newest horizons. */
  rfm: Float64Array;
  /** BG/NBD as fitted. */
  bgNbd: Float64Array;
  /** BG/NBD with Platt scaling on the cutoffs, at the level of the newest horizons. */
  bgNbdPlatt: Float64Array;
}

/** Horizons that tell the shop's level, as many as the model's own calibration takes. */
const LEVEL_HORIZONS = 8;

/**
 * Baselines for customers who have bought, trained on the labels of the given cutoffs (all before
 * the snapshot's day).
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { shopFromLines, snapshotAt } from "../ingest/shop.ts";
 * import { baselineProbabilities } from "./baselines.ts";
 *
 * const shop = shopFromLines([10, 20].map((day) => ({ customer: 0, article: 0, day, price: 4 })));
 * const snapshot = snapshotAt(shop, 30);
 * const { rfm, bgNbd } = baselineProbabilities(snapshot, Uint32Array.of(0), [12, 22], 7);
 * assert.ok(rfm[0]! > 0 && rfm[0]! < 1 && bgNbd[0]! > 0 && bgNbd[0]! < 1);
 * ```
 */
export function baselineProbabilities(
  snapshot: Snapshot,
  customers: Uint32Array,
  cutoffs: readonly number[],
  horizon: number,
): BaselineProbabilities {
  const days = purchaseDays(snapshot.orders);
  const early = fitBgNbd(days, cutoffs[0] ?? snapshot.asOf);
  const stride = Math.max(1, Math.ceil(days.customers * cutoffs.length / 250_000));
  const parts = cutoffs.map((cut) => {
    const people = [...customersSeenBefore(days, cut, { stride })];
    return {
      cut,
      rows: people.flatMap((c) => rfm(days, c, cut)),
      bgScores: people.map((c) => logit(bgNbdBuys(early, bgNbdHistory(days, c, cut)!, horizon))),
      labels: people.map((c) => buysWithin(days, c, cut, horizon) ? 1 : 0),
    };
  });
  const bgNbd = fitBgNbd(days, snapshot.asOf);
  const plain = Float64Array.from(
    customers,
    (c) => bgNbdBuys(bgNbd, bgNbdHistory(days, c, snapshot.asOf)!, horizon),
  );
  const labels = parts.flatMap((part) => part.labels);
  if (labels.length === 0) {
    const flat = new Float64Array(customers.length).fill(0.1);
    return { baseRate: flat, rfm: flat, bgNbd: plain, bgNbdPlatt: plain };
  }
  const regression = fitLogistic(Float64Array.from(parts.flatMap((part) => part.rows)), 3, labels);
  const { slope } = fitPlatt(parts.flatMap((part) => part.bgScores), labels);
  const levelParts = apart(parts.filter((part) => part.labels.length > 0), horizon);
  const levelled = (
    score: (part: typeof parts[number], i: number) => number,
    slope: number,
  ): PlattModel => {
    const scores = levelParts.map((part) =>
      Float64Array.from(part.labels, (_, i) => score(part, i))
    );
    return { slope, intercept: levelIntercept(scores, levelParts.map((p) => p.labels), slope) };
  };
  const flat = levelled(() => 0, 1);
  const rfmLevel = levelled(
    ({ rows }, i) => logisticScore(regression, rows.slice(3 * i, 3 * i + 3)),
    1,
  );
  const bgLevel = levelled(({ bgScores }, i) => bgScores[i]!, slope);
  return {
    baseRate: new Float64Array(customers.length).fill(applyPlatt(flat, 0)),
    rfm: Float64Array.from(
      customers,
      (c) => applyPlatt(rfmLevel, logisticScore(regression, rfm(days, c, snapshot.asOf))),
    ),
    bgNbd: plain,
    bgNbdPlatt: plain.map((p) => applyPlatt(bgLevel, logit(p))),
  };
}

/** The newest parts that lie a horizon apart or more, newest first. */
function apart<T extends { readonly cut: number }>(parts: readonly T[], horizon: number): T[] {
  const chosen: T[] = [];
  for (const part of parts.toSorted((a, b) => b.cut - a.cut)) {
    const last = chosen.at(-1);
    if (last === undefined || part.cut <= last.cut - horizon) chosen.push(part);
  }
  return chosen.slice(0, LEVEL_HORIZONS);
}

function rfm(days: PurchaseDays, customer: number, cut: number): [number, number, number] {
  const start = days.offsets[customer]!;
  const end = firstPurchaseFrom(days, customer, cut);
  let value = 0;
  for (let i = start; i < end; i++) value += Math.max(0, days.prices[i]!);
  return [Math.log1p(cut - days.day[end - 1]!), Math.log(end - start), Math.log1p(value)];
}
